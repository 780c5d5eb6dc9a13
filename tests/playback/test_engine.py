"""The engine's loop, in a thread of the test; its process is tested with a real JACK server in tests/end_to_end."""

import subprocess
import sys
from multiprocessing import Pipe
from threading import Thread
from time import perf_counter

import pytest

from composer.music.errors import SynthError
from composer.music.score import Note, Score, Track
from composer.playback.engine import Engine
from composer.playback.opening import OPENING_SECONDS
from composer.playback.protocol import (
    BUILT_IN_SYNTH,
    Crashed,
    Heartbeat,
    InputLost,
    InputOpened,
    OpenInput,
    OpenOutput,
    OutputLost,
    OutputOpened,
    Play,
    PlaybackStopped,
    Played,
    PlayheadMoved,
    PortsListed,
    Quit,
    RequestPorts,
    Seek,
    SetHorizon,
    SetInstrument,
    SetLearned,
    SetScore,
    Sound,
    Stop,
)
from tests.playback.doubles import FakePorts

PATIENCE = 10  # seconds until a missing answer fails a test


def no_synth(_settings):
    raise SynthError("no sound device")


class Session:
    """An engine at work and this side of its pipe."""

    def __init__(self):
        self.connection, theirs = Pipe()
        self.ports = FakePorts("Piano")
        self.engine = Engine(theirs, self.ports, no_synth)
        self.thread = Thread(target=self.engine.run, daemon=True)
        self.thread.start()

    def tell(self, *commands):
        for command in commands:
            self.connection.send(command)

    def wait_for(self, kind):
        while self.connection.poll(PATIENCE):
            message = self.connection.recv()
            if isinstance(message, kind):
                return message
        raise AssertionError(f"no {kind.__name__} came")


@pytest.fixture
def session():
    session = Session()
    yield session
    session.connection.close()
    session.thread.join(PATIENCE)
    assert not session.thread.is_alive()


def score(*pitches):
    return Score((Track.of([Note(pitch, index * 24, 24) for index, pitch in enumerate(pitches)]),))


def test_a_score_is_played_to_its_end(session):
    session.tell(OpenOutput("Piano"), SetScore(score(60, 62, 64)), Play(0))
    assert session.wait_for(OutputOpened) == OutputOpened("Piano")
    assert session.wait_for(PlayheadMoved).tick >= 0
    assert session.wait_for(PlaybackStopped) == PlaybackStopped(72)
    assert [pitch for _, kind, pitch in session.ports.opened[0].notes if kind == "on"] == [60, 62, 64]


def test_a_playhead_that_is_moved_just_after_the_end_is_told_to_have_stopped(session):
    session.tell(OpenOutput("Piano"), SetScore(score(60)), Play(0, run=1))
    assert session.wait_for(PlaybackStopped) == PlaybackStopped(24, run=1)
    session.tell(Seek(12, run=2))
    assert session.wait_for(PlaybackStopped) == PlaybackStopped(12, run=2)


def test_what_is_still_being_made_is_waited_for(session):
    session.tell(OpenOutput("Piano"), SetScore(score(60, 62, 64)), SetHorizon(24), Play(0))
    session.wait_for(PlayheadMoved)
    session.tell(SetHorizon(None))
    assert session.wait_for(PlaybackStopped) == PlaybackStopped(72)
    assert [pitch for _, kind, pitch in session.ports.opened[0].notes if kind == "on"] == [60, 62, 64]


def test_stopping_ends_what_sounds(session):
    session.tell(OpenOutput("Piano"), SetScore(Score((Track.of([Note(60, 0, 96_000)]),))), Play(0))
    session.wait_for(PlayheadMoved)
    session.tell(Stop())
    session.wait_for(PlaybackStopped)
    assert session.ports.opened[0].sounding == set()


def test_ports_are_listed_on_request(session):
    session.tell(RequestPorts())
    assert session.wait_for(PortsListed) == PortsListed(("Piano",), ("FAKE",))


def test_a_synth_that_cannot_run_is_a_sentence_and_the_engine_goes_on(session):
    session.tell(OpenOutput(BUILT_IN_SYNTH))
    assert session.wait_for(OutputLost).message == "no sound device"
    session.wait_for(Heartbeat)


def test_a_keyboard_is_heard_and_told_with_the_tick_while_playing(session):
    session.ports.keyboards.append("Keys")
    session.tell(OpenOutput("Piano"), OpenInput("Keys"), SetInstrument(3, program=12))
    session.wait_for(InputOpened)
    session.tell(SetScore(Score((Track.of([Note(60, 0, 96_000)]),))), Play(0, run=2))
    assert session.wait_for(PlayheadMoved).run == 2
    session.ports.play(perf_counter(), b"\x90\x43\x40")
    played = session.wait_for(Played)
    assert played.run == 2
    [(_, tick, message)] = played.messages
    assert 0 <= tick < 9600
    assert message == b"\x90\x43\x40"
    assert b"\x93\x43\x40" in session.ports.opened[0].messages


