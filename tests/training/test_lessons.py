"""Going on with the flagship on other music."""

from pathlib import Path

import numpy as np
import pytest

from composer.generation.checkpoint import load_model
from composer.midi.files import write_score
from composer.music.errors import CorpusError
from composer.music.score import Note, Score, Track
from composer.training.lessons import FineTuning
from composer.training.runs import RunRequest, new_run


def folder_of(pieces: int, folder: Path) -> Path:
    rng = np.random.default_rng(1)
    for number in range(pieces):
        notes = [Note(int(pitch), 240 * at, 240) for at, pitch in enumerate(rng.integers(50, 80, 60))]
        write_score(Score((Track.of(notes),)), folder / f"{number}.mid")
    return folder


def lesson(folder: Path, tmp_path: Path) -> FineTuning:
    request = RunRequest("mine", str(folder), None, 2, 2, 16)
    return FineTuning(new_run(request, tmp_path / "runs"), request)


@pytest.mark.slow
def test_the_flagship_goes_on_from_what_it_knows_and_keeps_a_model_of_every_epoch(tmp_path):
    music = tmp_path / "music"
    music.mkdir()
    tuning = lesson(folder_of(4, music), tmp_path)
    ends = [point for point in tuning.steps() if point.ends_epoch]
    assert [point.epoch for point in ends] == [1, 2]
    assert all(point.held_out and {"loss", "accuracy", "pitch"} <= set(point.held_out) for point in ends)
    _, card = load_model(tuning.model)
    assert card.name == "mine"
    assert "trained further on 4 pieces of music" in card.data_statement
    assert sorted(path.name for path in tuning.model.parent.glob("epoch-*")) == [
        "epoch-001.safetensors",
        "epoch-002.safetensors",
    ]


@pytest.mark.parametrize("pieces", [1, 2])
def test_too_few_pieces_to_keep_one_out_are_refused_in_a_sentence(tmp_path, pieces):
    music = tmp_path / "music"
    music.mkdir()
    with pytest.raises(CorpusError, match="at least 3 are needed"):
        lesson(folder_of(pieces, music), tmp_path)
