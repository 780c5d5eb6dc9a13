from dataclasses import replace

import pytest

from composer.music.score import BUILT_IN_SYNTH, Note, Score, Track
from composer.playback.client import SILENCE_SECONDS, START_SECONDS, EngineClient
from composer.playback.protocol import (
    Crashed,
    EngineRestarted,
    Fault,
    Heartbeat,
    OpenOutput,
    OutputOpened,
    Panic,
    Play,
    PlaybackStarted,
    PlaybackStopped,
    Played,
    PlayedMessage,
    PlayheadMoved,
    Quit,
    Seek,
    SetScore,
    SetSynth,
    Sound,
    SynthRefused,
)
from composer.playback.revival import LONGEST_REST_SECONDS, REST_SECONDS
from composer.playback.synth_settings import SynthSettings
from tests.playback.doubles import FakeEngine, ManualClock

SCORE = Score((Track.of([Note(60, 0, 480)]),))
KEY = b"\x90\x3c\x50"


class Desk:
    """A client whose engines are all made by the test."""

    def __init__(self):
        self.engines = []
        self.clock = ManualClock()
        self.client = EngineClient(self.launch, self.clock)

    def launch(self):
        self.engines.append(FakeEngine())
        return self.engines[-1]

    @property
    def engine(self):
        return self.engines[-1]

    def wait(self, seconds):
        """Let time pass, and poll as a window does."""
        events = []
        for _ in range(round(seconds / 0.1)):
            self.clock.advance(0.1)
            events += self.client.poll()
        return events

    def hear(self, *messages):
        self.engine.says += [Heartbeat(), *messages]
        return self.client.poll()


@pytest.fixture
def desk():
    desk = Desk()
    desk.client.start()
    return desk


def test_heartbeats_stay_inside_and_everything_else_is_passed_on_in_order(desk):
    assert desk.hear(PlayheadMoved(1, 0.0), PlaybackStopped(2)) == [PlayheadMoved(1, 0.0), PlaybackStopped(2)]


def test_ticks_of_an_earlier_run_are_not_taken_for_those_of_this_one(desk):
    desk.client.play(2400)
    desk.client.play(0)
    late = PlayheadMoved(3000, 0.0, run=1), Played((PlayedMessage(0.5, 3001.0, KEY),), run=1)
    assert desk.hear(*late) == [Played((PlayedMessage(0.5, None, KEY),), run=2)]
    events = [PlayheadMoved(1, 1.0, run=2), Played((PlayedMessage(1.0, 1.0, KEY),), run=2)]
    assert desk.hear(*events) == events


def test_an_engine_that_falls_silent_is_killed_and_replaced(desk):
    desk.hear()
    assert desk.wait(SILENCE_SECONDS + 0.1) == [EngineRestarted()]
    assert desk.engines[0].is_killed
    assert len(desk.engines) == 2


def test_a_machine_that_slept_gives_the_engine_the_time_to_speak_again(desk):
    desk.hear()
    desk.clock.advance(3600)
    assert desk.client.poll() == []
    assert desk.wait(SILENCE_SECONDS + 0.1) == [EngineRestarted()]


def test_a_window_that_was_busy_does_not_mistake_a_live_engine_for_a_dead_one(desk):
    desk.hear()
    desk.clock.advance(60)
    assert desk.hear() == []
    assert len(desk.engines) == 1


def test_a_window_that_is_held_up_again_and_again_waits_for_its_engine_as_many_times_longer(desk):
    desk.hear()
    for _ in range(10):  # other programs have the processors: a turn of the window each 0.9 seconds
        desk.clock.advance(0.9)
        assert desk.client.poll() == []
    assert desk.wait(SILENCE_SECONDS) == [EngineRestarted()]


def test_a_new_engine_gets_long_to_start(desk):
    assert desk.wait(START_SECONDS - 0.2) == []
    assert desk.wait(0.4) == [EngineRestarted()]


def test_an_engine_that_has_ended_is_replaced_at_once(desk):
    desk.engine.is_gone = True
    assert desk.client.poll() == [EngineRestarted()]


