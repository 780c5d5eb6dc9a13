import numpy as np
import pytest

from composer.generation.events import NoteArrays, score_to_arrays
from composer.music.score import Note, Score, Track
from composer.training.corpus_store import CorpusStore, arrays_of


def arrays(count: int) -> NoteArrays:
    return score_to_arrays(Score((Track.of([Note(60 + index % 12, 480 * index, 240) for index in range(count)]),)))


def kept(store: CorpusStore, path: str, size: int = 1) -> NoteArrays | None:
    record = store.known(path, size, 0)
    if record is None:
        return None
    notes, grid = store.mapped()
    return arrays_of(notes[slice(*record.notes)], grid[slice(*record.grid)], record.bpm)


@pytest.fixture
def folder(tmp_path):
    store = CorpusStore(tmp_path)
    for name, count in (("a.mid", 10), ("b.mid", 20)):
        store.add(name, 1, 0, arrays(count))
    store.add("bad.mid", 1, 0, "It is broken.")
    store.close()
    return tmp_path


def test_what_was_kept_comes_back(folder):
    store = CorpusStore(folder)
    for name, count in (("a.mid", 10), ("b.mid", 20)):
        found, expected = kept(store, name), arrays(count)
        assert found is not None
        for column in ("onset", "track", "pitch", "duration", "velocity"):
            np.testing.assert_array_equal(getattr(found, column), getattr(expected, column))
        np.testing.assert_array_equal(found.bars.starts, expected.bars.starts)
        assert found.bpm == expected.bpm
    bad = store.known("bad.mid", 1, 0)
    assert bad is not None
    assert bad.reason == "It is broken."


def test_a_file_that_has_changed_is_not_known(folder):
    store = CorpusStore(folder)
    assert store.known("a.mid", 2, 0) is None
    assert store.known("a.mid", 1, 5) is None
    assert store.known("c.mid", 1, 0) is None


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_journal_line_that_a_killed_process_left_in_half_is_as_if_never_written(folder, cut):
    journal = folder / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:1]) + lines[1][:cut])

    store = CorpusStore(folder)
    assert store.known("b.mid", 1, 0) is None
    store.add("b.mid", 1, 0, arrays(5))
    store.close()

    again = CorpusStore(folder)
    first, second = kept(again, "a.mid"), kept(again, "b.mid")
    assert first is not None
    assert second is not None
    assert (len(first), len(second)) == (10, 5)


def test_notes_that_never_reached_the_disk_are_read_again(folder):
    notes = folder / "notes.bin"
    notes.write_bytes(notes.read_bytes()[:-1])
    store = CorpusStore(folder)
    assert store.known("a.mid", 1, 0)
    assert store.known("b.mid", 1, 0) is None


def test_a_store_of_mostly_old_notes_begins_anew(folder):
    for size in range(2, 6):
        store = CorpusStore(folder)
        store.add("b.mid", size, 0, arrays(20))
        store.close()
    assert (folder / "notes.bin").stat().st_size <= 3 * 20 * 11
