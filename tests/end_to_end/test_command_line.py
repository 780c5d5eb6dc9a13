"""`composer play` as a person runs it: a process of its own, a real MIDI port, and Ctrl+C."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from tests.end_to_end.jack import PATIENCE, ROOT, STANDSTILL, JackRecorder, JackServer, requires_jack, wait_until

Play = Callable[[Path, str], subprocess.Popen[str]]

pytestmark = [pytest.mark.end_to_end, requires_jack]


@pytest.fixture
def recorder():
    with JackServer(patience=STANDSTILL), JackRecorder() as recorder:
        yield recorder


@pytest.fixture
def play():
    """Start `composer play FILE` on a port; whatever still plays after the test is ended with its engine."""
    players: list[subprocess.Popen[str]] = []

    def play(file: Path, port: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "composer", "play", str(file), "--port", port]
        players.append(subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True))
        return players[-1]

    yield play
    for player in players:
        if player.poll() is None:
            os.killpg(player.pid, signal.SIGKILL)
            player.communicate()


def test_a_file_is_played_on_a_port_to_its_end(recorder: JackRecorder, play: Play, tmp_path: Path):
    write_score(Score((Track.of([Note(60, 0, 240), Note(64, 240, 240)]),)), tmp_path / "tune.mid")
    player = play(tmp_path / "tune.mid", "recorder")
    _, errors = player.communicate(timeout=PATIENCE)
    assert (player.returncode, errors) == (0, "")
    wait_until(lambda: len(recorder.notes) == 4, "two notes")
    assert [pitch for _, is_beginning, _, pitch in recorder.notes if is_beginning] == [60, 64]
    assert recorder.sounding == set()


@pytest.mark.usefixtures("heeding_signals")
def test_ctrl_c_leaves_no_note_sounding(recorder: JackRecorder, play: Play, tmp_path: Path):
    write_score(Score((Track.of([Note(60, 0, 480_000), Note(64, 0, 480_000)]),)), tmp_path / "drone.mid")
    player = play(tmp_path / "drone.mid", "recorder")
    wait_until(lambda: recorder.sounding == {(0, 60), (0, 64)}, "two notes sounding")
    signal_group(player.pid)
    _, errors = player.communicate(timeout=PATIENCE)
    assert (player.returncode, errors) == (0, "")
    wait_until(lambda: recorder.sounding == set(), "silence")


def signal_group(leader: int) -> None:
    """What a terminal does on Ctrl+C: every process in the foreground gets it, the engine too."""
    os.killpg(leader, signal.SIGINT)