def test_a_replacement_gets_the_output_the_score_and_the_playhead(desk):
    desk.client.open_output("Piano")
    desk.client.set_score(SCORE)
    desk.client.play(0, loop=(0, 960))
    desk.hear(PlayheadMoved(333, desk.clock()))
    desk.engine.is_gone = True
    desk.client.poll()
    playing = Play(333, loop=(0, 960), run=1)
    assert desk.engine.obeyed == [OpenOutput("Piano"), Panic(), SetScore(SCORE, "Piano"), Panic(), playing]


def test_a_replacement_ends_what_sounds_on_the_ports_of_tracks_too(desk):
    score = Score((replace(SCORE.tracks[0], port="Bass"),))
    desk.client.open_output("Piano")
    desk.client.set_score(score)
    desk.engine.is_gone = True
    desk.client.poll()
    assert desk.engine.obeyed == [OpenOutput("Piano"), Panic(), SetScore(score, "Piano"), Panic()]


def test_a_replacement_opens_the_synth_as_it_was_before_one_that_was_refused(desk):
    church, missing = SynthSettings("church.sf2"), SynthSettings("missing.sf2")
    desk.client.open_output(None)
    for settings in (church, missing):
        desk.client.set(SetSynth(settings))
    desk.hear(SynthRefused("It is not there.", church))
    desk.engine.is_gone = True
    desk.client.poll()
    assert desk.engine.obeyed == [SetSynth(church), OpenOutput(None), Panic()]


def test_a_replacement_does_not_play_what_had_stopped(desk):
    desk.client.play(0)
    desk.hear(PlaybackStopped(480, run=1))
    desk.engine.is_gone = True
    desk.client.poll()
    assert desk.engine.obeyed == [Panic()]


def test_a_late_word_of_an_earlier_stop_does_not_count_for_the_playing_that_began_since(desk):
    desk.client.play(0)
    desk.client.stop()
    desk.client.play(480)
    desk.hear(PlaybackStopped(100, run=1))
    desk.engine.is_gone = True
    desk.client.poll()
    assert desk.engine.obeyed == [Panic(), Play(480, run=2)]


def test_an_engine_that_keeps_dying_is_given_up_with_a_sentence(desk):
    for _ in range(3):
        desk.engine.is_gone = True
        assert desk.client.poll() == [EngineRestarted()]
    desk.engine.is_gone = True
    [fault] = desk.client.poll()
    assert isinstance(fault, Fault)
    desk.client.play(0)
    assert desk.client.poll() == []


def test_choosing_an_output_tries_again_after_giving_up(desk):
    while not any(isinstance(event, Fault) for event in desk.client.poll()):
        desk.engine.is_gone = True
    desk.client.open_output("Piano")
    assert desk.engine.obeyed == [OpenOutput("Piano"), Panic()]
    assert not desk.engine.is_gone


def give_up(desk):
    """Let engines die until no other one is started to play."""
    while not any(isinstance(event, Fault) for event in desk.client.poll()):
        desk.engine.is_gone = True


def rest(desk):
    """How long no engine is started; the next one is on trial then."""
    began, engines = desk.clock(), len(desk.engines)
    while len(desk.engines) == engines:
        assert desk.wait(0.1) == []
    return desk.clock() - began


def test_after_a_rest_an_engine_that_was_given_up_is_tried_again(desk):
    desk.client.open_output("Piano")
    desk.client.set_score(SCORE)
    give_up(desk)
    assert rest(desk) == pytest.approx(REST_SECONDS, abs=0.11)
    assert desk.engine.obeyed == [OpenOutput("Piano"), Panic(), SetScore(SCORE, "Piano"), Panic()]
    assert desk.hear() == []
    assert desk.hear(OutputOpened("Piano")) == [EngineRestarted(), OutputOpened("Piano")]
    assert desk.hear(OutputOpened("Piano")) == [OutputOpened("Piano")]


def test_an_engine_without_an_output_works_when_it_speaks(desk):
    give_up(desk)
    rest(desk)
    assert desk.hear() == [EngineRestarted()]


