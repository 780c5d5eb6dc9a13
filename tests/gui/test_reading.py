"""Reading and writing as jobs: the window lives, whatever the file is."""

import os

import pytest
from PySide6.QtCore import QThread

from composer.gui.reading import reading_job, writing_job
from composer.midi.files import ScoreFile, read_score, write_score
from composer.music.errors import MidiFileError
from composer.music.score import Note, Score, Track

TUNE = Score((Track.of([Note(60, 0, 480), Note(64, 480, 480)], "Melody"),))


def test_a_file_is_read_with_its_progress(qtbot, tmp_path):
    path = tmp_path / "tune.mid"
    write_score(TUNE, path)
    job = reading_job(path)
    with qtbot.waitSignal(job.succeeded, timeout=20_000) as ended:
        job.start()
    *shares, found = ended.args[0]
    assert isinstance(found, ScoreFile)
    assert (found.score, found.note) == (TUNE, "")
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_damaged_file_comes_with_a_note(qtbot, tmp_path):
    path = tmp_path / "tune.mid"
    write_score(TUNE, path)
    path.write_bytes(path.read_bytes()[:-9])
    job = reading_job(path)
    with qtbot.waitSignal(job.succeeded, timeout=20_000) as ended:
        job.start()
    assert "tune.mid" in ended.args[0][-1].note


def test_a_file_that_is_none_fails_with_a_sentence(qtbot, tmp_path):
    job = reading_job(tmp_path)
    with qtbot.waitSignal(job.failed, timeout=20_000) as ended:
        job.start()
    assert isinstance(ended.args[0], MidiFileError)
    assert tmp_path.name in str(ended.args[0])


def test_reading_can_be_cancelled(qtbot, tmp_path):
    path = tmp_path / "tune.mid"
    write_score(TUNE, path)
    job = reading_job(path)
    with qtbot.waitSignal(job.cancelled, timeout=20_000):
        job.start()
        job.cancel()


def test_a_score_is_written_off_the_gui_thread(qtbot, tmp_path, monkeypatch):
    threads = []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (threads.append(QThread.currentThread()), sync(descriptor))[1])
    job = writing_job(TUNE, tmp_path / "tune.mid")
    with qtbot.waitSignal(job.succeeded, timeout=20_000):
        job.start()
    assert threads
    assert QThread.currentThread() not in threads
    assert read_score(tmp_path / "tune.mid") == TUNE


def test_writing_that_fails_says_why(qtbot, tmp_path):
    job = writing_job(TUNE, tmp_path / "nowhere" / "tune.mid")
    with qtbot.waitSignal(job.failed, timeout=20_000) as ended:
        job.start()
    with pytest.raises(MidiFileError, match="cannot be written"):
        raise ended.args[0]
