from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.music.score import Note, Score, Track
from composer.music.time import TempoMap
from composer.playback.ensemble import Ensemble
from composer.playback.scheduler import timelines_of
from tests.playback.doubles import ManualClock, RecordingOutput

SIDE = "Side"
BEATS = Track.of([Note(60, tick, 240) for tick in range(0, 9600, 480)])
PIECE = Score((BEATS, replace(BEATS, port=SIDE)))


class ExactOutput(RecordingOutput):
    """An output that keeps time by itself: what counts is the time that a message comes with."""

    lead_seconds = 0.05

    def send(self, message, at_seconds=0.0):
        super().send(message, at_seconds)
        self.timed[-1] = (max(at_seconds, self._clock()) - self._start, message)


class Stage:
    """An ensemble on two outputs, one of which wants messages early, with a clock that a test moves."""

    def __init__(self, score=PIECE, side_early=0.0):
        self.clock = ManualClock()
        self.stops = []
        self.ensemble = Ensemble(self.clock, self.stops.append)
        self.main, self.side = ExactOutput(self.clock), RecordingOutput(self.clock)
        self.ensemble.main.set_output(self.main)
        player = self.ensemble.add(SIDE)
        player.set_output(self.side)
        player.set_early(side_early)
        self.show(score)

    def show(self, score):
        self.ensemble.set_timelines(timelines_of(score))

    def run(self, seconds):
        end = self.clock.seconds + seconds
        while (next_at := self.ensemble.next_event_at) is not None and next_at <= end:
            self.clock.seconds = max(next_at, self.clock.seconds)
            self.ensemble.advance()
        self.clock.seconds = end
        self.ensemble.advance()

    def beginnings(self, output):
        return [seconds for seconds, kind, _ in output.notes if kind == "on"]


def are_together(stage, side_early=0.0):
    main, side = stage.beginnings(stage.main), stage.beginnings(stage.side)
    count = min(len(main), len(side))
    assert count > 3
    return main[:count] == pytest.approx([seconds + side_early for seconds in side[:count]], abs=1e-5)


@pytest.mark.parametrize("early", [0.0, 0.2, -0.2])
def test_ports_that_want_messages_at_different_times_are_heard_together(early):
    stage = Stage(side_early=early)
    stage.ensemble.play(0)
    stage.run(3)
    assert are_together(stage, early)


def test_a_loop_turns_on_all_ports_at_the_same_time():
    stage = Stage(side_early=0.2)
    stage.ensemble.play(0, loop=(0, 960))
    stage.run(5)
    assert are_together(stage, 0.2)


def test_a_loop_that_is_taken_away_after_one_port_has_turned_leaves_no_port_behind():
    stage = Stage(side_early=0.2)
    stage.ensemble.play(0, loop=(0, 960))
    stage.run(1.1)  # the side has sent the turn at one second, the main output has not
    stage.ensemble.set_loop(None)
    stage.run(2)
    assert stage.ensemble.main.tick == pytest.approx(stage.ensemble.on(SIDE).tick)


def test_another_tempo_begins_on_all_ports_at_the_same_time():
    stage = Stage(side_early=0.2)
    stage.ensemble.play(0)
    stage.run(1.3)
    stage.show(replace(PIECE, tempo_map=TempoMap.constant(60)))
    stage.run(3)
    assert are_together(stage, 0.2)
    assert stage.beginnings(stage.main)[-2:] == pytest.approx([2.9, 3.9])


def test_a_machine_that_slept_leaves_no_port_ahead_of_the_others():
    late = Track.of([Note(60, tick, 240) for tick in range(4800, 9600, 480)])
    stage = Stage(Score((BEATS, replace(late, port=SIDE))))
    stage.ensemble.play(0)
    stage.run(0.3)
    stage.clock.advance(4.6)
    stage.ensemble.advance()
    stage.run(6)
    main = stage.beginnings(stage.main)[-len(stage.beginnings(stage.side)) :]
    assert main == pytest.approx(stage.beginnings(stage.side), abs=1e-5)


