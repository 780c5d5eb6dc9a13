"""Looking through a folder: everything is counted, nothing stops it."""

from pathlib import Path

import numpy as np
import pytest

from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from composer.training import survey as module
from composer.training.corpus import midi_files
from composer.training.survey import SPAN_SECONDS, Finding, Findings, survey, without_tail


def write(path: Path, first: int, notes: int = 4, program: int = 0) -> None:
    track = Track.of([Note(first + at, 480 * at, 240) for at in range(notes)], program=program)
    write_score(Score((track,)), path)


def findings_in(folder: Path) -> Findings:
    findings = Findings()
    for finding in survey(midi_files(folder)):
        if finding is not None:
            findings.add(finding)
    return findings


@pytest.fixture
def folder(tmp_path) -> Path:
    write(tmp_path / "one.mid", 60)
    write(tmp_path / "two.mid", 70)
    write(tmp_path / "two again, for organ.mid", 70, program=19)
    (tmp_path / "broken.mid").write_bytes(b"MThd and then nothing")
    (tmp_path / "empty.mid").write_bytes(b"")
    write(tmp_path / "silent.mid", 60, notes=0)
    return tmp_path


def test_files_and_notes_are_counted_the_same_music_once(folder):
    findings = findings_in(folder)
    assert [each.path.name for each in findings.readable] == ["one.mid", "two again, for organ.mid"]
    assert [each.path.name for each in findings.duplicates] == ["two.mid"]
    assert (findings.count, findings.notes) == (6, 8)
    assert findings.pitches.nonzero()[0].tolist() == [60, 61, 62, 63, 70, 71, 72, 73]


def test_every_file_that_cannot_be_read_is_named_with_a_reason(folder):
    unreadable = {each.path.name: each.reason for each in findings_in(folder).unreadable}
    assert sorted(unreadable) == ["broken.mid", "empty.mid", "silent.mid"]
    assert all(name in reason for name, reason in unreadable.items())
    assert "no pitched notes" in unreadable["silent.mid"]


def test_what_is_left_out_are_the_unreadable_and_the_second_copies(folder):
    names = sorted(Path(path).name for path in findings_in(folder).left_out)
    assert names == ["broken.mid", "empty.mid", "silent.mid", "two.mid"]


def test_steps_and_durations_are_in_seconds(folder):
    findings = findings_in(folder)
    assert findings.steps.nonzero()[0].tolist() == [round(0.5 / SPAN_SECONDS)]
    assert findings.durations.nonzero()[0].tolist() == [round(0.25 / SPAN_SECONDS)]


def test_a_file_that_ends_its_process_is_unreadable_and_the_next_ones_are_looked_at(folder, monkeypatch):
    monkeypatch.setattr(module, "_look_at", dies_at_one)
    findings = findings_in(folder)
    assert [each.path.name for each in findings.unreadable] == ["one.mid"]
    assert "ended unexpectedly" in findings.unreadable[0].reason
    assert findings.count == 6


def test_the_longest_fortieth_is_not_plotted():
    counts = np.zeros(100, dtype=np.int64)
    counts[10], counts[90] = 98, 2
    assert len(without_tail(counts)) == 11
    assert len(without_tail(np.zeros(100))) == 1


def dies_at_one(paths):
    """Stands in for a reader that a file crashes; runs in the guarded process."""
    import os

    for path in paths:
        if path.name == "one.mid":
            os._exit(1)
        yield Finding(path, 1, str(path), "", np.zeros(128, int), np.zeros(1000, int), np.zeros(1000, int))
