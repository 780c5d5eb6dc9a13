import errno
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from composer.generation.recipes.table import recipe_of
from composer.midi.files import write_score
from composer.music.errors import CorpusError
from composer.music.score import Note, Score, Track
from composer.training.recipe_corpus import read_recipe_corpus
from composer.training.saving import TrainingError

RECIPE = recipe_of("note-chord-lstm")


def write_tune(path: Path, *pitches: int, channel: int = 0) -> None:
    write_score(Score((Track.of((Note(p, 480 * i, 480) for i, p in enumerate(pitches)), channel=channel),)), path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    music = tmp_path / "music"
    music.mkdir()
    write_tune(music / "a.mid", 60, 62)
    write_tune(music / "b.mid", 64)
    write_tune(music / "drums.mid", 36, channel=9)
    (music / "broken.mid").write_bytes(b"no music at all")
    return music


def test_every_file_is_read_and_those_that_cannot_be_are_named_with_a_reason(folder: Path):
    done = []
    corpus, unreadable = read_recipe_corpus(
        folder, RECIPE, folder / "cache.npz", report=lambda *counts: done.append(counts), workers=1
    )
    assert [piece.tolist() for piece in corpus.pieces] == [["C4", "D4"], ["E4"]]
    assert [(each.path.name, each.reason) for each in unreadable][1] == (
        "drums.mid",
        "“drums.mid” has no pitched notes.",
    )
    assert unreadable[0].path.name == "broken.mid"
    assert done[-1] == (4, 4)


def test_a_second_reading_comes_from_the_cache_until_a_file_changes(folder: Path, monkeypatch: pytest.MonkeyPatch):
    cache = folder / "cache.npz"
    first, _ = read_recipe_corpus(folder, RECIPE, cache, workers=1)
    with monkeypatch.context() as without_pool:
        without_pool.setattr("composer.training.recipe_corpus.ProcessPoolExecutor", None)
        again, _ = read_recipe_corpus(folder, RECIPE, cache)
    assert [piece.tolist() for piece in again.pieces] == [piece.tolist() for piece in first.pieces]
    write_tune(folder / "b.mid", 64, 65)
    changed, _ = read_recipe_corpus(folder, RECIPE, cache, workers=1)
    assert changed.pieces[1].tolist() == ["E4", "F4"]


def test_a_damaged_cache_is_read_anew(folder: Path):
    cache = folder / "cache.npz"
    cache.write_bytes(b"PK nothing")
    corpus, _ = read_recipe_corpus(folder, RECIPE, cache, workers=1)
    assert len(corpus.pieces) == 2


@pytest.mark.parametrize("share", [0, 0.5, 0.99])
def test_a_cache_that_was_cut_off_is_read_anew(folder: Path, share: float):
    cache = folder / "cache.npz"
    whole, _ = read_recipe_corpus(folder, RECIPE, cache, workers=1)
    contents = cache.read_bytes()
    cache.write_bytes(contents[: int(share * len(contents))])
    again, _ = read_recipe_corpus(folder, RECIPE, cache, workers=1)
    assert [piece.tolist() for piece in again.pieces] == [piece.tolist() for piece in whole.pieces]


def test_a_disk_that_becomes_full_leaves_no_half_cache(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def fill(file, **_):
        file.write(b"PK half")
        raise OSError(errno.ENOSPC, "No space left on device")

    cache = folder / "run" / "cache.npz"
    cache.parent.mkdir()
    monkeypatch.setattr(np, "savez", fill)
    with pytest.raises(TrainingError, match="no space left on device"):
        read_recipe_corpus(folder, RECIPE, cache, workers=1)
    assert not list(cache.parent.iterdir())


def test_numbers_are_kept_as_numbers(folder: Path):
    recipe, cache = recipe_of("step-duration-lstm"), folder / "cache.npz"
    read_recipe_corpus(folder, recipe, cache, workers=1)
    corpus, _ = read_recipe_corpus(folder, recipe, cache, workers=1)
    assert corpus.pieces[0].dtype == np.float32
    assert corpus.pieces[0].tolist() == [[60, 0, 0.5], [62, 0.5, 0.5]]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every file name is in Unicode")
def test_a_file_whose_name_is_not_in_unicode_is_read_like_any_other(folder: Path):
    (folder / "b.mid").rename(folder / os.fsdecode(b"Fr\xfchling.mid"))
    cache = folder / "cache.npz"
    corpus, _ = read_recipe_corpus(folder, RECIPE, cache, workers=1)
    assert [piece.tolist() for piece in corpus.pieces] == [["E4"], ["C4", "D4"]]
    assert len(read_recipe_corpus(folder, RECIPE, cache, workers=1)[0].pieces) == 2


def test_a_file_that_an_index_names_and_that_is_missing_is_named_as_unreadable(folder: Path):
    (folder / "index.csv").write_text("file,split\na.mid,train\ngone.mid,train\n", encoding="utf-8")
    corpus, unreadable = read_recipe_corpus(folder, RECIPE, folder / "cache.npz", workers=1)
    assert len(corpus.pieces) == 1
    assert [each.path.name for each in unreadable] == ["gone.mid"]


def test_some_files_can_be_drawn_at_random(folder: Path):
    corpus, unreadable = read_recipe_corpus(folder, RECIPE, folder / "cache.npz", files=2, workers=1)
    assert len(corpus.pieces) + len(unreadable) == 2


def test_a_folder_in_which_nothing_can_be_read_is_refused(folder: Path):
    for name in ("a.mid", "b.mid"):
        (folder / name).unlink()
    with pytest.raises(CorpusError, match="None of the 2 files"):
        read_recipe_corpus(folder, RECIPE, folder / "cache.npz", workers=1)
