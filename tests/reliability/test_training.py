"""A small part of the shows of training."""

import random
from pathlib import Path

import pytest

from tests.reliability.failing_disks import small_disk
from tests.reliability.training_full_disk import show_full_disk
from tests.reliability.training_kills import show_broken, show_kills


def test_every_broken_file_of_a_folder_is_named_and_the_others_are_read(tmp_path: Path):
    findings, broken, _ = show_broken(60, tmp_path, random.Random(1))
    assert {each.path.name for each in findings.unreadable} == broken
    assert findings.count == 60


@pytest.mark.slow
@pytest.mark.timeout(300)  # trainings let every other process go first
def test_a_training_that_is_killed_ends_as_one_that_is_not(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    report = show_kills(2, tmp_path, random.Random(1), epochs=20)
    assert report.loads == report.kills == 2
    assert report.lost == report.different == 0


@pytest.mark.slow
@pytest.mark.timeout(300)  # trainings let every other process go first
def test_a_training_whose_disk_is_full_waits_and_loses_nothing(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, 8) as is_mounted:
        if not is_mounted:
            pytest.skip("this system mounts no disk of 8 MB for us")
        assert "filled 1 times" in show_full_disk(disk, tmp_path / "music", 1, random.Random(1))
