from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.music.controls import (
    BEND,
    CHANNEL_PRESSURE,
    CONTROLLER,
    MODULATION,
    PROGRAM_CHANGE,
    SUSTAIN,
    Control,
    Controls,
    Dial,
)
from composer.music.score import Note, Score, Track
from composer.music.time import TempoMap
from composer.playback import messages
from composer.playback.player import Player
from composer.playback.scheduler import EMPTY_TIMELINE, timeline_of
from tests.playback.doubles import ManualClock, RecordingOutput
from tests.playback.test_scheduler import scores

dials = st.sampled_from([SUSTAIN, MODULATION, BEND, PROGRAM_CHANGE, Dial(CHANNEL_PRESSURE), Dial(CONTROLLER, 7)])
controls = st.builds(Control, st.integers(0, 3000), dials, st.integers(0, 127))
controls_of_a_score = st.lists(st.lists(controls, max_size=6).map(Controls), min_size=3, max_size=3)

STEP = 0.005  # seconds


def tune(*pitches, duration=480):
    """One note after the other, half a second each at 120 bpm."""
    return Score((Track.of([Note(pitch, index * 480, duration) for index, pitch in enumerate(pitches)]),))


TUNE = timeline_of(tune(60, 62, 64))


class Stage:
    """A player with a clock that a test moves and an output that it looks at."""

    def __init__(self, timeline=TUNE):
        self.clock = ManualClock()
        self.output = RecordingOutput(self.clock)
        self.stops = []
        self.player = Player(timeline, self.output, self.clock, self.stops.append)

    def run(self, seconds):
        """Let time pass as the engine does: wake at each event."""
        end = self.clock.seconds + seconds
        while (next_at := self.player.next_event_at) is not None and next_at <= end:
            self.clock.seconds = max(next_at, self.clock.seconds)
            self.player.advance()
        self.clock.seconds = end
        self.player.advance()


def test_every_note_comes_at_its_time_and_the_player_stops_after_the_last():
    stage = Stage()
    stage.player.play(0)
    stage.run(2)
    assert stage.output.notes == [
        (0.0, "on", 60),
        (0.5, "off", 60),
        (0.5, "on", 62),
        (1.0, "off", 62),
        (1.0, "on", 64),
        (1.5, "off", 64),
    ]
    assert stage.stops == [1440]
    assert not stage.player.is_playing


def test_a_stopped_transport_leaves_no_note_sounding():
    stage = Stage()
    stage.player.play(0)
    stage.clock.advance(seconds=0.1)
    stage.player.stop()
    assert stage.output.sounding == set()
    assert stage.stops == [96]


def test_playing_from_the_middle_plays_nothing_from_before():
    stage = Stage()
    stage.player.play(480)
    stage.run(0.1)
    assert stage.output.notes == [(0.0, "on", 62)]
    assert stage.player.tick == pytest.approx(576)


def test_playing_only_a_range_stops_at_its_end_and_ends_the_note_there():
    stage = Stage()
    stage.player.play(0, end=240)
    stage.run(1)
    assert stage.output.notes == [(0.0, "on", 60), (0.25, "off", 60)]
    assert stage.stops == [240]


def test_an_empty_score_stops_at_once():
    stage = Stage(EMPTY_TIMELINE)
    stage.player.play(0)
    assert stage.stops == [0]


def test_a_loop_comes_round_without_drifting():
    stage = Stage()
    stage.player.play(0, loop=(0, 960))
    stage.run(20.9)
    beginnings = [seconds for seconds, kind, pitch in stage.output.notes if (kind, pitch) == ("on", 60)]
    assert beginnings == pytest.approx([float(second) for second in range(21)])
    assert not [pitch for _, _, pitch in stage.output.notes if pitch == 64]
    assert stage.output.faults == []
    assert stage.output.stray_ends == []


def test_a_note_longer_than_the_loop_ends_where_the_loop_does():
    stage = Stage(timeline_of(Score((Track.of([Note(60, 240, 4800)]),))))
    stage.player.play(0, loop=(0, 480))
    stage.run(0.8)
    assert stage.output.notes == [(0.25, "on", 60), (0.5, "off", 60), (0.75, "on", 60)]


