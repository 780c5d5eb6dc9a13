import numpy as np
import pytest
import torch

from composer.generation.events import score_to_arrays
from composer.generation.model_file import write_model_file
from composer.generation.passages import LENGTH, PassageIndex, indices_of, longest_known, passages_of
from composer.music.errors import ModelFileError
from composer.music.score import Note, Score, Track
from composer.resources import resource


def piece(pitches, *more: list[int], transposition: int = 0):
    tracks = [[Note(pitch + transposition, 240 * i, 240) for i, pitch in enumerate(part)] for part in (pitches, *more)]
    return score_to_arrays(Score(tuple(map(Track.of, tracks))))


def melody(rng_seed: int, length: int = 60) -> list[int]:
    return np.random.default_rng(rng_seed).integers(50, 80, length).tolist()


def test_a_piece_has_a_passage_for_every_note_that_enough_notes_come_before():
    assert [len(hashes) for hashes in passages_of(piece(melody(0), melody(1)), LENGTH)] == [60 - LENGTH] * 2


def test_a_passage_is_the_same_in_any_key():
    assert np.array_equal(passages_of(piece(melody(0)), 8), passages_of(piece(melody(0), transposition=7), 8))


def test_a_piece_shorter_than_a_passage_has_none():
    assert passages_of(piece(melody(0, LENGTH)), LENGTH) == []


def test_the_index_knows_all_passages_that_it_was_made_of_and_few_others():
    index = PassageIndex.of([piece(melody(0, 2000))], longest=3)
    [known] = passages_of(piece(melody(0, 2000)), LENGTH)
    [others] = passages_of(piece(melody(1, 2000)), LENGTH)
    assert index.known(known).all()
    assert index.known(others).mean() < 0.15


def test_the_longest_known_stretch_is_counted_within_a_track():
    index = PassageIndex.of([piece(melody(0))], longest=3)
    quoting = melody(5)[:20] + melody(0)[:30] + melody(6)[:20]
    assert 30 - LENGTH <= longest_known(piece(melody(7), quoting), index) <= 30 - LENGTH + 3
    assert longest_known(piece(melody(8)), index) <= 3


def test_what_comes_before_does_not_count_nor_what_repeats_it():
    index = PassageIndex.of([piece(melody(0))], longest=3)
    begin = 30 * 12  # steps: the thirtieth eighth
    repeated = piece(melody(0)[:30] + melody(0)[:30])
    assert longest_known(repeated, index) > 10
    assert longest_known(repeated, index, begin) <= 3
    assert longest_known(piece(melody(9)[:30] + melody(0)[:30]), index, begin) > 10


def test_an_index_comes_back_as_it_was_saved(tmp_path):
    index = PassageIndex.of([piece(melody(0))], longest=7)
    index.save(tmp_path / "own.passages")
    again = PassageIndex.load(tmp_path / "own.passages")
    [known] = passages_of(piece(melody(0)), LENGTH)
    assert again.longest == 7
    assert again.known(known).all()


@pytest.mark.parametrize("more", [60, 20_000])
def test_an_index_that_goes_on_from_another_knows_what_both_know_and_little_else(more):
    before = PassageIndex.of([piece(melody(0, 2000))], longest=3)
    index = PassageIndex.of([piece(melody(1, more))], 3, before)
    for rng_seed, length in ((0, 2000), (1, more)):
        [known] = passages_of(piece(melody(rng_seed, length)), LENGTH)
        assert index.known(known).all()
    [others] = passages_of(piece(melody(2, 2000)), LENGTH)
    assert index.known(others).mean() < 0.3


def test_a_model_is_kept_from_copying_what_the_flagship_knew_too_where_its_index_says_so(tmp_path):
    model = tmp_path / "own.safetensors"
    assert indices_of(model) == ()
    PassageIndex.of([piece(melody(0))], longest=7).save(tmp_path / "own.passages")
    assert [index.longest for index in indices_of(model)] == [7]
    PassageIndex.of([piece(melody(0))], longest=7, extends_flagship=True).save(tmp_path / "own.passages")
    own, flagships = indices_of(model)
    assert own.longest == 7
    assert flagships.longest == PassageIndex.load(resource("models", "composer-lstm.passages")).longest


@pytest.mark.parametrize(
    ("header", "bits"),
    [
        ({}, torch.zeros(128, dtype=torch.uint8)),
        ({"format": "composer-passages-1", "length": "99", "longest": "3"}, torch.zeros(128, dtype=torch.uint8)),
        ({"format": "composer-passages-1", "length": str(LENGTH), "longest": "3"}, torch.zeros(100, dtype=torch.uint8)),
        ({"format": "composer-passages-1", "length": str(LENGTH), "longest": "3"}, torch.zeros(128)),
        (
            {"format": "composer-passages-1", "length": str(LENGTH), "longest": "3", "extends": "../../other"},
            torch.zeros(128, dtype=torch.uint8),
        ),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(tmp_path, header, bits):
    write_model_file(tmp_path / "other.passages", {"bits": bits}, header)
    with pytest.raises(ModelFileError, match="no index of passages"):
        PassageIndex.load(tmp_path / "other.passages")