def test_the_end_is_told_once_when_the_last_port_has_come_to_it():
    stage = Stage(side_early=-0.2)
    stage.ensemble.play(8640)
    stage.run(2)
    assert stage.stops == [9360]
    stage.ensemble.play(0)
    stage.ensemble.stop()
    assert len(stage.stops) == 2


def test_the_end_is_told_when_the_last_port_that_has_not_come_to_it_is_taken_away():
    stage = Stage(side_early=-0.5)
    stage.ensemble.play(0, end=480)
    stage.run(0.7)
    assert not stage.ensemble.main.is_playing
    assert stage.stops == []
    stage.ensemble.remove(SIDE)
    assert stage.stops == [480]


def test_a_port_that_is_new_joins_where_the_others_are():
    stage = Stage()
    stage.ensemble.play(0)
    stage.run(1.1)
    late = RecordingOutput(stage.clock)
    stage.ensemble.add("Late").set_output(late)
    stage.show(replace(PIECE, tracks=(*PIECE.tracks, replace(BEATS, port="Late"))))
    stage.run(1)
    assert stage.beginnings(late) == pytest.approx([0.45, 0.95])  # since it was added
    assert late.faults == []
    assert late.stray_ends == []


def test_only_the_piece_s_output_clicks_but_all_ports_get_the_clock():
    stage = Stage(Score((Track(), Track(port=SIDE), Track.of([Note(60, 9600, 1)]))))
    stage.ensemble.set_pulses(has_metronome=True, sends_clock=True)
    stage.ensemble.play(0)
    stage.run(1)
    assert any(message[0] == 0x99 for message in stage.main.messages)
    assert not any(message[0] == 0x99 for message in stage.side.messages)
    assert stage.main.messages.count(b"\xf8") == pytest.approx(stage.side.messages.count(b"\xf8"), abs=3)


def test_following_goes_as_fast_as_somebody_else_whatever_the_tempo_of_the_score():
    stage = Stage(replace(PIECE, tempo_map=TempoMap.constant(60)))
    stage.ensemble.follow(0, stage.clock(), quarters_per_second=2.0)
    stage.ensemble.play(0)
    stage.run(2.2)
    assert stage.beginnings(stage.main) == pytest.approx([0.05, 0.55, 1.05, 1.55, 2.05])
    assert are_together(stage)


def test_who_follows_comes_smoothly_to_where_the_other_is():
    stage = Stage()
    began = stage.clock()
    stage.ensemble.follow(0, began, 2.0)
    stage.ensemble.play(0)
    stage.run(1)
    for _ in range(20):
        stage.ensemble.follow(100, began, 2.0)  # 148 ticks further than it is: nothing sounds before its lead is over
        stage.run(0.1)
    assert stage.ensemble.tick == pytest.approx(100 + 3 * 960, abs=3)
    assert min(after - before for before, after in pairwise(stage.beginnings(stage.main))) > 0.3


def test_who_follows_jumps_to_what_is_far_away():
    stage = Stage()
    stage.ensemble.follow(0, stage.clock(), 2.0)
    stage.ensemble.play(0)
    stage.run(1)
    stage.ensemble.follow(4800, stage.clock(), 2.0)
    stage.run(0.2)
    assert stage.ensemble.tick == pytest.approx(4992, abs=1)
    stage.run(1)
    assert stage.beginnings(stage.main)[-2:] == pytest.approx(stage.beginnings(stage.side)[-2:])


def test_who_follows_nobody_any_more_goes_by_the_tempo_of_the_score():
    stage = Stage(replace(PIECE, tempo_map=TempoMap.constant(60)))
    stage.ensemble.follow(0, stage.clock(), 2.0)
    stage.ensemble.follow_nobody()
    stage.ensemble.play(0)
    stage.run(1.2)
    assert stage.beginnings(stage.main) == pytest.approx([0.05, 1.05])


ACTIONS = st.sampled_from(
    ["run", "stop", "play", "seek", "loop", "endless", "edit", "back", "follow", "panic", "wait", "all"]
)


