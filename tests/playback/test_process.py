"""The engine as a real process, without any MIDI system that it could need."""

import os
import signal
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Event
from time import monotonic, sleep
from weakref import ref

import pytest

from composer.playback import process
from composer.playback.process import EngineProcess
from composer.playback.protocol import Heartbeat, PortsListed, RequestPorts

PATIENCE = 20.0


def deaf_main(connection: Connection) -> None:
    """An engine that never reads a command."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sleep(60)


def deafened_main(connection: Connection) -> None:
    """An engine that says that it runs, and then never reads a command."""
    connection.send(Heartbeat())
    deaf_main(connection)


def heard(engine, kind):
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        for message in engine.drain():
            if isinstance(message, kind):
                return message
        sleep(0.005)
    raise AssertionError(f"no {kind.__name__} came")


def wait_until_gone(engine):
    deadline = monotonic() + PATIENCE
    while not engine.is_gone and monotonic() < deadline:
        engine.drain()
        sleep(0.005)
    assert engine.is_gone


@pytest.fixture
def engine():
    engine = EngineProcess()
    yield engine
    engine.close()


def test_an_engine_starts_answers_and_beats(engine):
    engine.post(RequestPorts())
    assert isinstance(heard(engine, PortsListed).names, tuple)
    heard(engine, Heartbeat)


def test_an_engine_that_crashes_is_known_to_be_gone(engine):
    heard(engine, Heartbeat)
    os.kill(engine.pid, signal.SIGKILL)
    wait_until_gone(engine)


def test_ctrl_c_in_the_terminal_is_not_for_the_engine(engine):
    heard(engine, Heartbeat)
    os.kill(engine.pid, signal.SIGINT)
    heard(engine, Heartbeat)


def test_closing_ends_the_process(engine):
    heard(engine, Heartbeat)
    engine.close()
    with pytest.raises(ProcessLookupError):
        os.kill(engine.pid, 0)


@pytest.mark.slow
def test_an_engine_that_does_not_listen_is_ended_all_the_same():
    engine = EngineProcess(deafened_main)
    heard(engine, Heartbeat)
    began = monotonic()
    engine.close()
    assert monotonic() - began < 5
    wait_until_gone(engine)


def test_closing_does_not_wait_for_an_engine_that_is_only_starting(monkeypatch):
    monkeypatch.setattr(process, "_END_SECONDS", 10 * PATIENCE)
    engine = EngineProcess(deaf_main)
    began = monotonic()
    engine.close()
    assert monotonic() - began < PATIENCE
    wait_until_gone(engine)


def test_posting_to_an_engine_that_does_not_read_never_waits():
    engine = EngineProcess(deaf_main)
    began = monotonic()
    for _ in range(50_000):
        engine.post(RequestPorts())
    assert monotonic() - began < PATIENCE  # who waits here would wait for ever
    engine.kill()


def test_an_engine_that_was_killed_leaves_neither_thread_nor_pipe():
    engine = EngineProcess(deafened_main)
    heard(engine, Heartbeat)
    thread, pipe = engine._outbox._thread, ref(engine._ours)
    engine.kill()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    del engine
    assert pipe() is None


def test_an_engine_that_is_killed_before_it_has_started_never_runs(monkeypatch):
    may_start, started = Event(), Event()
    start = SpawnProcess.start

    def start_late(process):
        may_start.wait(PATIENCE)
        start(process)
        started.set()

    monkeypatch.setattr(SpawnProcess, "start", start_late)
    engine = EngineProcess(deaf_main)
    assert engine.pid is None
    engine.kill()
    may_start.set()
    assert started.wait(PATIENCE)
    engine._process.join(PATIENCE)
    assert engine._process.exitcode == -signal.SIGKILL
