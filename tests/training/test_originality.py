import numpy as np
import pytest
import torch

from composer.generation.checkpoint import ModelCard
from composer.generation.continuation import Continuer
from composer.generation.events import score_to_arrays
from composer.generation.network import MusicLSTM, NetworkConfig
from composer.generation.options import SamplingOptions
from composer.generation.passages import LENGTH
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from composer.training.originality import continuations, copied_shares, index_of, passages
from tests.training.conftest import tune


def melody(pitches: list[int], start: int = 0):
    return score_to_arrays(Score((Track.of([Note(pitch, start + 240 * i, 240) for i, pitch in enumerate(pitches)]),)))


RISE_AND_FALL = [60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60]


def test_a_transposed_and_moved_passage_is_the_same_passage():
    here, there = melody(RISE_AND_FALL), melody([pitch + 5 for pitch in RISE_AND_FALL], start=1920)

    np.testing.assert_array_equal(passages([here], 8), passages([there], 8))


def test_another_rhythm_or_another_interval_is_another_passage():
    other_pitch = melody([*RISE_AND_FALL[:-1], 61])

    assert passages([melody(RISE_AND_FALL)], 10) != passages([other_pitch], 10)


def test_too_short_a_track_has_no_passage():
    assert len(passages([melody([60, 62])], 8)) == 0


def test_what_was_learned_is_found_and_what_was_not_is_not(corpus):
    learned = [corpus.piece(index) for index in corpus.pieces("train")[:3]]
    foreign = [melody([30 + 7 * i % 60 for i in range(40)])]

    shares = copied_shares(learned, foreign, corpus)

    assert shares[16] == pytest.approx((1.0, 0.0))


def test_the_index_knows_the_train_split_and_how_much_of_it_the_valid_split_shares(corpus):
    index = index_of(corpus)

    assert index.longest >= LENGTH
    for piece in corpus.pieces("train")[:3].tolist():
        assert index.known(passages([corpus.piece(piece)], LENGTH)).all()


@pytest.fixture(scope="module")
def continuer() -> Continuer:
    torch.manual_seed(0)
    return Continuer(MusicLSTM(NetworkConfig(hidden=32, layers=1, head=16)).eval(), ModelCard("babbler", ""))


def test_a_continuation_stands_beside_what_really_comes_there(continuer, tmp_path):
    write_score(tune(np.random.default_rng(0), bars=12), tmp_path / "long.mid")

    [continued] = continuations(continuer, [tmp_path / "long.mid"], SamplingOptions(bars=2))

    for notes in (continued.added, continued.really_added):
        assert notes.onset.min() >= 8 * 96
        assert notes.onset.max() < 10 * 96


def test_pieces_that_end_too_early_are_passed_over(continuer, music_folder):
    assert list(continuations(continuer, music_folder.glob("*.mid"), SamplingOptions(bars=1))) == []