def test_a_loop_that_lies_behind_the_playhead_does_not_hold_it():
    stage = Stage()
    stage.player.play(960, loop=(0, 480))
    stage.run(1)
    assert stage.stops == [1440]


@pytest.mark.parametrize("loop", [(480, 480), (480, 400), (0, 1)])
def test_a_loop_too_short_to_hear_is_no_loop(loop):
    stage = Stage()
    stage.player.play(0, loop=loop)
    stage.run(2)
    assert stage.stops == [1440]


def test_a_loop_can_be_set_while_playing():
    stage = Stage()
    stage.player.play(0)
    stage.run(0.1)
    stage.player.set_loop((0, 480))
    stage.run(1)
    assert [seconds for seconds, kind, _ in stage.output.notes if kind == "on"] == [0.0, 0.5, 1.0]


def test_seeking_while_playing_ends_what_sounds_and_plays_on_from_there():
    stage = Stage()
    stage.player.play(0)
    stage.run(0.1)
    stage.player.seek(960)
    stage.run(0.1)
    assert stage.output.notes == [(0.0, "on", 60), (0.1, "off", 60), (0.1, "on", 64)]


def test_seeking_while_stopped_sounds_nothing():
    stage = Stage()
    stage.player.seek(480)
    assert stage.player.tick == 480
    assert stage.output.messages == []


def test_an_edit_ahead_of_the_playhead_is_heard():
    stage = Stage()
    stage.player.play(0)
    stage.run(0.1)
    stage.player.set_timeline(timeline_of(tune(60, 72, 64)))
    stage.run(0.5)
    assert stage.output.notes == [(0.0, "on", 60), (0.5, "off", 60), (0.5, "on", 72)]


def test_a_sounding_note_that_is_deleted_ends_at_once():
    stage = Stage()
    stage.player.play(0)
    stage.run(0.1)
    stage.player.set_timeline(timeline_of(Score((Track.of([Note(64, 960, 480)]),))))
    assert stage.output.sounding == set()
    assert stage.player.is_playing


def test_a_sounding_note_that_is_made_longer_goes_on():
    stage = Stage()
    stage.player.play(0)
    stage.run(0.1)
    stage.player.set_timeline(timeline_of(Score((Track.of([Note(60, 0, 960)]),))))
    stage.run(1.5)
    assert stage.output.notes == [(0.0, "on", 60), (1.0, "off", 60)]


def test_an_unchanged_score_set_while_playing_changes_nothing():
    stage = Stage()
    stage.player.play(0)
    for _ in range(400):
        stage.run(STEP)
        stage.player.set_timeline(TUNE)
    undisturbed = Stage()
    undisturbed.player.play(0)
    undisturbed.run(2)
    assert stage.output.notes == undisturbed.output.notes


def test_another_tempo_set_while_playing_keeps_the_place():
    stage = Stage()
    stage.player.play(0)
    stage.run(0.25)
    slower = Score(tune(60, 62, 64).tracks, tempo_map=TempoMap.constant(60))
    stage.player.set_timeline(timeline_of(slower))
    assert stage.player.tick == pytest.approx(240)
    stage.run(0.6)
    assert stage.output.notes[1:] == [(0.75, "off", 60), (0.75, "on", 62)]


def test_a_preview_is_heard_while_stopped_and_ends_by_itself():
    stage = Stage()
    stage.player.asides.sound(67, 90, channel=1, program=40, milliseconds=250)
    stage.run(1)
    assert stage.output.messages == [b"\xc1\x28", b"\x91\x43\x5a", b"\x81\x43\x00"]
    assert stage.output.timed[-1][0] == pytest.approx(0.25)


def test_an_instrument_is_chosen_again_at_each_start():
    stage = Stage(timeline_of(Score((Track.of([Note(60, 0, 480)], program=7),))))
    stage.player.play(0)
    stage.player.play(0)
    assert stage.output.messages.count(b"\xc0\x07") == 2