def test_an_engine_that_speaks_but_dies_opening_the_output_is_left_alone_for_twice_as_long(desk):
    desk.client.open_output("Piano")
    give_up(desk)
    rest(desk)
    assert desk.hear() == []
    desk.engine.is_gone = True
    assert desk.client.poll() == []
    assert rest(desk) == pytest.approx(2 * REST_SECONDS, abs=0.11)


def test_an_engine_on_trial_that_says_nothing_is_left_alone_again(desk):
    desk.client.open_output("Piano")
    give_up(desk)
    rest(desk)
    assert desk.wait(START_SECONDS + 0.2) == []
    assert rest(desk) == pytest.approx(2 * REST_SECONDS, abs=0.21)


def test_nothing_is_played_by_surprise_after_a_rest(desk):
    desk.client.play(0)
    give_up(desk)
    desk.client.play(0)
    rest(desk)
    assert desk.engine.obeyed == [Panic()]


def test_an_engine_that_dies_on_trial_is_left_alone_for_twice_as_long_without_another_word(desk):
    give_up(desk)
    rests = []
    for _ in range(7):
        rests.append(rest(desk))
        desk.engine.is_gone = True
        assert desk.client.poll() == []
    assert rests[:3] == pytest.approx([REST_SECONDS, 2 * REST_SECONDS, 4 * REST_SECONDS], abs=0.11)
    assert rests[-1] == pytest.approx(LONGEST_REST_SECONDS, abs=0.11)


def test_an_engine_that_spoke_on_trial_and_died_soon_is_given_up_with_a_sentence_again(desk):
    give_up(desk)
    rest(desk)
    desk.hear()
    desk.engine.is_gone = True
    [fault] = desk.client.poll()
    assert isinstance(fault, Fault)


def test_an_engine_that_lived_long_after_its_trial_is_replaced_at_once(desk):
    give_up(desk)
    rest(desk)
    for _ in range(40):
        desk.clock.advance(1)
        desk.hear()
    desk.engine.is_gone = True
    assert desk.client.poll() == [EngineRestarted()]


def test_an_output_chosen_during_a_trial_is_opened_by_the_engine_on_trial(desk):
    give_up(desk)
    rest(desk)
    engines = len(desk.engines)
    desk.client.open_output("Piano")
    assert desk.engine.obeyed == [Panic(), OpenOutput("Piano")]
    assert desk.hear() == []
    assert len(desk.engines) == engines


def test_a_closed_client_tries_nothing_again(desk):
    give_up(desk)
    desk.client.close()
    engines = len(desk.engines)
    desk.wait(2 * REST_SECONDS)
    assert len(desk.engines) == engines


def test_what_the_last_engine_left_sounding_is_ended_after_giving_up(desk):
    score = Score((Track(port="Organ"),))
    desk.client.open_output("Piano")
    desk.client.set_score(score)
    desk.client.play(0)
    give_up(desk)
    assert desk.engine.obeyed == [OpenOutput("Piano"), Panic(), SetScore(score, "Piano"), Panic(), Quit()]
    assert not desk.engine.is_killed


def test_an_engine_that_only_ends_notes_is_forgotten_when_it_has_ended(desk):
    desk.client.open_output("Piano")
    give_up(desk)
    engines = len(desk.engines)
    desk.engine.is_gone = True
    assert desk.client.poll() == []
    assert desk.engine.is_killed
    assert len(desk.engines) == engines


def test_an_engine_that_only_ends_notes_makes_room_for_one_that_plays(desk):
    desk.client.open_output("Piano")
    give_up(desk)
    silencer = desk.engine
    desk.client.open_output("Piano")
    assert silencer.is_killed
    assert desk.engine is not silencer
    assert Quit() not in desk.engine.obeyed


def test_closing_waits_for_the_engine_that_only_ends_notes(desk):
    desk.client.open_output("Piano")
    give_up(desk)
    desk.client.close()
    assert desk.engine.is_closed


def test_no_engine_is_started_for_the_silence_of_the_built_in_synth(desk):
    give_up(desk)
    assert Quit() not in desk.engine.obeyed


