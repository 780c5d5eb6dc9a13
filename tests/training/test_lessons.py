"""Going on with the flagship on other music."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from composer.generation.checkpoint import ModelCard, load_model, save_model
from composer.generation.library import add_model
from composer.generation.network import MusicLSTM, NetworkConfig
from composer.generation.passages import LENGTH, PassageIndex, passages_of
from composer.midi.files import write_score
from composer.music.errors import CorpusError
from composer.music.score import Note, Score, Track
from composer.resources import resource
from composer.training import lessons
from composer.training.lessons import FineTuning, _judged_by_enough, _passages
from composer.training.runs import RunRequest, new_run


def folder_of(pieces: int, folder: Path) -> Path:
    rng = np.random.default_rng(1)
    for number in range(pieces):
        notes = [Note(int(pitch), 240 * at, 240) for at, pitch in enumerate(rng.integers(50, 80, 60))]
        write_score(Score((Track.of(notes),)), folder / f"{number}.mid")
    return folder


def lesson(folder: Path, tmp_path: Path, begin_with: str = "") -> FineTuning:
    request = RunRequest("mine", str(folder), None, 2, 2, 16, begin_with=begin_with)
    return FineTuning(new_run(request, tmp_path / "runs"), request)


@pytest.fixture
def small_flagship(tmp_path, monkeypatch) -> Path:
    """What stands in for the bundled model, which takes seconds to learn and to be judged."""
    torch.manual_seed(0)
    path = tmp_path / "composer-lstm.safetensors"
    save_model(path, MusicLSTM(NetworkConfig(hidden=32, layers=2, head=16, copies=True)), ModelCard("small", ""))
    monkeypatch.setattr(lessons, "resource", lambda *_: path)
    return path


@pytest.mark.slow
def test_a_lesson_begins_with_what_the_bundled_model_knows(tmp_path):
    music = tmp_path / "music"
    music.mkdir()
    network, _ = load_model(resource("models", "composer-lstm.safetensors"))
    begun = lesson(folder_of(3, music), tmp_path)._run.network.state_dict()
    assert all(torch.equal(begun[name], weights) for name, weights in network.state_dict().items())


@pytest.mark.usefixtures("small_flagship")
def test_the_flagship_goes_on_from_what_it_knows_and_keeps_a_model_of_every_epoch(tmp_path):
    music = tmp_path / "music"
    music.mkdir()
    tuning = lesson(folder_of(4, music), tmp_path)
    ends = [point for point in tuning.steps() if point.ends_epoch]
    assert [point.epoch for point in ends] == [1, 2]
    assert all(point.held_out and {"loss", "accuracy", "pitch"} <= set(point.held_out) for point in ends)
    _, card = load_model(tuning.model)
    assert PassageIndex.load(tuning.model.with_name("music.passages")).extends_flagship
    assert card.name == "mine"
    assert "trained further on 4 pieces of music" in card.data_statement
    assert sorted(path.name for path in tuning.model.parent.glob("epoch-*")) == [
        "epoch-001.safetensors",
        "epoch-002.safetensors",
    ]


@pytest.mark.usefixtures("small_flagship")
def test_what_was_fine_tuned_can_be_fine_tuned_again(tmp_path):
    music = tmp_path / "music"
    music.mkdir()
    first = lesson(folder_of(4, music), tmp_path)
    next(first.steps())
    first.keep()
    again = lesson(music, tmp_path, begin_with=str(add_model(first.model, "études")))
    learned, _ = load_model(first.model)
    for name, weights in learned.state_dict().items():
        torch.testing.assert_close(again._run.network.state_dict()[name], weights)
    *_, end = again.steps()
    _, card = load_model(again.model)
    assert end.ends_epoch
    assert card.data_statement == "“études”, trained further on 4 pieces of music."


def test_a_model_that_learns_further_copies_neither_its_new_music_nor_what_its_origin_knew(corpus, tmp_path):
    learned, known_before = (corpus.piece(corpus.pieces(split)[0]) for split in ("train", "test"))
    PassageIndex.of([known_before], longest=20).save(tmp_path / "études.passages")
    index = _passages(corpus, tmp_path / "études.safetensors", is_own=True)
    for piece in (learned, known_before):
        assert index.known(np.concatenate(passages_of(piece, LENGTH))).all()
    assert not index.extends_flagship  # neither did its origin
    bundled = _passages(corpus, tmp_path / "composer-lstm.safetensors", is_own=False)
    assert bundled.extends_flagship
    assert not bundled.known(np.concatenate(passages_of(known_before, LENGTH))).all()


@pytest.mark.parametrize(
    ("train", "valid", "test", "judges"), [(18, 1, 1, 3), (20, 0, 0, 3), (4, 1, 0, 1), (90, 5, 5, 5)]
)
def test_few_pieces_are_judged_by_three_where_that_leaves_enough(corpus, train, valid, test, judges):
    count = train + valid + test
    split = np.repeat([0, 1, 2], [train, valid, test])
    pieces = replace(corpus, records=corpus.records[:1] * count, split=split)
    judged = _judged_by_enough(pieces)
    assert len(judged.pieces("valid")) == judges
    assert len(judged.pieces("train")) + len(judged.pieces("valid")) + len(judged.pieces("test")) == count
    assert len(judged.pieces("train")) >= 0.75 * count


@pytest.mark.parametrize("pieces", [1, 2])
def test_too_few_pieces_to_keep_one_out_are_refused_in_a_sentence(tmp_path, pieces):
    music = tmp_path / "music"
    music.mkdir()
    with pytest.raises(CorpusError, match="at least 3 are needed"):
        lesson(folder_of(pieces, music), tmp_path)