def test_changing_the_output_while_playing_leaves_nothing_sounding_on_the_old_one():
    stage, other = Stage(), RecordingOutput()
    stage.player.play(0)
    stage.player.set_output(other)
    stage.run(0.6)
    assert stage.output.sounding == set()
    assert other.sounding == {(0, 62)}


def test_muting_a_track_while_it_plays_ends_its_notes_at_once_and_time_goes_on():
    track = Track.of([Note(60, 0, 960), Note(62, 960, 960)])
    stage = Stage(timeline_of(Score((track,))))
    stage.player.play(0)
    stage.run(0.5)
    stage.player.set_timeline(timeline_of(Score((replace(track, is_muted=True),))))
    assert stage.output.sounding == set()
    assert stage.player.is_playing
    stage.run(0.6)
    assert stage.output.notes == [(0.0, "on", 60), (0.5, "off", 60)]
    stage.run(1.0)
    assert stage.stops == [1920]


def test_a_track_that_is_heard_again_joins_in_with_its_next_note():
    track = Track.of([Note(60, 0, 960), Note(62, 960, 480)])
    stage = Stage(timeline_of(Score((replace(track, is_muted=True),))))
    stage.player.play(0)
    stage.run(0.5)
    stage.player.set_timeline(timeline_of(Score((track,))))
    stage.run(1.0)
    assert stage.output.notes == [(1.0, "on", 62), (1.5, "off", 62)]


def test_nothing_is_sent_to_an_output_that_is_gone():
    stage = Stage()
    stage.player.play(0)
    sent = len(stage.output.messages)
    stage.player.set_output(None, is_old_gone=True)
    stage.run(0.6)
    assert len(stage.output.messages) == sent
    assert stage.player.is_playing


def test_a_machine_that_slept_plays_on_from_where_it_was():
    stage = Stage()
    stage.player.play(0)
    stage.run(0.1)
    stage.clock.advance(seconds=60)
    stage.player.advance()
    assert stage.player.is_playing
    assert stage.output.sounding == {(0, 62)}


class EarlyOutput(RecordingOutput):
    """An output that wants messages a tenth of a second before their time, and notes for when they are."""

    lead_seconds = 0.1

    def send(self, message, at_seconds=0.0):
        super().send(message)
        self.timed[-1] = (max(at_seconds, self._clock()) - self._start, message)


def test_an_output_that_keeps_time_gets_each_note_early_and_with_its_time():
    stage = Stage()
    stage.player.set_output(EarlyOutput(stage.clock))
    stage.output = stage.player._ledger._output
    stage.player.play(0)
    stage.run(0.45)
    assert stage.output.notes == [(0.1, "on", 60)]  # the first one cannot be early: everything waits for it
    stage.run(0.1)
    assert stage.output.notes[1:] == [(0.6, "off", 60), (0.6, "on", 62)]
    assert stage.player.tick == pytest.approx(432)
    stage.player.stop()
    assert stage.output.sounding == set()


def test_a_loop_on_an_output_that_keeps_time_shows_the_playhead_where_it_is_heard():
    stage = Stage()
    stage.player.set_output(EarlyOutput(stage.clock))
    stage.player.play(0, loop=(0, 480))
    stage.run(0.55)
    assert stage.player.tick == pytest.approx(432)
    stage.run(0.1)
    assert stage.player.tick == pytest.approx(48)


def test_a_loop_that_is_entered_in_its_middle_shows_the_playhead_from_its_start_on():
    stage = Stage()
    stage.player.play(480, loop=(0, 960))
    stage.run(0.6)
    assert stage.player.tick == pytest.approx(96)


def test_a_synth_that_is_late_gets_everything_early():
    stage = Stage()
    stage.player.set_early(0.1)
    stage.player.play(0)
    stage.run(0.5)
    assert stage.output.notes == [(0.0, "on", 60), (0.5, "off", 60), (0.5, "on", 62)]
    assert stage.player.tick == pytest.approx(384)


