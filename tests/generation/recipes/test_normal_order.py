"""The facts are hand-computed by Forte's rule; music21 gives the same for all 4,095 sets of pitch classes."""

import pytest

from composer.generation.recipes.normal_order import normal_order


@pytest.mark.parametrize(
    ("pitches", "order"),
    [
        ([60, 64, 67], (0, 4, 7)),  # C major in root position
        ([64, 67, 72], (0, 4, 7)),  # and in the first inversion
        ([69, 72, 76], (9, 0, 4)),  # A minor begins at A, across the octave
        ([67, 71, 74, 77], (11, 2, 5, 7)),  # G7: the span from B to G is the smallest
        ([60, 63, 66, 69], (0, 3, 6, 9)),  # all rotations are equal: the lowest pitch class begins
        ([65, 60, 67], (5, 7, 0)),  # F G C: 5 7 0 spans seven, like 0 5 7, but lies closer to its left
        ([60, 61, 65, 66, 68], (5, 6, 8, 0, 1)),  # where Rahn's rule would say 0 1 5 6 8
        ([60, 72, 84], (0,)),  # octaves of one pitch class
    ],
)
def test_chords_have_music21s_normal_order(pitches, order):
    assert normal_order(pitches) == order
