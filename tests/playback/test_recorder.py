from composer.music.controls import SUSTAIN, Control, Controls
from composer.music.score import Note
from composer.music.time import TempoMap
from composer.playback.protocol import PlayedMessage
from composer.playback.recorder import PAUSE_SECONDS, Recorder, captured, last_phrase

PEDAL_DOWN, PEDAL_UP = b"\xb0\x40\x7f", b"\xb0\x40\x00"


def on(pitch, velocity=80):
    return bytes((0x90, pitch, velocity))


def off(pitch):
    return bytes((0x80, pitch, 0))


def recorded(*events, end=2000, **options):
    recorder = Recorder(**options)
    for tick, message in events:
        recorder.add(tick, message)
    return sorted(recorder.end(end).notes, key=lambda note: (note.start, note.pitch))


def turned(*events, end=2000, **options):
    """(tick, message) of the controls that were recorded, and the tick at which they end, for each turn."""
    recorder = Recorder(**options)
    for tick, message in events:
        recorder.add(tick, message)
    return [
        ([(control.tick, *control.dial, control.value) for control in controls], last)
        for controls, last in recorder.end(end).performances
    ]


def parameter(number, value):
    """The messages that choose a registered parameter, set it and close it."""
    return [bytes((0xB0, *said)) for said in ((101, 0), (100, number), (6, value), (101, 127), (100, 127))]


def test_a_key_that_goes_down_and_up_is_a_note_with_its_velocity():
    assert recorded((100.4, on(60, 93)), (340.2, off(60))) == [Note(60, 100, 240, 93)]


def test_a_beginning_of_velocity_0_is_an_end():
    assert recorded((0, on(60)), (480, on(60, 0))) == [Note(60, 0, 480)]


def test_a_key_that_is_still_down_ends_with_the_recording():
    assert recorded((0, on(60)), end=700) == [Note(60, 0, 700)]


def test_a_key_that_is_down_sounds_up_to_the_playhead_and_with_a_loop_to_its_end_when_that_has_come_round():
    recorder = Recorder(tolerance=120, loop=(0, 1920))
    recorder.add(960, on(60))
    seen = []
    for tick in (900, 1200, 10):  # first what was still on its way
        recorder.follow(tick)
        seen.append(recorder.sounding)
    assert seen == [[Note(60, 960, 1)], [Note(60, 960, 240)], [Note(60, 960, 240)]]
    recorder.follow(130)
    assert (recorder.sounding, recorder.notes) == ([], [Note(60, 960, 960)])
    assert not recorder.has_keys_down


def test_what_was_played_just_before_the_loop_came_round_belongs_to_the_turn_before():
    recorder = Recorder(tolerance=120, loop=(0, 1920))
    recorder.add(1800, PEDAL_DOWN)
    recorder.follow(5)
    recorder.add(1919, PEDAL_UP)
    recorder.add(20, on(60))
    assert [controls[-1].tick for controls, _ in recorder.end(200).performances] == [1919]


def test_the_pedal_is_kept_beside_the_notes_which_end_where_their_keys_went_up():
    events = (0, on(60)), (10, PEDAL_DOWN), (100, off(60)), (480, PEDAL_UP)
    assert recorded(*events) == [Note(60, 0, 100)]
    assert turned(*events) == [([(10, 0xB, 64, 127), (480, 0xB, 64, 0)], 2000)]


def test_bends_pressure_and_controllers_are_kept_and_what_says_nothing_new_is_not():
    events = (0, b"\xe0\x00\x60"), (5, b"\xe0\x00\x60"), (10, b"\xd0\x20"), (15, b"\xa0\x3c\x30"), (20, b"\xb0\x01\x05")
    assert turned(*events) == [([(0, 0xE, 0, 0x3000), (10, 0xD, 0, 0x20), (15, 0xA, 60, 0x30), (20, 0xB, 1, 5)], 2000)]


def test_what_is_no_music_is_not_kept():
    assert turned((0, b"\xb0\x7b\x00"), (0, b"\xb0\x00\x01"), (0, b"\xc0\x05")) == []


def test_a_pedal_that_was_down_before_the_start_is_down_from_the_start_on():
    events = (-500, PEDAL_DOWN), (1000, PEDAL_UP)
    assert turned(*events, start=960) == [([(960, 0xB, 64, 127), (1000, 0xB, 64, 0)], 2000)]
    assert turned((-500, PEDAL_DOWN), (-400, PEDAL_UP), (970, on(60)), start=960) == []


