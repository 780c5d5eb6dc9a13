import pytest

from composer.gui.transport import Transport
from composer.music.score import Note, Score, Track
from composer.playback.client import EngineClient
from composer.playback.protocol import (
    Crashed,
    EngineRestarted,
    Fault,
    OpenOutput,
    OutputLost,
    OutputOpened,
    Play,
    PlaybackStarted,
    PlaybackStopped,
    PlayheadMoved,
    PortsListed,
    SetHorizon,
    SetScore,
)
from tests.gui.fakes import FakeEngine
from tests.playback.doubles import FakeEngine as FakeProcess

SCORE = Score((Track.of([Note(60, 0, 480), Note(62, 3000, 480)]),))


@pytest.fixture
def engine():
    return FakeEngine()


@pytest.fixture
def transport(qtbot, engine):
    transport = Transport(lambda: engine)
    transport.open(None)
    transport.show_score(SCORE)
    yield transport
    transport.close()


def say(qtbot, engine: FakeEngine, *events: object) -> None:
    engine.events += events
    qtbot.waitUntil(lambda: not engine.events)


def test_an_engine_has_started_once_it_says_something(qtbot, engine):
    transport = Transport(lambda: engine)
    started = []
    transport.started.connect(lambda: started.append(True))
    transport.open(None)
    say(qtbot, engine, PortsListed((), ()))
    say(qtbot, engine, PortsListed((), ()))
    assert started == [True]
    transport.close()


def test_an_engine_that_says_nothing_is_not_waited_for(qtbot, engine):
    transport = Transport(lambda: engine)
    transport._start_timer.setInterval(0)
    with qtbot.waitSignal(transport.started):
        transport.open(None)
    transport.close()


def test_what_is_asked_for_before_the_engine_starts_is_heard_when_it_does(qtbot):
    process = FakeProcess()
    transport = Transport(lambda: EngineClient(lambda: process))
    transport.show_score(SCORE)
    transport.set_looping(True)
    transport.play(480)
    transport.open("Piano")
    playing = Play(480, loop=(0, 3840), run=1)
    assert process.obeyed[:4] == [SetHorizon(None), OpenOutput("Piano"), SetScore(SCORE, "Piano"), playing]
    transport.close()


@pytest.mark.parametrize(
    "ask",
    [
        Transport.stop,
        Transport.toggle,
        Transport.panic,
        Transport.test_note,
        Transport.refresh_ports,
        lambda transport: transport.sound(60, 80, Track()),
        lambda transport: transport.seek(480),
        lambda transport: transport.record(0, 1),
    ],
)
def test_nothing_that_is_asked_for_before_the_engine_starts_fails(qtbot, ask):
    transport = Transport(lambda: EngineClient(FakeProcess))
    ask(transport)
    transport.close()


def test_play_sends_the_newest_score_first_and_starts_at_the_playhead(transport, engine):
    transport.seek(960)
    transport.play()
    assert engine.score is SCORE
    assert engine.asked[-1] == ("play", 960, None, None)
    assert transport.is_playing


def test_the_playhead_follows_and_returns_after_a_stop(qtbot, transport, engine):
    transport.seek(960)
    transport.play()
    say(qtbot, engine, PlayheadMoved(1200, 0.0))
    assert transport.playhead == 1200
    transport.stop()
    assert not transport.is_playing
    assert transport.playhead == 960


def test_playing_that_ends_by_itself_returns_too(qtbot, transport, engine):
    transport.play()
    say(qtbot, engine, PlayheadMoved(3400, 0.0), PlaybackStopped(3480, run=1))
    assert (transport.is_playing, transport.playhead) == (False, 0)


def test_the_answer_to_an_earlier_stop_does_not_end_the_next_play(qtbot, transport, engine):
    transport.play()
    transport.stop()
    transport.play()
    say(qtbot, engine, PlaybackStopped(100, run=1))
    assert transport.is_playing
    say(qtbot, engine, PlaybackStopped(3480, run=2))
    assert not transport.is_playing


def test_the_end_of_a_passage_does_not_end_the_play_that_replaced_it(qtbot, transport, engine):
    transport.play(0, 480)
    transport.play(960)
    say(qtbot, engine, PlaybackStopped(480, run=1))
    assert transport.is_playing
    say(qtbot, engine, PlaybackStopped(3480, run=2))
    assert not transport.is_playing


def test_play_at_the_very_end_begins_anew(transport, engine):
    transport.seek(SCORE.end)
    transport.play()
    assert engine.asked[-1] == ("play", 0, None, None)


def test_a_passage_is_played_once_even_while_the_loop_is_on(transport, engine):
    transport.set_loop_range(0, 1920)
    transport.play(480, 960)
    assert engine.asked[-1] == ("play", 480, None, 960)


def test_a_passage_ends_once_also_when_the_score_or_the_loop_changes_meanwhile(qtbot, transport, engine):
    transport.set_looping(True)
    transport.play(480, 960)
    engine.asked.clear()
    transport.show_score(SCORE.with_track(0, Track()))
    qtbot.waitUntil(lambda: engine.score is not SCORE)
    transport.set_loop_range(0, 480)
    assert "set_loop" not in engine.names()
    say(qtbot, engine, PlaybackStopped(960, run=1))
    transport.set_loop_range(0, 1920)
    assert engine.asked[-1] == ("set_loop", (0, 1920))