def test_the_metronome_clicks_on_every_beat_and_higher_on_the_first():
    stage = Stage()
    stage.player.set_pulses(has_metronome=True, sends_clock=False)
    stage.player.play(0, end=1920 + 480)
    stage.run(2.4)
    clicks = [(round(seconds, 3), message[1]) for seconds, message in stage.output.timed if message[0] == 0x99]
    assert clicks == [(0.0, 76), (0.5, 77), (1.0, 77), (1.5, 77), (2.0, 76)]
    assert stage.output.faults == []
    assert stage.output.stray_ends == []


def test_a_count_in_comes_before_the_first_note_and_ends_with_it():
    stage = Stage()
    stage.player.play(480, count_in_bars=1)
    assert stage.player.tick == 480
    stage.run(2.1)
    clicks = [seconds for seconds, message in stage.output.timed if message[0] == 0x99]
    assert clicks == pytest.approx([0.0, 0.5, 1.0, 1.5])
    assert [note for note in stage.output.notes if note[2] == 62] == [(2.0, "on", 62)]


def test_what_is_played_in_the_count_in_is_before_the_start():
    stage = Stage()
    stage.player.play(480, count_in_bars=1)
    stage.run(1.5)
    assert stage.player.tick_at(stage.clock()) == pytest.approx(0)


def test_midi_clock_starts_counts_and_stops():
    stage = Stage()
    stage.player.set_pulses(has_metronome=False, sends_clock=True)
    stage.player.play(0, end=480)
    stage.run(1)
    words = [message for message in stage.output.messages if message[0] >= 0xF0]
    assert words == [b"\xfc", b"\xf2\x00\x00", b"\xfa", *[b"\xf8"] * 24, b"\xfc"]


def test_midi_clock_goes_on_from_the_next_sixteenth_with_its_position():
    stage = Stage()
    stage.player.set_pulses(has_metronome=False, sends_clock=True)
    stage.player.play(500)
    stage.run(0.11)
    words = [(round(seconds, 3), message) for seconds, message in stage.output.timed if message[0] >= 0xF0]
    assert words == [(0.0, b"\xfc"), (0.0, b"\xf2\x05\x00"), (0.104, b"\xfb"), (0.104, b"\xf8")]


def test_a_keyboard_is_heard_on_the_instrument_that_it_plays():
    stage = Stage()
    for message in (b"\x93\x3c\x40", b"\xb3\x40\x7f", b"\xe3\x00\x50", b"\x93\x3c\x00", b"\xf8"):
        stage.player.asides.play_through(message, channel=1, program=5)
    assert stage.output.messages == [b"\xc1\x05", b"\x91\x3c\x40", b"\xb1\x40\x7f", b"\xe1\x00\x50", b"\x81\x3c\x00"]


def test_a_keyboard_that_plays_another_instrument_leaves_no_pedal_down_on_the_first():
    stage = Stage()
    for message in (b"\x90\x3c\x40", b"\xb0\x40\x7f"):
        stage.player.asides.play_through(message, channel=1, program=5)
    stage.player.asides.release_keyboard()
    assert stage.output.messages[-2:] == [b"\x81\x3c\x00", b"\xb1\x40\x00"]


def test_a_bent_pitch_and_a_held_pedal_end_with_the_stop():
    stage = Stage()
    stage.player.asides.play_through(b"\xe0\x00\x50", channel=2, program=0)
    stage.player.stop()
    assert stage.output.messages[1:] == [b"\xe2\x00\x40", b"\xb2\x40\x00", b"\xb2\x7b\x00", b"\xb2\x78\x00"]


