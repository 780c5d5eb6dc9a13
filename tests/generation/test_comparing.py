"""Checkpoints side by side: the same seed, and what is counted in what they write."""

import pytest

from composer.generation.comparing import longest_repeat, measured, trials
from composer.generation.options import SamplingOptions
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from composer.music.take import ContinuedNote
from composer.resources import resource

SEED = whole_seed(Score((Track.of([Note(60 + at, 480 * at, 480) for at in range(8)]),)))


def tune(pitches: list[int]) -> list[Note]:
    return [Note(pitch, 480 * at, 480) for at, pitch in enumerate(pitches)]


@pytest.mark.parametrize(
    ("pitches", "longest"),
    [([], 0), ([60], 0), ([60, 62, 64], 0), ([60, 62, 64, 60, 62, 65], 2), ([60] * 5, 4), ([1, 2, 3, 1, 2, 3], 3)],
)
def test_the_longest_passage_that_comes_again(pitches, longest):
    assert longest_repeat(tune(pitches)) == longest


def test_range_and_notes_a_bar_are_counted():
    take = [ContinuedNote(note, 0) for note in tune([64, 60, 71, 60])]
    found = measured(take, bars=2)
    assert found is not None
    assert (found.lowest, found.highest, found.notes_per_bar, found.longest_repeat) == (60, 71, 2.0, 1)
    assert measured([], 2) is None


def test_each_checkpoint_continues_the_same_seed_and_a_damaged_one_says_so(tmp_path):
    damaged = tmp_path / "epoch-002.safetensors"
    damaged.write_bytes(b"nothing")
    paths = [resource("models", "step-duration-lstm.safetensors"), damaged]
    good, bad = trials(paths, SEED, SamplingOptions(bars=2, rng_seed=1))
    assert good.score is not None
    assert good.score.tracks[0].notes[:8] == SEED.score.tracks[0].notes
    assert good.score.note_count > 8
    assert good.measures is not None
    assert good.loss is not None
    assert bad.score is None
    assert "not a model" in bad.problem
