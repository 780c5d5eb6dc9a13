from hypothesis import given
from hypothesis import strategies as st

from composer.music.controls import BEND, CONTROLLER, MODULATION, PROGRAM_CHANGE, SUSTAIN, Control, Controls, Dial
from composer.music.score import Track
from composer.playback.control_line import control_line_of
from tests.music.test_controls import lists

RANGE_OF_BEND = [  # 12 semitones, as a registered parameter
    Control(0, Dial(CONTROLLER, 101), 0),
    Control(0, Dial(CONTROLLER, 100), 0),
    Control(0, Dial(CONTROLLER, 6), 12),
]


def line(*controls, channel=0):
    return control_line_of([Track(controls=Controls(controls), channel=channel)])


def said(line, index):
    """The messages that put everything where it stands before `index`."""
    return [message for standing in line.state_before(index).values() for message in standing.messages]


def test_controls_of_all_tracks_are_said_in_order_of_tick_on_the_channels_of_the_tracks():
    tracks = [
        Track(controls=Controls([Control(480, SUSTAIN, 127), Control(960, BEND, 0x2001)]), channel=1),
        Track(controls=Controls([Control(480, PROGRAM_CHANGE, 7)]), channel=2),
    ]
    both = control_line_of(tracks)
    assert both.ticks.tolist() == [480, 480, 960]
    assert [both.message(index) for index in range(3)] == [b"\xb1\x40\x7f", b"\xc2\x07", b"\xe1\x01\x40"]


def test_before_the_first_control_nothing_stands_anywhere():
    assert line(Control(0, SUSTAIN, 127)).state_before(0) == {}
    assert line().state_before(0) == {}


def test_of_every_dial_only_the_last_turn_counts_in_the_order_of_turning():
    turned = line(Control(0, MODULATION, 5), Control(10, BEND, 0), Control(20, MODULATION, 9), Control(30, BEND, 1))
    assert said(turned, 3) == [b"\xe0\x00\x00", b"\xb0\x01\x09"]


def test_a_parameter_is_chosen_before_it_is_set():
    other = [Control(10, Dial(CONTROLLER, 100), 1), Control(10, Dial(CONTROLLER, 6), 70)]
    turned = line(*RANGE_OF_BEND, *other)
    assert said(turned, 5) == [
        *(b"\xb0\x65\x00", b"\xb0\x64\x00", b"\xb0\x06\x0c"),
        *(b"\xb0\x65\x00", b"\xb0\x64\x01", b"\xb0\x06\x46"),
    ]


def test_what_holds_nothing_is_not_said_again():
    turned = line(Control(0, Dial(CONTROLLER, 123), 0), Control(0, Dial(0xA, 60), 90), Control(0, SUSTAIN, 1))
    assert said(turned, 3) == [b"\xb0\x40\x01"]


@given(lists, st.integers(0, 30))
def test_every_dial_that_holds_stands_where_a_listener_would_have_it(controls, index):
    turned = line(*controls, channel=3)
    heard = {}
    for message in map(turned.message, range(min(index, len(turned)))):
        if message[0] >> 4 in (0xC, 0xD, 0xE):
            heard[message[0] >> 4, 0] = message
        elif message[0] >> 4 == CONTROLLER and message[1] not in (6, 38, *range(96, 102)) and message[1] < 120:
            heard[CONTROLLER, message[1]] = message
    state = turned.state_before(index)
    assert {key[1:]: standing.messages[-1] for key, standing in state.items() if key[1] < 0x10} == heard
