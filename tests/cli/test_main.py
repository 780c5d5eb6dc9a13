"""Exit codes, and what a person reads when a command fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from composer import __version__
from composer.cli import main as entrance
from composer.cli.main import FAILED, WRONG_USAGE, main
from composer.midi.files import write_score
from composer.music.pitch import Key
from composer.music.score import KeyChange, Note, Score, Track


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"Composer {__version__}\n"


def test_wrong_usage_ends_with_2_and_says_what_was_wrong(capsys: pytest.CaptureFixture[str]):
    assert main(["generate"]) == WRONG_USAGE
    assert "SEED.mid" in capsys.readouterr().err


def test_an_option_out_of_range_ends_with_2_and_one_sentence(capsys: pytest.CaptureFixture[str]):
    assert main(["generate", "seed.mid", "--temperature", "9"]) == WRONG_USAGE
    assert capsys.readouterr().err == "composer: Temperature must be 0.1 to 2.0; it is 9.0.\n"


def test_an_error_of_the_core_ends_with_1_and_one_sentence_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "broken.mid").write_bytes(b"not music")
    assert main(["info", str(tmp_path / "broken.mid")]) == FAILED
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("composer: “broken.mid” is not a MIDI file, whatever it is called.")
    assert captured.err.count("\n") == 1


def test_a_mistake_of_the_program_shows_a_sentence_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def mistaken(**_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(entrance, "app", mistaken)
    assert main([]) == FAILED
    error = capsys.readouterr().err
    assert "division by zero" in error
    assert "Traceback" not in error


def test_what_the_encoding_of_stdout_does_not_have_is_replaced(tmp_path: Path):
    file = tmp_path / "tune.mid"
    write_score(Score((Track.of([Note(61, 0, 480)], "Tür"),), keys=(KeyChange(0, Key(5)),)), file)
    finished = subprocess.run(
        [sys.executable, "-m", "composer", "info", file],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        timeout=60,
    )
    assert (finished.returncode, finished.stderr) == (0, b"")
    assert "Tür" in finished.stdout.decode("cp1252")
    assert "D?4" in finished.stdout.decode("cp1252")


def test_help_needs_neither_qt_nor_torch():
    program = (
        "import sys; from composer.cli.main import main; main(['--help']); "
        "print({'torch', 'PySide6', 'symusic', 'pretty_midi'} & set(sys.modules), file=sys.stderr)"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert finished.stderr.strip() == "set()"
