import numpy as np
import pytest

from composer.training.voices.contexts import CHAINS, CHAINS_HERE
from composer.training.voices.pieces import piece_of
from composer.training.voices.views import View
from tests.training.voices.conftest import VOICES, frames_of

EVERY = pytest.mark.parametrize("chain", [*CHAINS, *CHAINS_HERE], ids=lambda chain: chain.__name__)


@EVERY
@pytest.mark.parametrize("voice", range(VOICES))
def test_a_context_knows_nothing_of_what_is_told_later(chain, voice):
    frames, at = frames_of(1, 30), 17
    changed = frames.copy()
    changed[at + 1 :] = frames_of(2, 30)[at + 1 :]
    tokens = frames[at].reshape(VOICES, -1)
    piece = piece_of(frames, VOICES)
    unknown = [changed]
    for later in [0, 2, 1][voice:]:  # the order in which voices are told
        moved = frames.copy()
        moved[at] = np.concatenate([np.roll(each, later == index) for index, each in enumerate(tokens)])
        unknown.append(moved)
    for other in (piece_of(each, VOICES) for each in unknown):
        for before, after in zip(chain(View(piece, voice)), chain(View(other, voice)), strict=True):
            assert [column[:at].tolist() for column in before] == [column[:at].tolist() for column in after]


@EVERY
def test_every_frame_but_the_first_has_a_context(chain):
    for voice in range(VOICES):
        columns = [column for level in chain(View(piece_of(frames_of(1), VOICES), voice)) for column in level]
        assert all(len(column) == 23 and np.issubdtype(column.dtype, np.integer) for column in columns)
