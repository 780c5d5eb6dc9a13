"""Tries the frozen program, because processes and data files break when frozen: `smoke_test.py dist/composer`."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from composer.midi.files import read_score, write_score
from composer.music.score import Note, Score, Track

SEED = Score((Track.of(Note(pitch, beat * 480, 480) for beat, pitch in enumerate([60, 62, 64, 65, 67, 65, 64, 62])),))
WINDOW_NOTES = 4  # that the window draws by itself
PATIENCE = 180  # seconds for one command: the first start of a fresh bundle reads a gigabyte from disk
LICENCES = ["LICENSE", "GPL-2.txt", "LGPL-3.txt", "python/*", "torch/LICENSE", "PySide6_Essentials/*", "pretty_midi/*"]
GRACE = 5  # seconds until its helpers have ended too
WINDOW_STEPS = ["painted", "model loaded", "continuation kept", "engine playing", "engine stopped", "saved"]


def main(bundle: Path) -> int:
    """Run every check; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        seed = Path(folder) / "seed.mid"
        write_score(SEED, seed)
        for check in (the_licences_are_there, the_command_line_starts, it_generates, the_window_works):
            check(bundle, seed)
            print(f"ok: {check.__name__.replace('_', ' ')}", flush=True)
    return 0


def the_licences_are_there(bundle: Path, _: Path) -> None:
    folder = bundle / "_internal" / "licenses"
    for wanted in LICENCES:
        assert list(folder.glob(wanted)), f"{wanted} is missing in {folder}"


def the_command_line_starts(bundle: Path, seed: Path) -> None:
    assert "8 notes" in run(bundle / "composer-cli", "info", str(seed))
    run(bundle / "composer-cli", "ports")


def it_generates(bundle: Path, seed: Path) -> None:
    out = seed.with_name("out.mid")
    run(bundle / "composer-cli", "generate", str(seed), "-o", str(out), "--bars", "2", "--candidates", "2")
    for path in (out, seed.with_name("out-2.mid")):
        assert read_score(path).note_count > SEED.note_count


def the_window_works(bundle: Path, seed: Path) -> None:
    out = seed.with_name("window.mid")
    told = run(bundle / "composer", "--smoke-test", str(out))
    assert told.splitlines()[-len(WINDOW_STEPS) :] == WINDOW_STEPS, told
    assert read_score(out).note_count > WINDOW_NOTES


def run(program: Path, *arguments: str) -> str:
    """The program's stdout; fails with what it wrote when it does, and when it leaves a process behind."""
    settings = {"QT_QPA_PLATFORM": "offscreen", "COMPOSER_TRACEBACK": "1", "XDG_CONFIG_HOME": tempfile.gettempdir()}
    process = subprocess.Popen(
        [program, *arguments],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        stdout, stderr = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        raise
    assert process.returncode == 0, f"{program.name} {' '.join(arguments)} ended with {process.returncode}:\n{stderr}"
    deadline = time.monotonic() + GRACE
    while is_group_alive(process.pid):
        assert time.monotonic() < deadline, f"{program.name} left a process behind"
        time.sleep(0.05)
    return stdout


def is_group_alive(group: int) -> bool:
    """Whether a process of the program's session still runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