@settings(max_examples=60)
@given(st.lists(ACTIONS, max_size=12))
def test_whatever_is_done_nothing_sounds_on_any_port_after_a_stop(script):
    stage = Stage(side_early=0.1)
    stage.ensemble.play(0)
    for action in script:
        match action:
            case "run":
                stage.run(0.37)
            case "stop":
                stage.ensemble.stop()
            case "play":
                stage.ensemble.play(480, loop=(0, 1920))
            case "seek":
                stage.ensemble.seek(2000)
            case "loop":
                stage.ensemble.set_loop((960, 1920))
            case "endless":
                stage.ensemble.set_loop(None)
            case "edit":
                stage.show(replace(PIECE, tracks=(PIECE.tracks[0], replace(PIECE.tracks[1], is_muted=True))))
            case "back":
                stage.show(PIECE)
            case "follow":
                stage.ensemble.follow(stage.ensemble.tick + 30, stage.clock(), 1.7)
            case "panic":
                stage.ensemble.panic()
            case "wait":
                stage.ensemble.set_horizon(round(stage.ensemble.tick) + 100)
            case "all":
                stage.ensemble.set_horizon(None)
    stage.ensemble.stop()
    for output in (stage.main, stage.side):
        assert output.sounding == set()
        assert output.faults == []
        assert "panic" in script or output.stray_ends == []


def ticks_heard(stage):
    """The ticks of `PIECE` whose notes have begun, by how many there were."""
    return [index * 480 for index in range(len(stage.beginnings(stage.side)))]


def test_the_playhead_waits_at_the_horizon_for_what_is_still_being_made():
    stage = Stage()
    stage.ensemble.set_horizon(1920)
    stage.ensemble.play(0)
    stage.run(10)
    assert ticks_heard(stage) == [0, 480, 960, 1440]
    assert stage.ensemble.is_playing
    assert 1800 < stage.ensemble.tick <= 1920


def test_when_the_horizon_moves_all_ports_go_on_together_and_nothing_is_skipped():
    stage = Stage()
    stage.ensemble.set_horizon(1920)
    stage.ensemble.play(0)
    stage.run(10)
    stage.show(PIECE)
    stage.ensemble.set_horizon(3840)
    stage.run(10)
    assert ticks_heard(stage) == list(range(0, 3840, 480))
    assert are_together(stage)
    assert 10 <= stage.beginnings(stage.side)[4] < 10.1
    stage.ensemble.set_horizon(None)
    stage.run(10)
    assert len(ticks_heard(stage)) == 20


def test_a_score_that_grows_in_time_is_played_without_waiting():
    stage, free = Stage(), Stage()
    free.ensemble.play(0)
    free.run(6)
    stage.ensemble.set_horizon(960)
    stage.ensemble.play(0)
    for beat in range(12):
        stage.ensemble.set_horizon(960 + 480 * beat)
        stage.show(PIECE)
        stage.run(0.5)
    assert stage.beginnings(stage.side) == pytest.approx(free.beginnings(free.side), abs=1e-6)


def test_a_score_that_comes_right_after_the_start_takes_the_first_note_from_no_port():
    stage = Stage()
    stage.ensemble.play(0)
    stage.show(PIECE)
    stage.run(1.2)
    assert len(stage.beginnings(stage.side)) == len(stage.beginnings(stage.main)) == 3


def test_what_lies_behind_the_horizon_is_played_by_whoever_goes_there():
    stage = Stage()
    stage.ensemble.set_horizon(1920)
    stage.ensemble.play(3840)
    stage.run(1.2)
    assert len(stage.beginnings(stage.side)) == 3


def test_a_horizon_that_comes_behind_the_playhead_does_not_hold_it():
    stage = Stage()
    stage.ensemble.play(0)
    stage.run(1.3)
    stage.ensemble.set_horizon(480)
    stage.run(1)
    assert stage.ensemble.tick == pytest.approx(2160)
    assert len(stage.beginnings(stage.side)) == 5


def test_playing_from_the_horizon_on_waits_for_the_first_bar():
    stage = Stage()
    stage.ensemble.set_horizon(1920)
    stage.ensemble.play(1920)
    stage.run(3)
    stage.show(PIECE)
    assert stage.beginnings(stage.side) == []
    stage.ensemble.set_horizon(3840)
    stage.run(1.2)
    assert len(stage.beginnings(stage.side)) == 3