def test_a_keyboard_that_is_unplugged_under_a_chord_leaves_nothing_sounding(session):
    session.ports.keyboards.append("Keys")
    session.tell(OpenOutput("Piano"), OpenInput("Keys"), SetInstrument(3))
    session.wait_for(InputOpened)
    for message in (b"\xb0\x40\x7f", b"\x90\x3c\x40"):
        session.ports.play(perf_counter(), message)
        session.wait_for(Played)
    session.ports.keyboards.remove("Keys")
    session.wait_for(InputLost)
    session.tell(RequestPorts())
    session.wait_for(PortsListed)
    assert session.ports.opened[0].messages[-2:] == [b"\x83\x3c\x00", b"\xb3\x40\x00"]


def test_a_keyboard_that_is_not_to_be_heard_is_told_all_the_same(session):
    session.ports.keyboards.append("Keys")
    session.tell(OpenOutput("Piano"), OpenInput("Keys"))
    session.wait_for(InputOpened)
    session.ports.play(perf_counter(), b"\x90\x43\x40")
    assert session.wait_for(Played).messages[0].tick is None
    assert session.ports.opened[0].notes == []


def test_what_was_learned_for_the_window_is_told_and_not_heard(session):
    session.ports.keyboards.append("Keys")
    learned = SetLearned(frozenset([(0, 7)]))
    session.tell(OpenOutput("Piano"), SetInstrument(3), learned, OpenInput("Keys"))
    session.wait_for(InputOpened)
    for message in (b"\xb0\x07\x00", b"\xb1\x07\x50"):
        session.ports.play(perf_counter(), message)
        assert session.wait_for(Played).messages[0].message == message
    assert session.ports.opened[0].messages == [b"\xb3\x07\x50"]


def test_a_controller_that_is_about_to_be_learned_is_not_heard(session):
    session.ports.keyboards.append("Keys")
    session.tell(OpenOutput("Piano"), SetInstrument(3), SetLearned(is_learning=True), OpenInput("Keys"))
    session.wait_for(InputOpened)
    for message in (b"\xb0\x07\x00", b"\x90\x3c\x40"):
        session.ports.play(perf_counter(), message)
        session.wait_for(Played)
    assert session.ports.opened[0].messages[-1:] == [b"\x93\x3c\x40"]
    assert b"\xb3\x07\x00" not in session.ports.opened[0].messages


def test_quitting_ends_what_sounds(session):
    session.tell(OpenOutput("Piano"), Sound(60, 80, 0, 0, 60_000), Quit())
    session.thread.join(PATIENCE)
    assert session.ports.opened[0].notes[0][1:] == ("on", 60)
    assert session.ports.opened[0].sounding == set()


def test_a_signal_to_end_comes_through_in_the_middle_of_waiting(session):
    session.tell(OpenOutput("Piano"), Sound(60, 80, 0, 0, 60_000))
    session.wait_for(OutputOpened)
    session.engine.end()
    session.thread.join(PATIENCE)
    session.engine.end()
    assert session.ports.opened[0].sounding == set()


def test_a_window_that_is_gone_ends_what_sounds(session):
    session.tell(OpenOutput("Piano"), SetScore(Score((Track.of([Note(60, 0, 96_000)]),))), Play(0))
    session.wait_for(PlayheadMoved)
    session.connection.close()
    session.thread.join(PATIENCE)
    assert session.ports.opened[0].sounding == set()
    assert session.ports.opened[0].is_closed


def test_the_engine_imports_neither_the_window_nor_the_model():
    heavy = {"torch", "PySide6", "pretty_midi", "symusic"}
    code = f"import composer.playback.engine, sys; print(*({heavy!r} & sys.modules.keys()))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


STARTED = """
import faulthandler
from multiprocessing import Pipe
from composer.playback import engine
limits = []
faulthandler.dump_traceback_later = lambda seconds, **_: limits.append(seconds)
engine.Ports = lambda: exit(print(limits[-1]))
engine.run_engine(Pipe()[0])
"""


def test_an_engine_that_starts_has_as_long_for_finding_the_midi_systems_as_for_opening_a_device():
    ran = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=False)
    assert float(ran.stdout) == OPENING_SECONDS


def test_a_mistake_in_the_engine_is_reported_and_ends_it(session):
    session.ports.outputs = lambda: 1 // 0
    session.tell(RequestPorts())
    assert "ZeroDivisionError" in session.wait_for(Crashed).report
    session.thread.join(PATIENCE)
    assert not session.thread.is_alive()
