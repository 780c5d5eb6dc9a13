"""The engine process with a real JACK server: what arrives at a synth, and what happens when things die."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from time import perf_counter, sleep

import pytest

from composer.midi.port_names import VIRTUAL_PORT
from composer.music.controls import SUSTAIN, Control, Controls
from composer.music.score import Note, Score, Track
from composer.playback.protocol import (
    EngineRestarted,
    Fault,
    OutputLost,
    OutputOpened,
    PlaybackStopped,
    PlayheadMoved,
    PortsListed,
)
from tests.end_to_end.jack import (
    ROOT,
    FluidSynth,
    JackRecorder,
    JackServer,
    requires_fluidsynth,
    requires_jack,
    wait_until,
)
from tests.end_to_end.session import Session

pytestmark = [pytest.mark.end_to_end, requires_jack]

PITCHES = (60, 64, 67, 72, 71, 69, 65, 62)
EIGHTH = 240


def melody(*pitches, duration=EIGHTH):
    return Score((Track.of([Note(pitch, index * EIGHTH, duration) for index, pitch in enumerate(pitches)], program=4),))


def chord_that_holds(*pitches):
    return Score((Track.of([Note(pitch, 0, 480_000) for pitch in pitches]),))


# As JACK is usually run: it goes on without a client that hangs or is gone.
impatient = pytest.mark.parametrize("server", [False], ids=["impatient"], indirect=True)


@pytest.fixture
def server(request):
    with JackServer(is_patient=getattr(request, "param", True)) as server:
        yield server


@pytest.fixture
def recorder(server):
    with JackRecorder() as recorder:
        yield recorder


@pytest.fixture
def session(server):
    session = Session()
    yield session
    session.client.close()


@requires_fluidsynth
def test_the_synth_plays_every_note_of_the_score_in_order(server, session):
    with FluidSynth() as synth:
        session.open(FluidSynth.PORT)
        session.client.set_score(melody(*PITCHES))
        session.client.play(0)
        assert session.wait_for(PlaybackStopped) == PlaybackStopped(len(PITCHES) * EIGHTH, run=1)
        expected = [(kind, 0, pitch) for pitch in PITCHES for kind in ("noteon", "noteoff")]
        wait_until(lambda: len(synth.notes) >= len(expected), "the synth's notes")
        assert synth.notes == expected


def test_notes_arrive_in_time(session, recorder):
    session.open(recorder.port)
    session.client.set_score(melody(*PITCHES))
    session.client.play(0)
    session.wait_for(PlaybackStopped)
    wait_until(lambda: len(recorder.notes) >= 2 * len(PITCHES), "the notes")
    beginnings = [seconds for seconds, is_beginning, _, _ in recorder.notes if is_beginning]
    lateness = [seconds - index * 0.25 for index, seconds in enumerate(beginnings)]
    assert len(lateness) == len(PITCHES)
    on_time = [seconds for seconds in lateness if seconds - min(lateness) < 0.05]
    assert len(on_time) > len(PITCHES) / 2  # a machine that stands still now and then makes a few late, never most


def test_the_instrument_is_chosen_before_the_first_note(session, recorder):
    session.open(recorder.port)
    session.client.set_score(melody(60))
    session.client.play(0)
    wait_until(lambda: bool(recorder.notes), "the note")
    messages = [message for _, message in recorder.messages]
    assert messages.index(b"\xc0\x04") < messages.index(b"\x90\x3c\x50")


def test_stop_ends_every_note(session, recorder):
    session.open(recorder.port)
    session.client.set_score(chord_that_holds(48, 55, 64))
    session.client.play(0)
    wait_until(lambda: len(recorder.sounding) == 3, "the chord")
    session.client.stop()
    wait_until(lambda: not recorder.sounding, "silence")


def test_a_burst_of_thousands_of_messages_arrives_whole(session, recorder):
    tracks = tuple(Track.of([Note(pitch, 0, 480) for pitch in range(128)], channel=channel) for channel in range(16))
    session.open(recorder.port)
    session.client.set_score(Score(tracks))
    session.client.play(0)
    session.wait_for(PlaybackStopped)
    wait_until(lambda: len(recorder.notes) >= 2 * 16 * 128, "4,096 messages")
    assert len(recorder.notes) == 2 * 16 * 128


@impatient
def test_a_synth_that_misses_the_ends_of_notes_hears_them_again(session, recorder):
    session.open(recorder.port)
    chord = chord_that_holds(48, 55, 64).tracks[0]
    session.client.set_score(Score((replace(chord, controls=Controls([Control(0, SUSTAIN, 127)])),)))

    def pedal() -> int:
        return [message[2] for _, message in recorder.messages if message[:2] == b"\xb0\x40"][-1]

    def has_begun() -> bool:
        session.client.play(0)
        sleep(0.2)
        return len(recorder.sounding) == 3

    wait_until(has_begun, "the chord")
    os.kill(recorder.pid, signal.SIGSTOP)
    session.client.stop()
    session.wait_for(PlaybackStopped)
    sleep(0.3)  # so long that JACK goes on without it
    os.kill(recorder.pid, signal.SIGCONT)
    wait_until(lambda: not recorder.sounding and not pedal(), "silence")


def test_closing_with_128_notes_sounding_ends_them_all(session, recorder):
    session.open(recorder.port)
    session.client.set_score(chord_that_holds(*range(128)))
    session.client.play(0)
    wait_until(lambda: len(recorder.sounding) == 128, "128 notes")
    session.client.close()
    wait_until(lambda: not recorder.sounding, "silence")


def test_another_port_chosen_while_playing_leaves_the_first_silent(session, recorder):
    with JackRecorder("other") as other:
        session.open(recorder.port)
        session.client.set_score(chord_that_holds(60))
        session.client.play(0)
        wait_until(lambda: len(recorder.sounding) == 1, "the note")
        session.client.open_output(other.port)
        wait_until(lambda: not recorder.sounding, "silence")
        session.client.sound(72, milliseconds=50)
        wait_until(lambda: len(other.notes) == 2, "the other port's note")


def test_an_edit_sounds_and_ends_by_itself(session, recorder):
    session.open(recorder.port)
    session.client.sound(67, velocity=90, milliseconds=50)
    wait_until(lambda: len(recorder.notes) == 2, "a beginning and an end")
    assert [(is_beginning, pitch) for _, is_beginning, _, pitch in recorder.notes] == [(True, 67), (False, 67)]


def test_ports_that_come_and_go_are_listed(session, recorder):
    session.client.request_ports()
    own = f"{VIRTUAL_PORT} · JACK"
    assert session.wait_for(PortsListed) == PortsListed((recorder.port, own), ("JACK",))
    with JackRecorder("late") as late:
        wait_until(
            lambda: session.hears(PortsListed) and late.port in session.wait_for(PortsListed).names, "the late port"
        )


def test_a_synth_that_vanishes_is_reported_and_used_again_when_it_is_back(session, server):
    first = JackRecorder("synth")
    session.open(first.port)
    session.client.set_score(chord_that_holds(60))
    session.client.play(0)
    wait_until(lambda: len(first.sounding) == 1, "the note")
    first.crash()
    lost = session.wait_for(OutputLost)
    assert "“synth:input · JACK” is gone" in lost.message
    session.heard.clear()
    session.wait_for(PlayheadMoved)  # nothing hangs: playing goes on in silence
    with JackRecorder("synth") as back:
        session.wait_for(OutputOpened)
        session.client.sound(72, milliseconds=50)
        wait_until(lambda: (0, 72) in {(channel, pitch) for _, _, channel, pitch in back.notes}, "the synth's return")


class BriefSynth:
    """A JACK client in this process, which takes little time to restart."""

    PORT = "synth:input · JACK"

    def __init__(self):
        import jack

        self.client = jack.Client("synth", no_start_server=True)
        port = self.client.midi_inports.register("input")
        self.heard = []
        self.client.set_process_callback(
            lambda _: self.heard.extend(bytes(message) for _, message in port.incoming_midi_events())
        )
        self.client.activate()

    def close(self):
        self.client.close()


def test_a_synth_that_was_restarted_between_two_looks_is_used_again(session):
    with closing(BriefSynth()) as first:
        session.open(BriefSynth.PORT)
        session.client.set_score(chord_that_holds(60))
        session.client.play(0)
        wait_until(lambda: b"\x90\x3c\x50" in first.heard, "the note")
        session.heard.clear()
    with closing(BriefSynth()) as second:
        session.wait_for(OutputLost)
        session.wait_for(OutputOpened)
        session.client.sound(72, milliseconds=50)
        wait_until(lambda: b"\x80\x48\x00" in second.heard, "the new synth's note")


def test_notes_leave_on_their_frame(session, recorder):
    session.open(recorder.port)
    notes = [Note(60 + index % 12, index * 23, 20) for index in range(100)]  # 24 ms each: never a whole period
    session.client.set_score(Score((Track.of(notes),)))
    session.client.play(0)
    session.wait_for(PlaybackStopped)
    wait_until(lambda: len(recorder.notes) == 200, "the notes")
    beginnings = [seconds for seconds, is_beginning, _, _ in recorder.notes if is_beginning]
    steps = sorted(after - before for before, after in pairwise(beginnings))
    assert steps[50] == pytest.approx(23 / 960, abs=0.0005)  # by whole periods it would be 23.2 or 29.0 ms


@impatient
def test_a_jack_server_that_dies_hangs_nothing_and_is_found_again(server, session, recorder):
    session.open(recorder.port)
    session.client.set_score(melody(*PITCHES * 40))
    session.client.play(0, loop=(0, 4 * EIGHTH))
    wait_until(lambda: bool(recorder.notes), "the first note")
    server.crash()
    session.wait_for(OutputLost)
    session.heard.clear()
    session.wait_for(PlayheadMoved)
    with JackServer(names=[server.name]), JackRecorder() as back:
        session.wait_for(OutputOpened)
        wait_until(lambda: bool(back.notes), "music on the new server")
        session.client.close()


@pytest.mark.parametrize("server", [False, True], ids=["impatient", "patient"], indirect=True)
def test_an_engine_that_hangs_is_replaced_and_playing_goes_on(session, recorder):
    session.open(recorder.port)
    session.client.set_score(melody(*PITCHES))
    session.client.play(0, loop=(0, len(PITCHES) * EIGHTH))
    wait_until(lambda: bool(recorder.notes), "the first note")
    session.wait_for(PlayheadMoved)
    os.kill(session.client.engine_pid, signal.SIGSTOP)
    session.wait_for(EngineRestarted)
    restarted_at = perf_counter()
    wait_until(lambda: bool(recorder.sounding_after(restarted_at)), "music from the new engine")
    session.client.stop()
    wait_until(lambda: not recorder.sounding_after(restarted_at), "silence")


@impatient
@pytest.mark.slow
def test_a_jack_server_that_hangs_is_told_of_and_used_again_and_the_window_never_waits(server, session, recorder):
    session.open(recorder.port)
    thick = tuple(Track.of((Note(60, i * 2, 1) for i in range(40_000)), channel=channel) for channel in range(16))
    session.client.set_score(Score(thick))
    session.client.play(0)
    session.wait_for(PlayheadMoved)
    session.heard.clear()
    longest = 0.0

    def has_told(kind):
        nonlocal longest
        began = perf_counter()
        is_told = session.hears(kind)
        longest = max(longest, perf_counter() - began)
        return is_told

    os.kill(server.pid, signal.SIGSTOP)
    try:
        wait_until(lambda: has_told((OutputLost, Fault)), "a sentence")
    finally:
        os.kill(server.pid, signal.SIGCONT)
    session.heard.clear()
    wait_until(lambda: has_told(OutputOpened), "the server's return")
    assert longest < 1  # giving up takes the engine ten times as long


PARENT = """
import sys, time
from composer.playback.client import EngineClient
from tests.end_to_end.test_playing import chord_that_holds

def main():
    client = EngineClient()
    client.start()
    client.open_output(sys.argv[1])
    client.set_score(chord_that_holds(60, 64, 67))
    client.play(0)
    time.sleep(60)

if __name__ == "__main__":
    main()
"""


@pytest.mark.usefixtures("heeding_signals")
@pytest.mark.parametrize(
    ("send", "death"),
    [
        *((os.kill, signal.SIGKILL), (os.kill, signal.SIGTERM)),
        *((os.killpg, signal.SIGTERM), (os.killpg, signal.SIGHUP)),  # as at the end of a session, and of a terminal
    ],
)
def test_a_window_that_dies_leaves_no_note_sounding(server, recorder, send, death):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, recorder.port], cwd=ROOT, start_new_session=True)
    wait_until(lambda: len(recorder.sounding) == 3, "the chord")
    send(parent.pid, death)
    parent.wait()
    wait_until(lambda: not recorder.sounding, "silence", patience=5)


@requires_fluidsynth
def test_the_built_in_synth_plays_on_a_sound_server(server, session):
    session.client.open_output(None)
    wait_until(lambda: session.hears((OutputOpened, OutputLost)), "an answer")
    assert session.wait_for((OutputOpened, OutputLost)) == OutputOpened(None)