def test_a_count_in_is_no_turn_of_a_loop():
    played = (-500, PEDAL_DOWN), (-300, PEDAL_UP), (-200, PEDAL_DOWN), (1000, on(60)), (1200, PEDAL_UP)
    assert turned(*played, start=960, loop=(960, 1920)) == [([(960, 0xB, 64, 127), (1200, 0xB, 64, 0)], 2000)]
    assert recorded(*played, start=960, loop=(960, 1920)) == [Note(60, 1000, 1000)]


def test_what_is_turned_a_moment_before_the_first_tick_is_on_it():
    assert turned((0, on(60)), (-1, PEDAL_DOWN), (480, PEDAL_UP)) == [([(0, 0xB, 64, 127), (480, 0xB, 64, 0)], 2000)]


def test_every_turn_of_a_loop_is_a_performance_of_its_own():
    events = (100, PEDAL_DOWN), (900, on(60)), (20, on(62)), (300, PEDAL_UP)
    assert turned(*events, loop=(0, 960), end=960) == [
        ([(100, 0xB, 64, 127)], 960),
        ([(0, 0xB, 64, 127), (300, 0xB, 64, 0)], 960),
    ]


def test_a_first_note_played_a_little_early_is_on_the_start_and_the_count_in_is_not_recorded():
    events = (-900, on(40)), (-800, off(40)), (950, on(60)), (1200, off(60))
    assert recorded(*events, start=960, tolerance=120) == [Note(60, 960, 240)]


def test_a_key_held_while_the_loop_comes_round_ends_with_the_loop():
    assert recorded((900, on(60)), (100, off(60)), (200, on(62)), (300, off(62)), loop=(0, 960)) == [
        Note(62, 200, 100),
        Note(60, 900, 60),
    ]


def test_from_the_second_turn_on_all_that_is_played_in_the_loop_counts_although_recording_began_inside_it():
    turns = (960, on(60)), (1200, off(60)), (0, on(62)), (240, off(62)), (860, on(64)), (1440, off(64))
    assert recorded(*turns, start=960, tolerance=120, loop=(0, 1920)) == [
        Note(62, 0, 240),
        Note(64, 860, 580),
        Note(60, 960, 240),
    ]


def test_a_key_held_over_the_end_of_the_loop_ends_there_when_recording_stops():
    assert recorded((1800, on(60)), tolerance=120, loop=(0, 1920), end=10) == [Note(60, 1800, 120)]


def test_keys_that_arrive_a_moment_out_of_order_are_in_one_turn():
    events = (700.0, on(60)), (699.98, on(64)), (900, off(60)), (900, off(64))
    assert recorded(*events, tolerance=120, loop=(0, 1920)) == [Note(60, 700, 200), Note(64, 700, 200)]


def test_a_key_held_while_the_playhead_is_put_back_ends_where_it_had_come_to():
    recorder = Recorder(start=960, tolerance=120)
    recorder.add(960, on(60))
    recorder.follow(1440)
    recorder.follow(100)
    recorder.add(110, on(62))
    recorder.add(200, off(62))
    assert recorder.end(480).notes == [Note(60, 960, 480), Note(62, 110, 90)]
    assert recorder.covered == [(960, 1440), (100, 480)]


def test_a_loop_that_is_not_reached_any_more_holds_nobody():
    events = (2000, on(60)), (2400, on(62)), (2000, off(60))
    assert recorded(*events, start=2000, tolerance=120, loop=(0, 1920), end=2000) == [
        Note(60, 2000, 400),
        Note(62, 2400, 1),
    ]


def test_all_that_the_playhead_passed_is_covered():
    for ticks, covered in (
        ((960, 1200), [(960, 1200)]),
        ((960, 1900, 500), [(960, 1920), (0, 500)]),
        ((960, 1900, 500, 1900, 500, 1900, 500), [(960, 1920), (0, 1920), (0, 500)]),
    ):
        recorder = Recorder(start=960, tolerance=120, loop=(0, 1920))
        for tick in ticks:
            recorder.follow(tick)
        recorder.end(ticks[-1])
        assert recorder.covered == covered


def test_a_loop_may_come_round_before_anything_is_played():
    recorder = Recorder(start=960, tolerance=120, loop=(0, 1920))
    for tick in (960, 1900, 200):
        recorder.follow(tick)
    recorder.add(300, on(60))
    assert recorder.end(500).notes == [Note(60, 300, 200)]