ticks = st.integers(0, 3000)
loops = st.none() | st.tuples(ticks, ticks)
actions = st.one_of(
    st.tuples(st.just("run"), st.floats(0, 2)),
    st.tuples(st.just("play"), ticks, loops, st.none() | ticks),
    st.tuples(st.just("seek"), ticks),
    st.tuples(st.just("set_loop"), loops),
    st.tuples(st.just("set_timeline"), scores.map(timeline_of)),
    st.tuples(st.just("sound"), st.integers(58, 62), st.just(80), st.integers(0, 1), st.just(0), st.integers(1, 500)),
    st.tuples(st.just("set_pulses"), st.booleans(), st.booleans()),
    st.tuples(st.just("set_early"), st.floats(-0.2, 0.2)),
    st.tuples(st.just("play_through"), st.sampled_from([b"\x90\x3c\x40", b"\x80\x3c\x00"]), st.just(0), st.just(0)),
    st.tuples(st.just("panic")),
    st.tuples(st.just("stop")),
    st.tuples(st.just("switch")),
)


@settings(max_examples=150, deadline=None)
@given(scores.map(timeline_of), st.lists(actions, max_size=25))
def test_whatever_is_done_no_note_begins_twice_and_after_stop_none_sounds(timeline, script):
    stage = Stage(timeline)
    outputs = [stage.output]
    for name, *arguments in script:
        match name:
            case "run":
                stage.run(*arguments)
            case "switch":
                outputs.append(RecordingOutput())
                stage.player.set_output(outputs[-1])
            case "sound" | "play_through":
                getattr(stage.player.asides, name)(*arguments)
            case _:
                getattr(stage.player, name)(*arguments)
        assert all(output.sounding == set() for output in outputs[:-1])
    stage.player.stop()
    assert [output.sounding for output in outputs] == [set()] * len(outputs)
    assert [output.faults for output in outputs] == [[]] * len(outputs)
    assert ("panic",) in script or [output.stray_ends for output in outputs] == [[]] * len(outputs)


DOWN, UP = b"\xb0\x40\x7f", b"\xb0\x40\x00"
PEDALLED = Track.of([Note(60, 0, 480), Note(62, 480, 480), Note(64, 960, 480)])
PEDALLED = replace(PEDALLED, controls=Controls([Control(240, SUSTAIN, 127), Control(960, SUSTAIN, 0)]))


def sent(stage):
    """(seconds, message) of what is no note and no end of everything."""
    return [
        (round(seconds, 6), message)
        for seconds, message in stage.output.timed
        if message[0] & 0xF0 not in (0x80, 0x90) and not (message[0] & 0xF0 == 0xB0 and message[1] in (120, 123))
    ]


def test_controls_are_sent_at_their_time_after_what_ends_and_before_what_begins():
    stage = Stage(timeline_of(Score((PEDALLED,))))
    stage.player.play(0)
    stage.run(1.2)
    assert [message for _, message in stage.output.timed] == [
        *(b"\xc0\x00", b"\x90\x3c\x50", DOWN, b"\x80\x3c\x00", b"\x90\x3e\x50", b"\x80\x3e\x00"),
        *(UP, b"\x90\x40\x50"),
    ]
    assert (0.25, DOWN) in sent(stage)


def test_playing_from_the_middle_finds_pedal_bend_and_program_where_they_would_be():
    moved = [Control(0, BEND, 100), Control(100, BEND, 200), Control(120, PROGRAM_CHANGE, 9)]
    track = replace(PEDALLED, controls=PEDALLED.controls.merged(Controls(moved)))
    stage = Stage(timeline_of(Score((track,))))
    stage.player.play(480)
    assert stage.output.messages == [b"\xe0\x48\x01", b"\xc0\x09", DOWN, b"\x90\x3e\x50"]


def test_going_back_to_before_the_pedal_lets_it_up():
    stage = Stage(timeline_of(Score((PEDALLED,))))
    stage.player.play(480)
    stage.player.seek(0)
    assert [message for _, message in sent(stage)] == [b"\xc0\x00", DOWN, UP]


def test_starting_anew_in_the_middle_of_playing_lets_the_pedal_up():
    stage = Stage(timeline_of(Score((PEDALLED,))))
    stage.player.play(480)
    stage.player.play(0)
    assert [message for _, message in sent(stage)] == [b"\xc0\x00", DOWN, UP, b"\xc0\x00"]


