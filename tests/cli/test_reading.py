"""What a person is told of a file that a command has read."""

from pathlib import Path

import pytest

from composer.cli import generating
from composer.cli.main import main
from composer.midi.encoding import score_to_bytes
from tests.cli.test_generating import TUNE, Metronome


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    file = tmp_path / "damaged.mid"
    file.write_bytes(score_to_bytes(TUNE)[:-8])
    return file


def test_a_damaged_file_is_read_and_what_was_mended_is_told_on_stderr(damaged: Path, capsys):
    assert main(["info", str(damaged)]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("damaged.mid: 2 notes")
    assert printed.err.startswith("“damaged.mid” was read, but not as it stands: ")
    assert printed.err.count("\n") == 1


def test_whoever_continues_a_damaged_file_is_told_too(damaged: Path, monkeypatch, capsys):
    monkeypatch.setattr(generating, "load", lambda path: Metronome())
    assert main(["generate", str(damaged)]) == 0
    assert "not as it stands" in capsys.readouterr().err


def test_nothing_is_told_of_a_whole_file(damaged: Path, capsys):
    damaged.write_bytes(score_to_bytes(TUNE))
    assert main(["info", str(damaged)]) == 0
    assert capsys.readouterr().err == ""
