"""Values worked out by hand; the ones that muspy has as well were compared with muspy 0.5."""

import numpy as np
import pytest

from composer.generation.events import NoteArrays, score_to_arrays
from composer.music.score import Note, Score, Track
from composer.training.sample_metrics import (
    METRICS,
    divergence,
    empty_bars,
    ends_on_tonic,
    going_round,
    groove_consistency,
    histograms,
    measured,
    pitch_class_entropy,
    polyphony,
    repeated_bars,
    scale_consistency,
    self_similarity,
)

BAR, QUARTER = 1920, 480


def piece(*notes: tuple[float, int, float]) -> NoteArrays:
    """Notes as (start in quarters, pitch, quarters)."""
    made = [Note(pitch, int(start * QUARTER), int(quarters * QUARTER)) for start, pitch, quarters in notes]
    return score_to_arrays(Score((Track.of(made),)))


FOUR_BARS = piece(
    *((beat, 60, 1) for beat in range(4)),
    *((4 + beat, 60, 1) for beat in range(4)),
    (8, 60, 2), (10, 64, 2),
    (12, 60, 4), (12, 64, 4), (12, 67, 4),
)  # fmt: skip


def test_alike_histograms_have_no_divergence_and_disjoint_ones_one_bit():
    assert divergence(np.array([2, 2, 0]), np.array([1, 1, 0])) == pytest.approx(0)
    assert divergence(np.array([3, 0]), np.array([0, 5])) == pytest.approx(1)
    assert divergence(np.array([1, 0]), np.array([1, 1])) == pytest.approx(
        0.5 * np.log2(4 / 3) + 0.25 * np.log2(2 / 3) + 0.25
    )
    assert divergence(np.zeros(2), np.array([1, 1])) == 1


def test_histograms_count_what_they_say():
    counted = histograms(piece((0, 60, 1), (1, 62, 1), (1.5, 59, 0.5)))
    assert np.flatnonzero(counted["pitch class"]).tolist() == [0, 2, 11]
    assert np.flatnonzero(counted["interval"]).tolist() == [12 - 3, 12 + 2]
    assert counted["duration"][[2, 4]].tolist() == [1, 2]
    assert counted["inter-onset"][[2, 4]].tolist() == [1, 1]


def test_entropy_is_two_bits_for_four_pitch_classes_alike():
    assert pitch_class_entropy(piece((0, 60, 1), (1, 62, 1), (2, 64, 1), (3, 77, 1))) == pytest.approx(2)
    assert pitch_class_entropy(piece((0, 60, 1), (1, 72, 1))) == 0


def test_scale_consistency_is_the_share_of_the_best_scale():
    scale = [60, 62, 64, 65, 67, 69, 71, 61]
    assert scale_consistency(piece(*((i, pitch, 1) for i, pitch in enumerate(scale)))) == pytest.approx(7 / 8)


def test_polyphony_is_the_mean_over_the_time_that_sounds():
    assert polyphony(piece((0, 60, 1), (0, 64, 1), (2, 67, 2))) == pytest.approx((2 * 1 + 1 * 2) / 3)


def test_grooves_of_neighbouring_bars_are_compared_step_by_step():
    # Bars 0 and 1 are alike, 2 lacks two onsets of theirs, and 3 one of 2: three of 3 × 96 differ.
    assert groove_consistency(FOUR_BARS, range(4)) == pytest.approx(1 - 3 / (96 * 3))


def test_bars_are_compared_with_those_so_many_before():
    assert self_similarity(FOUR_BARS, range(4), 1) == pytest.approx((1 + 1 / 5 + 1 / 4) / 3)
    assert self_similarity(FOUR_BARS, range(4), 2) == pytest.approx((1 / 5 + 1 / 6) / 2)
    assert self_similarity(FOUR_BARS, range(4), 8) == 0
    assert repeated_bars(FOUR_BARS, range(4)) == pytest.approx(1 / 3)


def test_music_goes_round_where_rhythm_and_pitches_come_three_times_or_more():
    assert going_round(FOUR_BARS, range(4)) == 2
    thirds = [(start, 60 + start % 3, 1) for start in range(11)]
    assert going_round(piece(*thirds, (11, 70, 1)), range(3)) == 10 / 4
    assert going_round(piece(*thirds[:8]), range(2)) == 0
    assert going_round(piece(*((start, pitch, 1) for start in range(6) for pitch in (60, 64, 67))), range(2)) > 1


def test_a_change_of_rhythm_or_pitch_ends_the_round():
    assert going_round(piece((0, 60, 1), (1, 60, 1), (2, 60, 1), (2.5, 60, 1), (3.5, 60, 1)), range(1)) == 0
    assert going_round(piece((0, 60, 1), (1, 60, 1), (2, 62, 1), (3, 60, 1), (4, 60, 1)), range(2)) == 0


def test_bars_without_a_beginning_note_are_empty():
    assert empty_bars(piece((0, 60, 4), (8, 60, 4)), range(3)) == pytest.approx(1 / 3)


def test_the_last_bass_note_is_the_tonic_or_not():
    scale = [(i / 2, pitch, 0.5) for i, pitch in enumerate([60, 62, 64, 65, 67, 69, 71])]
    assert ends_on_tonic(piece(*scale, (4, 48, 1), (4, 64, 1))) == 1
    assert ends_on_tonic(piece(*scale, (4, 53, 1), (4, 57, 1))) == 0


def test_a_piece_without_notes_can_be_measured():
    empty = FOUR_BARS.where(np.zeros(len(FOUR_BARS), dtype=bool))
    assert measured(empty, range(4)) == dict.fromkeys(METRICS, 0.0)
