from composer.music.controls import SUSTAIN, Control, Controls
from composer.music.score import Note, Score, Track
from composer.playback.reading import Reading
from composer.playback.scheduler import timeline_of

BEAT = 480  # ticks


def timeline(*pitches, controls=()):
    """One note after the other, a beat each."""
    notes = tuple(Note(pitch, index * BEAT, BEAT) for index, pitch in enumerate(pitches))
    return timeline_of(Score((Track(notes, controls=Controls([Control(*control) for control in controls])),)))


def taken(reading, most=100):
    """(tick, pitch and whether it begins, or "control") of what is still to be read in this pass."""
    found = []
    while len(found) < most:
        tick = reading.next_tick
        if reading.take_control():
            found.append((tick, "control"))
        elif event := reading.take_event():
            found.append((tick, event.pitch, event.velocity > 0))
        else:
            break
    return found


def begun(*pitches, **more):
    reading = Reading(timeline(*pitches, **more))
    reading.begin(0)
    return reading


def test_at_one_tick_ends_come_before_controls_and_these_before_beginnings():
    reading = begun(60, 62, controls=[(BEAT, SUSTAIN, 127)])
    assert taken(reading)[1:4] == [(BEAT, 60, False), (BEAT, "control"), (BEAT, 62, True)]


def test_a_pass_ends_with_the_last_note_and_nothing_comes_after_it():
    reading = begun(60, 62)
    taken(reading)
    assert (reading.next_tick, reading.next_pass) == (2 * BEAT, None)


def test_a_loop_that_lies_ahead_ends_the_pass_and_begins_the_next():
    reading = begun(60, 62, 64)
    reading.set_loop((0, BEAT), 0)
    assert taken(reading) == [(0, 60, True)]
    assert (reading.pass_end, reading.next_pass) == (BEAT, 0)


def test_a_loop_that_lies_behind_or_lasts_no_time_holds_nobody():
    for loop, tick in (((0, BEAT), BEAT), ((0, 1), 0)):
        reading = begun(60, 62, 64)
        reading.set_loop(loop, tick)
        assert reading.next_pass is None


def test_playing_may_end_before_or_after_the_last_note():
    reading = Reading(timeline(60, 62))
    for end in (BEAT, 9 * BEAT):
        reading.set_range(None, end)
        reading.begin(0)
        assert reading.pass_end == end


def test_in_another_timeline_only_what_is_still_to_come_is_read():
    reading = begun(60, 62, 64)
    reading.change_to(timeline(70, 72, 74), BEAT, earliest=0, is_over=lambda tick: tick <= BEAT)
    assert taken(reading, 2) == [(2 * BEAT, 72, False), (2 * BEAT, 74, True)]


def test_what_sounds_is_known_from_what_was_read():
    reading = begun(60, 62)
    reading.take_event()
    assert reading.sounding([(0, 60), (0, 62)]) == {(0, 60)}


def test_who_joins_has_read_all_and_is_in_the_same_pass():
    first, second = begun(60, 62, 64), Reading(timeline(70))
    first.set_loop((0, 2 * BEAT), BEAT)
    second.join(first)
    assert taken(second) == []
    assert (second.pass_end, second.next_pass) == (2 * BEAT, 0)