def test_panic_ends_every_pitch_of_the_piece_for_synths_that_do_not_know_its_controllers():
    stage = Stage(timeline_of(Score((Track.of([Note(60, 0, 480), Note(64, 480, 480)], channel=3),))))
    stage.player.panic()
    assert stage.output.messages[:2] == [messages.note_off(3, 60), messages.note_off(3, 64)]


def test_a_quietened_output_is_told_again_how_everything_stands():
    stage = Stage(timeline_of(Score((PEDALLED,))))
    stage.player.play(480)
    stage.player.quieten()
    assert sent(stage)[-1][1] == DOWN


def test_a_loop_under_a_held_pedal_lets_it_up_between_the_turns():
    stage = Stage(timeline_of(Score((PEDALLED,))))
    stage.player.play(480, loop=(480, 960))
    stage.run(0.6)
    assert sent(stage)[1:] == [(0.0, DOWN), (0.5, UP), (0.5, DOWN)]


def test_a_stop_puts_pedal_and_bend_back():
    track = replace(PEDALLED, controls=Controls([Control(0, BEND, 0), Control(0, SUSTAIN, 127)]))
    stage = Stage(timeline_of(Score((track,))))
    stage.player.play(0)
    stage.player.stop()
    assert stage.output.messages[-5:] == [b"\xe0\x00\x40", UP, UP, b"\xb0\x7b\x00", b"\xb0\x78\x00"]


def test_muting_a_track_lets_its_pedal_up():
    stage = Stage(timeline_of(Score((PEDALLED,))))
    stage.player.play(480)
    stage.player.set_timeline(timeline_of(Score((replace(PEDALLED, is_muted=True),))))
    assert stage.output.messages[-1] == UP


def test_another_output_is_told_how_everything_stands():
    stage, other = Stage(timeline_of(Score((PEDALLED,)))), RecordingOutput()
    stage.player.play(480)
    stage.player.set_output(other)
    assert other.messages == [b"\xc0\x00", DOWN]


def test_an_edit_while_playing_says_nothing_about_what_stays():
    stage = Stage(timeline_of(Score((PEDALLED,))))
    stage.player.play(480)
    before = len(stage.output.timed)
    stage.player.set_timeline(timeline_of(Score((replace(PEDALLED, name="Another"),))))
    assert len(stage.output.timed) == before


def test_a_bank_is_chosen_before_the_program_in_it():
    bank = [Control(0, Dial(CONTROLLER, 0), 8), Control(0, PROGRAM_CHANGE, 5)]
    track = Track((Note(60, 0, 480),), program=5, controls=Controls(bank))
    stage = Stage(timeline_of(Score((track,))))
    stage.player.play(0)
    assert stage.output.messages == [b"\xb0\x00\x08", b"\xc0\x05", b"\x90\x3c\x50"]


def test_the_last_chord_rings_until_its_pedal_goes_up():
    held = Controls([Control(0, SUSTAIN, 127), Control(960, SUSTAIN, 0), Control(9600, SUSTAIN, 127)])
    stage = Stage(timeline_of(Score((Track((Note(60, 0, 480),), controls=held),))))
    stage.player.play(0)
    stage.run(2)
    assert stage.stops == [960]


@given(scores, controls_of_a_score, st.integers(0, 3000))
@settings(deadline=None)
def test_wherever_playing_begins_everything_stands_as_if_it_had_been_played_up_to_there(score, controls, tick):
    tracks = [replace(track, controls=each) for track, each in zip(score.tracks, controls, strict=True)]
    timeline = timeline_of(replace(score, tracks=tuple(tracks)))
    last = max((track.controls[-1].tick for track in tracks if track.controls), default=0)
    timeline = replace(timeline, end=max(timeline.end, last) + 1)
    standing = []
    for start in (0, min(tick, timeline.end - 1)):
        stage = Stage(timeline)
        stage.player.play(start)
        stage.run(timeline.tempo_map.tick_to_seconds(timeline.end - 0.5) - timeline.tempo_map.tick_to_seconds(start))
        standing.append({messages.key_of(message): message for _, message in sent(stage)})
    assert standing[0] == standing[1]