def test_the_loop_is_the_range_or_without_one_the_whole_piece_to_its_bar_line(transport, engine):
    transport.set_looping(True)
    assert transport.loop == (0, 3840)
    transport.set_loop_range(480, 960)
    assert engine.asked[-1] == ("set_loop", (480, 960))
    transport.set_looping(False)
    assert transport.loop is None


def test_many_scores_in_a_row_are_sent_as_one(qtbot, transport, engine):
    scores = [Score((Track.of([Note(pitch, 0, 480)]),)) for pitch in range(60, 70)]
    for score in scores:
        transport.show_score(score)
    qtbot.waitUntil(lambda: engine.score is scores[-1])


def test_how_far_a_score_is_whole_is_sent_after_it(qtbot, transport, engine):
    engine.set = lambda setting: engine.asked.append((setting, engine.score))
    transport.show_score(SCORE, horizon=1920)
    qtbot.waitUntil(lambda: (SetHorizon(1920), SCORE) in engine.asked)
    grown = SCORE.with_track(0, Track())
    transport.show_score(grown)
    qtbot.waitUntil(lambda: (SetHorizon(None), grown) in engine.asked)


def test_ports_that_come_and_go_are_announced(qtbot, transport, engine):
    with qtbot.waitSignal(transport.outputs_changed):
        engine.events.append(PortsListed(("Synth A",), ("ALSA",)))
    assert transport.ports == ("Synth A",)


def test_a_lost_output_is_said_plainly_until_it_is_back(qtbot, transport, engine):
    transport.use_output("Synth A")
    with qtbot.waitSignal(transport.troubled) as trouble:
        engine.events.append(OutputLost("Synth A", "Synth A is gone."))
    assert trouble.args == ["Synth A is gone."]
    assert transport.lost_output == "Synth A is gone."
    with qtbot.waitSignal(transport.recovered) as recovery:
        engine.events.append(OutputOpened("Synth A"))
    assert recovery.args == ["Synth A can be heard again."]
    assert transport.lost_output == ""


def test_a_lost_port_of_a_track_is_known_by_its_name_until_it_is_back(qtbot, transport, engine):
    transport.use_output("Synth A")
    with qtbot.waitSignal(transport.troubled) as trouble:
        engine.events.append(OutputLost("Synth B", "Synth B is gone."))
    assert trouble.args == ["Synth B is gone."]
    assert (transport.lost_output, transport.lost_ports) == ("", {"Synth B": "Synth B is gone."})
    with qtbot.waitSignal(transport.recovered) as recovery:
        engine.events.append(OutputOpened("Synth B"))
    assert recovery.args == ["Synth B can be heard again."]
    assert transport.lost_ports == {}


def test_a_lost_port_of_a_track_that_becomes_the_output_is_no_track_s_any_more(qtbot, transport, engine):
    transport.use_output("Synth A")
    say(qtbot, engine, OutputLost("Synth B", "Synth B is gone."))
    transport.use_output("Synth B")
    assert (transport.lost_output, transport.lost_ports) == ("Synth B is gone.", {})


def test_a_fault_stops_and_a_restarted_engine_plays_on(qtbot, transport, engine):
    transport.play()
    say(qtbot, engine, EngineRestarted())
    assert transport.is_playing
    say(qtbot, engine, Fault("No sound at all."))
    assert not transport.is_playing


def test_an_engine_that_was_switched_off_is_not_played_on_but_said_again(qtbot, transport, engine):
    say(qtbot, engine, Fault("No sound at all."))
    assert transport.lost_output == "No sound at all."
    with qtbot.waitSignal(transport.troubled):
        transport.play()
    assert not transport.is_playing
    transport.use_output("Synth A")
    transport.play()
    assert transport.is_playing


def test_an_engine_that_works_again_by_itself_is_told_of_and_plays_when_asked(qtbot, transport, engine):
    transport.play()
    say(qtbot, engine, Fault("No sound at all."))
    with qtbot.waitSignal(transport.recovered) as recovery:
        engine.events.append(EngineRestarted())
    assert recovery.args == ["The sound engine works again."]
    assert transport.lost_output == ""
    assert not transport.is_playing
    transport.play()
    assert transport.is_playing


def test_a_clock_that_starts_after_a_passage_was_heard_plays_in_the_loop(qtbot, transport, engine):
    transport.play(0, 480)
    say(qtbot, engine, PlaybackStopped(480, engine.run))
    say(qtbot, engine, PlaybackStarted(0))
    transport.set_loop_range(0, 960)
    assert engine.asked[-1] == ("set_loop", (0, 960))


def test_panic_stops(transport, engine):
    transport.play()
    transport.panic()
    assert engine.asked[-1] == ("panic",)
    assert not transport.is_playing


def test_a_mistake_of_the_engine_comes_with_its_report(qtbot, transport, engine):
    with qtbot.waitSignal(transport.failed) as told:
        engine.events.append(Crashed("IndexError: in the engine"))
    assert str(told.args[0]) == "IndexError: in the engine"


def test_without_an_output_the_engine_opens_none(qtbot, engine):
    transport = Transport(lambda: engine)
    transport.open("Piano", opens_output=False)
    assert "open_output" not in engine.names()
    transport.close()
