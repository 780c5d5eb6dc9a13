"""Playing a file from the command line, with an engine that says what the test wants."""

from collections import deque
from typing import cast

import pytest

from composer.cli.playing import play_through, port_called
from composer.music.errors import PortError
from composer.music.score import Note, Score, Track
from composer.playback.client import EngineClient
from composer.playback.protocol import (
    EngineEvent,
    Fault,
    OutputLost,
    OutputOpened,
    PlaybackStopped,
    PlayheadMoved,
)

TUNE = Score((Track.of([Note(60, 0, 480), Note(62, 480, 480)]),))
PORTS = ("FLUID Synth:left · JACK", "FLUID Synth:right · JACK", "Piano · ALSA")


class ScriptedEngine:
    """Notes what it is told, and tells one event a poll."""

    def __init__(self, *events: EngineEvent) -> None:
        self.events = deque(events)
        self.told: list[tuple] = []

    def open_output(self, name: str | None) -> None:
        self.told.append(("open", name))

    def set_score(self, score: Score) -> None:
        self.told.append(("score", score))

    def play(self, tick: int) -> None:
        self.told.append(("play", tick))

    def poll(self) -> list[EngineEvent]:
        return [self.events.popleft()]


def play_on(engine: ScriptedEngine, port: str | None = None) -> None:
    play_through(cast(EngineClient, engine), TUNE, port, start=480, sleep=lambda seconds: None)


def test_playing_begins_once_the_port_is_open_and_ends_with_the_piece():
    engine = ScriptedEngine(OutputOpened("Piano · ALSA"), PlayheadMoved(480, 0.0), PlaybackStopped(960))
    play_on(engine, "Piano · ALSA")
    assert engine.told == [("open", "Piano · ALSA"), ("score", TUNE), ("play", 480)]


@pytest.mark.parametrize("event", [OutputLost(None, "No sound font."), Fault("No sound font.")])
def test_an_output_that_cannot_be_opened_is_an_error(event: EngineEvent):
    with pytest.raises(PortError, match="No sound font"):
        play_on(ScriptedEngine(event))


def test_a_port_that_vanishes_meanwhile_is_told_and_playing_goes_on(capsys: pytest.CaptureFixture[str]):
    engine = ScriptedEngine(
        OutputOpened("Piano · ALSA"),
        OutputLost("Piano · ALSA", "The piano was unplugged."),
        OutputOpened("Piano · ALSA"),
        PlaybackStopped(960),
    )
    play_on(engine, "Piano · ALSA")
    assert "unplugged" in capsys.readouterr().err
    assert engine.told.count(("play", 480)) == 1


def test_a_port_is_found_by_its_name_or_a_part_of_it():
    assert port_called("Piano · ALSA", PORTS) == "Piano · ALSA"
    assert port_called("piano", PORTS) == "Piano · ALSA"


@pytest.mark.parametrize(("wanted", "problem"), [("fluid", "Several MIDI ports are"), ("organ", "No MIDI port is")])
def test_a_port_that_is_not_one_port_is_refused_with_the_choice(wanted: str, problem: str):
    with pytest.raises(PortError, match=problem) as refusal:
        port_called(wanted, PORTS)
    assert PORTS[0] in str(refusal.value)
