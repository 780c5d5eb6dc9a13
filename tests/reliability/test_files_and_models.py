"""The shows of files and models, small enough for every day. Their full size: `make reliability`."""

import sys
from pathlib import Path

import pytest

from tests.reliability import exports, imports, models
from tests.reliability.mutants import mutants, originals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pipes, kills and limits as Unix knows them")


def test_damaged_files_are_read_or_refused(tmp_path: Path):
    tally = imports.Tally()
    imports.read_mutants(tally, 100, tmp_path)
    assert tally.failures == []
    assert tally.read + tally.refused == 100
    assert tally.mended > 0


def test_mutants_are_the_same_for_a_seed():
    assert list(mutants(5)) == list(mutants(5))
    assert list(mutants(5)) != list(mutants(5, rng_seed=2))


@pytest.mark.slow
def test_what_is_no_file_is_refused_in_time(tmp_path: Path):
    tally = imports.Tally()
    imports.read_odd_places(tally, tmp_path)
    assert tally.failures == []


def test_a_killed_export_leaves_a_whole_file(tmp_path: Path):
    found = exports.kill_while_exporting(5, tmp_path)
    assert found["whole"] == found["the next export worked"] == 5


def test_an_export_that_is_imported_and_exported_is_the_same(tmp_path: Path):
    assert exports.unstable_files((str(number), contents) for number, contents in enumerate(originals())) == []


def test_nothing_in_a_checkpoint_is_executed(tmp_path: Path):
    found = models.open_all(8, tmp_path, guards=0)
    assert (found["OPENED"], found["EXECUTED"]) == (0, 0)


def test_damage_to_a_model_file_is_detected(tmp_path: Path):
    assert models.damage_all(20, 40, tmp_path) == {"detected": 60}
