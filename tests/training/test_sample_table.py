import numpy as np
import pytest

from composer.generation.events import score_to_arrays
from composer.generation.passages import PassageIndex
from composer.music.score import Note, Score, Track
from composer.training.originality import Continued
from composer.training.sample_table import COLUMNS, SampleTable, sample_table

BEGIN, END = 2, 8  # bars


def part(rng_seed: int, is_like_real: bool) -> Continued:
    """Eight bars in eighths that wander in C major; generated ones wander over all pitches, in sixteenths."""
    random = np.random.default_rng(rng_seed)
    scale = [60, 62, 64, 65, 67, 69, 71, 72]
    real = [Note(int(random.choice(scale)), 240 * i, 240) for i in range(8 * END)]
    wrong = [Note(int(random.integers(30, 90)), 1920 * BEGIN + 120 * i, 120) for i in range(16 * (END - BEGIN))]
    made = real if is_like_real else [*real[: 8 * BEGIN], *wrong]
    arrays = [score_to_arrays(Score((Track.of(notes),))) for notes in (made, real)]
    return Continued(*arrays, begin=96 * BEGIN, bars=range(BEGIN, END))


@pytest.fixture(scope="module")
def table() -> SampleTable:
    parts = [part(number, is_like_real=False) for number in range(16)]
    return sample_table(parts, PassageIndex.of([each.real for each in parts], longest=3))


def row(table: SampleTable, name: str) -> dict[str, float]:
    return dict(zip(COLUMNS, table.rows[name], strict=True))


def test_the_composers_diverge_from_themselves_in_nothing(table):
    for name in table.rows:
        if "divergence" in name:
            assert row(table, name)["composers"] == pytest.approx(0)


def test_a_model_that_does_something_else_diverges_more_than_another_piece(table):
    for kind in ("interval", "duration", "inter-onset"):
        divergences = row(table, f"{kind}, divergence")
        assert divergences["model"] > divergences["other piece"]


def test_the_controls_are_wrong_in_what_they_are_to_be_wrong_in(table):
    assert row(table, "pitch class, divergence")["transposed"] > 0.1
    assert row(table, "interval, divergence")["transposed"] == pytest.approx(0)
    assert row(table, "pitch class, divergence")["shuffled"] == pytest.approx(0)
    assert row(table, "scale consistency")["model"] < row(table, "scale consistency")["composers"]


def test_what_is_in_the_training_music_is_found(table):
    known = row(table, "known passages, 50 %")
    assert known["composers"] > known["model"]


def test_a_bad_model_is_told_from_the_composers_and_their_own_music_in_another_key_is_not(table):
    assert table.areas["model"].area > 0.95
    assert table.areas["transposed"].area == pytest.approx(0.5, abs=0.1)


def test_without_an_index_nothing_is_said_of_passages():
    rows = sample_table([part(number, is_like_real=True) for number in range(10)], None).rows
    assert not any("passages" in name for name in rows)
