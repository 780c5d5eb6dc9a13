import numpy as np
import pytest

from composer.training.voices.clues import heard, seen
from composer.training.voices.counting import Counting
from composer.training.voices.pieces import piece_of
from composer.training.voices.views import View
from tests.training.voices.conftest import VOICES, frames_of


@pytest.mark.parametrize("voice", range(VOICES))
def test_every_feature_is_one_of_those_there_are_and_none_tells_what_comes_later(learned, voice):
    counting = Counting(learned)
    shown = []
    for ending in (8, 9):
        piece = piece_of(np.concatenate([frames_of(7, 20), frames_of(ending, 6)]), VOICES)
        [evidence] = counting.of([piece])
        for features, count in (heard(piece), seen(View(piece, voice), evidence, piece.size)):
            assert len(features) == len(piece)
            assert 0 <= features.min() <= features.max() < count
            shown.append(features)
    assert np.array_equal(shown[0][:20], shown[2][:20])  # up to the frame before the first that differs
    assert np.array_equal(shown[1][:19], shown[3][:19])
