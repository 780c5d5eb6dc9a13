"""The engine process on several JACK ports at once, and led by the MIDI clock of another JACK client."""

import os
import signal
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from time import perf_counter, sleep

import pytest

from composer.midi.jack_port import JackOutput
from composer.music.score import Note, Score, Track
from composer.playback import messages, revival
from composer.playback.protocol import (
    ClockHeard,
    EngineRestarted,
    Fault,
    FollowClock,
    InputOpened,
    OutputLost,
    OutputOpened,
    PlaybackStarted,
    PlaybackStopped,
    PlayheadMoved,
    SetEarly,
)
from tests.end_to_end.jack import JackRecorder, JackServer, requires_jack, wait_until
from tests.end_to_end.session import Session

pytestmark = [pytest.mark.end_to_end, requires_jack]

PULSE = 60 / 120 / 24  # seconds, at 120 bpm
LONG_NOTES = Track.of([Note(40 + tick // 240 % 24, tick, 4800) for tick in range(0, 96_000, 240)])
BEATS = Track.of([Note(60, tick, 120) for tick in range(0, 96_000, 240)])


@pytest.fixture
def session():
    with JackServer():
        session = Session()
        yield session
        session.client.close()


@pytest.fixture
def recorder(session):
    with JackRecorder() as recorder:
        yield recorder


def beginnings(recorder):
    return [seconds for seconds, is_beginning, _, _ in recorder.notes if is_beginning]


def on_two_ports(session, first, second, **changes):
    session.open(first.port)
    session.client.set_score(Score((BEATS, replace(BEATS, port=second.port, **changes))))
    session.client.play(0)
    wait_until(lambda: len(beginnings(first)) > 8 and len(beginnings(second)) > 8, "music on both ports")


def test_two_tracks_are_heard_on_two_ports_at_the_same_time(session, recorder):
    with JackRecorder("bass") as bass:
        on_two_ports(session, recorder, bass, program=32, channel=5)
        session.client.stop()
        wait_until(lambda: not recorder.sounding and not bass.sounding, "silence on both ports")
        apart = [abs(a - b) for a, b in zip(beginnings(recorder), beginnings(bass), strict=False)]
        assert sorted(apart)[len(apart) // 2] < 0.001
        assert {channel for _, _, channel, _ in bass.notes} == {5}
        assert b"\xc5\x20" in [message for _, message in bass.messages]
        assert all(message[0] & 0x0F == 0 for _, message in recorder.messages)


def test_each_port_has_its_own_lateness(session, recorder):
    with JackRecorder("bass") as bass:
        session.client.set(SetEarly({bass.port: 0.1}))
        on_two_ports(session, recorder, bass)
        session.client.stop()
        ahead = [a - b for a, b in zip(beginnings(recorder), beginnings(bass), strict=False)]
        assert sorted(ahead)[len(ahead) // 2] == pytest.approx(0.1, abs=0.005)


def test_a_port_that_vanishes_is_named_while_the_others_play_on_and_it_joins_in_when_it_is_back(session, recorder):
    bass = JackRecorder("bass")
    on_two_ports(session, recorder, bass)
    session.heard.clear()
    bass.crash()
    lost = session.wait_for(OutputLost)
    assert lost.name == bass.port
    so_far = len(beginnings(recorder))
    wait_until(lambda: len(beginnings(recorder)) > so_far + 4, "music on the port that is left")
    session.heard.clear()
    with JackRecorder("bass") as back:
        came_back = perf_counter()
        assert session.wait_for(OutputOpened) == OutputOpened(back.port)
        wait_until(lambda: bool(beginnings(back)), "music on the port that is back")
        assert beginnings(back)[0] - came_back < 10  # two seconds, were this machine not shared with others
        session.client.close()
        wait_until(lambda: not recorder.sounding and not back.sounding, "silence on both ports")


def test_an_engine_that_was_killed_is_followed_by_one_with_the_same_ports(session, recorder):
    with JackRecorder("bass") as bass:
        on_two_ports(session, recorder, bass)
        os.kill(session.client.engine_pid, signal.SIGKILL)
        session.wait_for(EngineRestarted)
        restarted_at = perf_counter()
        wait_until(
            lambda: session.hears(OutputOpened) and all(one.sounding_after(restarted_at) for one in (recorder, bass)),
            "music on both ports",
        )


def test_when_engines_keep_dying_what_the_last_one_left_sounding_is_ended_on_every_port(session, recorder):
    with JackRecorder("bass") as bass:
        ports = recorder, bass
        on_two_ports(session, *ports)
        session.client.set_score(Score((LONG_NOTES, replace(LONG_NOTES, port=bass.port))))
        killed_at = 0.0
        while not session.hears(Fault):
            session.heard.clear()
            wait_until(lambda since=killed_at: all(port.sounding_after(since) for port in ports), "music on both ports")
            killed_at = perf_counter()
            os.kill(session.client.engine_pid, signal.SIGKILL)
            wait_until(lambda: session.hears(EngineRestarted) or session.hears(Fault), "the death of the engine")
        assert all(port.sounding for port in ports)
        wait_until(lambda: not any(port.sounding for port in ports), "the end of every note on both ports")


def test_an_engine_that_was_switched_off_comes_back_by_itself_and_plays_again_when_asked(
    session, recorder, monkeypatch
):
    monkeypatch.setattr(revival, "REST_SECONDS", 0.5)
    session.open(recorder.port)
    session.client.set_score(Score((BEATS,)))
    while not session.hears(Fault):
        session.heard.clear()
        wait_until(lambda: session.client.engine_pid is not None, "an engine")
        os.kill(session.client.engine_pid, signal.SIGKILL)
        wait_until(lambda: session.hears(EngineRestarted) or session.hears(Fault), "the death of the engine")
    session.heard.clear()
    session.wait_for(EngineRestarted)
    session.wait_for(OutputOpened)
    session.client.play(0)
    wait_until(lambda: len(beginnings(recorder)) > 4, "music after the rest")


class Machine:
    """A JACK client that sends MIDI clock."""

    PORT = "machine:output · JACK"

    def __init__(self):
        self._output = JackOutput("machine", "", self.PORT)
        self.close = self._output.close

    def tick(self, pulses, first=None):
        """Send so many pulses in time, the first of them after the message `first`; returns when each was due."""
        began = perf_counter() + 0.05
        due = [began + number * PULSE for number in range(pulses)]
        if first:
            self._output.send(first, began - 0.005)
        for at in due:
            self._output.send(messages.CLOCK, at)
            sleep(max(at - 0.05 - perf_counter(), 0))
        return due

    def stop(self):
        self._output.send(messages.STOP)


@pytest.fixture
def machine(session):
    with closing(Machine()) as machine:
        session.client.set(FollowClock(Machine.PORT))
        session.wait_for(InputOpened)
        yield machine


def test_another_machine_s_clock_starts_drives_and_stops_the_piece(session, recorder, machine):
    session.open(recorder.port)
    session.client.set_score(Score((BEATS,)))
    machine.tick(24)
    due = machine.tick(24 * 6, messages.START)
    session.wait_for(PlaybackStarted)
    machine.stop()
    session.wait_for(PlaybackStopped)
    wait_until(lambda: not recorder.sounding, "silence")
    heard = beginnings(recorder)[2:10]
    assert [round((at - due[0]) / (12 * PULSE)) for at in heard] == list(range(2, 10))  # every eighth in its place
    steps = sorted(after - before for before, after in pairwise(heard))
    assert steps[len(steps) // 2] == pytest.approx(12 * PULSE, abs=0.005)
    assert any(isinstance(event, ClockHeard) and event.is_leading for event in session.heard)


def test_a_clock_that_falls_silent_is_told_and_the_piece_plays_on(session, recorder, machine):
    session.open(recorder.port)
    session.client.set_score(Score((BEATS,)))
    machine.tick(24)
    machine.tick(48, messages.START)

    def has_been_told():
        session.hears(ClockHeard)
        return any(isinstance(event, ClockHeard) and event.message for event in session.heard)

    wait_until(has_been_told, "a sentence")
    session.heard.clear()
    session.wait_for(PlayheadMoved)