def test_in_a_count_in_the_playhead_waits_and_nothing_has_begun():
    recorder = Recorder(start=960, tolerance=120, loop=(960, 1920))
    for tick, message in ((-900, on(40)), (-800, off(40)), (0, PEDAL_DOWN), (961, on(60))):
        recorder.follow(960)
        recorder.add(tick, message)
    assert recorder.end(1440) == ([Note(60, 961, 479)], [(Controls([Control(960, SUSTAIN, 127)]), 1440)])


def test_a_note_shorter_than_a_tick_is_a_tick_long():
    assert recorded((10.1, on(60)), (10.2, off(60))) == [Note(60, 10, 1)]


def test_an_end_without_a_beginning_is_passed_over():
    assert recorded((10, off(60))) == []


def test_what_sounds_is_shown_at_least_up_to_the_last_message():
    recorder = Recorder(tolerance=120)
    recorder.add(0, on(60))
    recorder.add(240, on(64))
    recorder.follow(200)
    assert recorder.sounding == [Note(60, 0, 240), Note(64, 240, 1)]


def played_at(*seconds):
    pairs = [(at, on(60)) for at in seconds] + [(at + 0.5, off(60)) for at in seconds]
    return [PlayedMessage(at, None, message) for at, message in sorted(pairs)]


def test_the_last_phrase_begins_after_the_last_pause():
    messages = played_at(0, 1, 2 + PAUSE_SECONDS, 3 + PAUSE_SECONDS)
    assert last_phrase(messages) == messages[4:]


def test_a_key_that_is_held_for_long_is_no_pause():
    messages = [PlayedMessage(at, None, message) for at, message in ((0, on(60)), (10, off(60)), (11, on(62)))]
    assert last_phrase(messages) == messages


def test_what_was_played_without_the_score_is_captured_from_the_playhead_in_its_tempo():
    notes = captured(played_at(7.0, 8.0), 480, TempoMap.constant(120)).notes
    assert notes == [Note(60, 480, 480), Note(60, 1440, 480)]


def test_what_was_played_along_with_the_score_is_captured_where_it_was_heard():
    phrase = [PlayedMessage(5.0, 960.0, on(60)), PlayedMessage(5.1, 1200.0, off(60))]
    assert captured(phrase, 0, TempoMap.constant(120)).notes == [Note(60, 960, 240)]


def test_what_was_held_while_the_loop_came_round_is_captured_up_to_its_end():
    phrase = [
        PlayedMessage(0.0, 1800.0, on(60)),
        PlayedMessage(0.2, 100.0, off(60)),
        PlayedMessage(0.3, 200.0, on(62)),
        PlayedMessage(0.5, 500.0, off(62)),
    ]
    assert captured(phrase, 0, TempoMap.constant(120), loop=(0, 1920)).notes == [
        Note(60, 1800, 120),
        Note(62, 200, 300),
    ]


def test_nothing_played_is_nothing_captured():
    assert captured([], 0, TempoMap.constant(120)) == ([], [])


def test_parameters_are_recorded_as_they_are_said_even_if_a_part_of_it_was_said_before():
    both = [*parameter(0, 12), *parameter(1, 12)]
    [(controls, _)] = turned((0, on(60)), *((480, message) for message in both))
    assert [bytes((0xB0, number, value)) for _, _, number, value in controls] == both


def test_parameters_that_were_set_before_the_recording_are_set_when_it_begins():
    [(controls, _)] = turned(*((0, message) for message in parameter(0, 12)), (500, on(60)), start=480)
    assert controls == [(480, 0xB, *message[1:]) for message in parameter(0, 12)]


def test_a_playhead_that_is_moved_ends_what_is_held_and_begins_another_turn_there():
    recorder = Recorder(0)
    recorder.add(10, on(60))
    recorder.follow(500)
    recorder.jump(4000)
    recorder.add(4100, on(62))
    recorder.add(4200, off(62))
    assert sorted(recorder.end(4300).notes, key=lambda note: note.start) == [Note(60, 10, 490), Note(62, 4100, 100)]
    assert recorder.covered == [(0, 500), (4000, 4300)]


def test_keys_of_a_keyboard_that_is_gone_end_where_the_playhead_is():
    recorder = Recorder(0)
    recorder.add(10, on(60))
    recorder.follow(100)
    recorder.let_keys_go()
    assert recorder.end(9000).notes == [Note(60, 10, 90)]
