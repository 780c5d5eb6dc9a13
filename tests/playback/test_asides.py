import pytest

from composer.playback.asides import Asides
from composer.playback.ledger import NoteLedger
from tests.playback.doubles import ManualClock, RecordingOutput


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def output(clock):
    return RecordingOutput(clock)


@pytest.fixture
def ledger(output):
    return NoteLedger(output)


@pytest.fixture
def asides(clock, ledger):
    return Asides(ledger, clock)


def test_a_sound_ends_when_its_time_is_over(asides, clock, output):
    asides.sound(60, 80, channel=1, program=4, milliseconds=250)
    assert asides.next_end_at == clock.seconds + 0.25
    clock.seconds += 0.2
    asides.end_due()
    assert output.sounding == {(1, 60)}
    clock.seconds += 0.05
    asides.end_due()
    assert output.sounding == set()
    assert asides.next_end_at is None


def test_the_first_beat_of_a_bar_clicks_higher(asides, output):
    asides.click(is_first=True, at_seconds=1.0)
    [(channel, high)] = output.sounding
    asides.end_due()
    asides.click(is_first=False, at_seconds=2.0)
    low = max(output.sounding - {(channel, high)})[1]
    assert channel == 9
    assert high != low


def test_a_keyboard_that_is_released_leaves_other_notes_alone(asides, output):
    asides.play_through(b"\x93\x3c\x40", channel=0, program=0)
    asides.sound(64, 80, channel=0, program=0, milliseconds=100)
    asides.release_keyboard()
    assert output.sounding == {(0, 64)}


def test_a_key_that_comes_up_ends_its_note_on_the_channel_that_it_began_on(asides, output):
    asides.play_through(b"\x93\x3c\x40", channel=5, program=0)
    assert output.sounding == {(5, 60)}
    asides.play_through(b"\x93\x3c\x00", channel=5, program=0)
    assert output.sounding == set()


def test_what_is_played_along_sounds_on_the_instrument_that_the_score_has_come_to(asides, ledger, output):
    ledger.chase({}, [(0, 0)], is_jump=True, at_seconds=0.0)
    ledger.control(b"\xc0\x30")
    asides.play_through(b"\x90\x48\x50", channel=0, program=0)
    asides.sound(72, 80, channel=0, program=0, milliseconds=100)
    assert output.messages == [b"\xc0\x00", b"\xc0\x30", b"\x90\x48\x50", b"\x80\x48\x00", b"\x90\x48\x50"]
    ledger.silence()
    asides.play_through(b"\x90\x48\x50", channel=0, program=0)
    assert output.messages[-2:] == [b"\xc0\x00", b"\x90\x48\x50"]


def test_what_was_ended_otherwise_is_not_waited_for(asides):
    asides.sound(60, 80, channel=0, program=0, milliseconds=250)
    asides.forget()
    assert asides.next_end_at is None
