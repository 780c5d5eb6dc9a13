import errno
import os
from datetime import UTC, datetime, timedelta, timezone

import pytest

from composer.music.score import Note, Score, Track
from composer.storage.backups import GENERATIONS, Backups
from composer.storage.project import Project
from composer.storage.project_file import project_to_bytes
from tests.storage.failing import FailingDisk

NOON = datetime(2026, 11, 21, 12).astimezone()


def piece(pitch: int) -> Project:
    return Project(Score((Track.of([Note(pitch, 0, 480)]),)))


@pytest.fixture
def backups(tmp_path):
    return Backups(tmp_path / "backups")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tune.composer"


def test_the_latest_saves_are_kept_with_their_times(backups, path):
    for hour in range(GENERATIONS + 5):
        backups.add(path, project_to_bytes(piece(hour)), NOON + timedelta(hours=hour))
    kept = backups.of(path)
    assert len(kept) == GENERATIONS
    assert kept[0].saved_at == NOON + timedelta(hours=GENERATIONS + 4)
    assert [backup.saved_at for backup in kept] == sorted((backup.saved_at for backup in kept), reverse=True)


def contents_of(kept) -> list[int]:
    """The numbers that were stored as copies, the latest first."""
    return [int(backup.path.read_bytes()) for backup in kept]


def test_after_the_clock_was_set_back_the_latest_saves_are_kept_all_the_same(backups, path):
    for number in range(GENERATIONS + 5):
        backups.add(path, str(number).encode(), NOON + timedelta(minutes=number))
    for number in range(GENERATIONS + 5, GENERATIONS + 8):
        backups.add(path, str(number).encode(), NOON - timedelta(hours=1) + timedelta(minutes=number))
    assert contents_of(backups.of(path)) == list(range(GENERATIONS + 7, 7, -1))


def test_what_was_saved_in_another_time_zone_keeps_its_order(backups, path):
    for number, hours in enumerate((9, 1, -8, 1, 9)):
        backups.add(path, str(number).encode(), NOON.astimezone(timezone(timedelta(hours=hours))))
    assert contents_of(backups.of(path)) == [4, 3, 2, 1, 0]
    assert {backup.saved_at for backup in backups.of(path)} == {NOON}


def test_copies_of_earlier_versions_are_older_than_any_new_one(backups, path):
    backups.add(path, b"2", NOON)
    for number, name in enumerate(("2026-11-21T11-00-00-000000", "2027-05-01T00-00-00-000000")):
        (backups.of(path)[0].path.parent / f"{name}.composer").write_bytes(str(number).encode())
    kept = backups.of(path)
    assert contents_of(kept) == [2, 1, 0]
    assert kept[2].saved_at == datetime(2026, 11, 21, 11).astimezone()


def test_files_that_are_no_copies_are_let_be(backups, path):
    backups.add(path, b"1", NOON)
    for name in ("mine", "x-2026-11-21T12-00-00-000000Z", "000001-yesterday", "000001-Z"):
        (backups.of(path)[0].path.parent / f"{name}.composer").write_bytes(b"2")
    assert contents_of(backups.of(path)) == [1]


def test_every_project_has_copies_of_its_own(backups, path):
    backups.add(path, b"1", NOON)
    assert backups.of(path.with_name("other.composer")) == []


def test_the_latest_copy_that_is_whole_comes_back(backups, path):
    backups.add(path, project_to_bytes(piece(60)), NOON)
    backups.add(path, project_to_bytes(piece(62)), NOON + timedelta(hours=1))
    backups.add(path, project_to_bytes(piece(64))[:-5000], NOON + timedelta(hours=2))
    found = backups.latest_whole(path)
    assert found is not None
    assert (found[0].saved_at, found[1].score) == (NOON + timedelta(hours=1), piece(62).score)


def test_without_a_whole_copy_none_comes_back(backups, path):
    backups.add(path, b"rubbish", NOON)
    assert backups.latest_whole(path) is None


def test_a_file_that_was_there_before_the_first_save_is_copied_once(backups, path):
    backups.add_existing(path, NOON)
    assert backups.of(path) == []
    path.write_bytes(b"somebody's")
    backups.add_existing(path, NOON)
    backups.add_existing(path, NOON + timedelta(hours=1))
    assert [backup.path.read_bytes() for backup in backups.of(path)] == [b"somebody's"]


@pytest.mark.parametrize(
    ("written_at", "kept_as"),
    [
        (NOON - timedelta(days=9), NOON - timedelta(days=9)),
        (NOON + timedelta(days=400_000), NOON),
        (datetime(1969, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_copy_of_a_file_that_was_there_says_when_that_was_written_if_it_can_be_so(
    backups, path, written_at, kept_as
):
    path.write_bytes(b"somebody's")
    os.utime(path, (written_at.timestamp(), written_at.timestamp()))
    backups.add_existing(path, NOON)
    assert [backup.saved_at for backup in backups.of(path)] == [kept_as]


def test_a_full_disk_costs_no_older_copy(backups, path):
    backups.add(path, b"first", NOON)
    with pytest.raises(OSError, match="No space"):
        backups.add(path, b"second", NOON + timedelta(hours=1), FailingDisk(0, errno.ENOSPC))
    assert [backup.path.read_bytes() for backup in backups.of(path)] == [b"first"]