def test_an_engine_that_says_it_will_be_busy_is_given_the_time(desk):
    desk.engine.says.append(Heartbeat(busy_seconds=8))
    assert desk.wait(8 + SILENCE_SECONDS - 0.2) == []
    assert desk.wait(0.4) == [EngineRestarted()]


def test_an_engine_that_dies_once_an_hour_is_always_replaced(desk):
    for _ in range(8):
        desk.clock.advance(3600)
        desk.engine.is_gone = True
        assert desk.client.poll() == [EngineRestarted()]


def test_the_same_score_is_sent_once(desk):
    desk.client.set_score(SCORE)
    desk.client.set_score(SCORE)
    assert desk.engine.obeyed.count(SetScore(SCORE, BUILT_IN_SYNTH)) == 1


def test_what_was_asked_for_before_the_start_is_done_then():
    desk = Desk()
    desk.client.open_output("Piano")
    desk.client.set_score(SCORE)
    desk.client.play(0, count_in_bars=1)
    desk.client.start()
    assert desk.engine.obeyed == [OpenOutput("Piano"), SetScore(SCORE, "Piano"), Play(0, count_in_bars=1, run=1)]


def test_a_replacement_counts_in_only_if_playing_had_not_begun(desk):
    desk.client.play(0, count_in_bars=1)
    desk.engine.is_gone = True
    desk.client.poll()
    assert desk.engine.obeyed == [Panic(), Play(0, count_in_bars=1, run=1)]
    desk.hear(PlayheadMoved(10, desk.clock()))
    desk.engine.is_gone = True
    desk.client.poll()
    assert desk.engine.obeyed == [Panic(), Play(10, run=1)]


def test_a_test_note_is_several_sounds(desk):
    desk.client.test_note()
    assert len([command for command in desk.engine.obeyed if isinstance(command, Sound)]) == 4


def test_closing_ends_the_engine_and_later_calls_do_nothing(desk):
    desk.client.close()
    desk.client.stop()
    assert desk.engine.is_closed
    assert desk.client.poll() == []


def test_another_output_is_told_which_tracks_it_takes_over(desk):
    score = Score((Track(port="Piano"), Track()))
    desk.client.set_score(score)
    desk.client.open_output("Piano")
    assert desk.engine.obeyed[-2:] == [OpenOutput("Piano"), SetScore(score, "Piano")]


def test_playing_that_a_clock_began_goes_on_in_an_engine_that_replaces_this_one(desk):
    desk.client.set_score(SCORE)
    desk.hear(PlaybackStarted(480))
    desk.hear(PlayheadMoved(500, desk.clock()))
    desk.engine.is_gone = True
    desk.client.poll()
    assert desk.engine.obeyed[-1] == Play(500)


def test_where_the_playhead_was_before_it_was_moved_is_not_told_any_more(desk):
    desk.client.play(0)
    desk.client.seek(480)
    assert desk.engine.obeyed[-1] == Seek(480, run=2)
    assert desk.hear(PlayheadMoved(100, 0.0, run=1)) == []
    assert desk.hear(PlayheadMoved(490, 0.0, run=2)) == [PlayheadMoved(490, 0.0, run=2)]


def test_a_mistake_that_every_engine_on_trial_makes_is_told_once(desk):
    give_up(desk)
    rest(desk)
    assert desk.hear() == [EngineRestarted()]
    desk.engine.is_gone = True
    desk.client.poll()
    desk.client.open_output("Piano")
    give_up(desk)
    rest(desk)
    assert desk.hear(Crashed("again")) == []


def test_a_stop_by_the_clock_in_an_engine_that_was_started_since_counts(desk):
    desk.client.play(0)
    desk.client.stop()
    desk.engine.is_gone = True
    desk.client.poll()
    desk.hear(PlaybackStarted(480))
    assert desk.hear(PlaybackStopped(500)) == [PlaybackStopped(500, run=1)]
    desk.engine.is_gone = True
    desk.client.poll()
    assert not any(isinstance(command, Play) for command in desk.engine.obeyed)
