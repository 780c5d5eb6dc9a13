"""`composer play` as a person runs it: a process of its own, a real MIDI port, and Ctrl+C."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from tests.end_to_end.jack import PATIENCE, ROOT, JackRecorder, JackServer, requires_jack, wait_until

pytestmark = [pytest.mark.end_to_end, requires_jack]


@pytest.fixture
def recorder():
    with JackServer(), JackRecorder() as recorder:
        yield recorder


def play(file: Path, port: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "composer", "play", str(file), "--port", port],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_file_is_played_on_a_port_to_its_end(recorder: JackRecorder, tmp_path: Path):
    write_score(Score((Track.of([Note(60, 0, 240), Note(64, 240, 240)]),)), tmp_path / "tune.mid")
    player = play(tmp_path / "tune.mid", "recorder")
    _, errors = player.communicate(timeout=PATIENCE)
    assert (player.returncode, errors) == (0, "")
    wait_until(lambda: len(recorder.notes) == 4, "two notes")
    assert [pitch for _, is_beginning, _, pitch in recorder.notes if is_beginning] == [60, 64]
    assert recorder.sounding == set()


def test_ctrl_c_leaves_no_note_sounding(recorder: JackRecorder, tmp_path: Path):
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
