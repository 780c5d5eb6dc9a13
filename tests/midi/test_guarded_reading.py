"""Files that are no files, in the guarded process. The long version is tests/reliability/imports.py."""

import os
import sys
from contextlib import closing

import pytest

from composer.guarded import Limits
from composer.midi import guarded_reading
from composer.midi.decoding import decode
from composer.midi.files import read_score, write_score
from composer.midi.guarded_reading import read_score_in_steps
from composer.music.errors import MidiFileError
from composer.music.score import Note, Score, Track

TUNE = Score((Track.of([Note(60, 0, 480), Note(64, 480, 480)], "Melody"), Track((), "Nothing yet", 40, 3)))


def read(path, **keywords):
    *_, found = read_score_in_steps(path, **keywords)
    return found


def test_a_score_comes_through_as_it_was_written(tmp_path):
    path = tmp_path / "tune.mid"
    write_score(TUNE, path)
    assert read(path).score == TUNE


def test_a_file_that_takes_too_long_is_refused_in_time(tmp_path):
    path = tmp_path / "tune.mid"
    write_score(TUNE, path)
    with pytest.raises(MidiFileError, match=r"“tune\.mid” cannot be read because it takes longer than 0\.001 s"):
        read(path, limits=Limits(seconds=0.001))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_a_device_and_a_broken_link_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.mid")
    (tmp_path / "link.mid").symlink_to(tmp_path / "gone.mid")
    (tmp_path / "loop.mid").symlink_to(tmp_path / "loop.mid")
    (tmp_path / "zero.mid").symlink_to("/dev/zero")
    for name, complaint in [
        ("pipe.mid", "not a file"),
        ("zero.mid", "not a file"),
        ("link.mid", "no such file"),
        ("loop.mid", "cannot be read"),
    ]:
        with pytest.raises(MidiFileError, match=complaint):
            read_score(tmp_path / name)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_name_that_is_no_text_is_read_and_told(tmp_path):
    path = tmp_path / os.fsdecode(b"M\xfcller.mid")
    write_score(TUNE, path)
    found = read(path)
    assert found.score == TUNE
    assert found.name == "Müller.mid"


def test_a_process_that_takes_its_time_to_end_changes_nothing(tmp_path, monkeypatch):
    path = tmp_path / "tune.mid"
    write_score(TUNE, path)
    columns = decode(path.read_bytes(), "tune.mid")
    monkeypatch.setattr(guarded_reading, "guarded", lambda work, path, limits: iter([None, columns, None]))
    assert read(path).score == TUNE


def test_closing_in_the_middle_leaves_nothing_behind(tmp_path):
    path = tmp_path / "tune.mid"
    write_score(TUNE, path)
    with closing(read_score_in_steps(path)) as steps:
        assert next(steps) == 0.0
