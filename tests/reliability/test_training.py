"""A small part of the shows of training."""

import random
from pathlib import Path

import pytest

from tests.reliability.training_kills import show_broken, show_kills


def test_every_broken_file_of_a_folder_is_named_and_the_others_are_read(tmp_path: Path):
    findings, broken, _ = show_broken(60, tmp_path, random.Random(1))
    assert {each.path.name for each in findings.unreadable} == broken
    assert findings.count == 60


@pytest.mark.slow
def test_a_training_that_is_killed_ends_as_one_that_is_not(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    report = show_kills(2, tmp_path, random.Random(1))
    assert report.loads == report.kills > 0
    assert report.backwards == 0
    assert report.is_identical
