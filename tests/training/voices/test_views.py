import numpy as np
import pytest

from composer.training.voices.pieces import piece_of
from composer.training.voices.views import PITCH_CLASSES, View, chord, pitch_class
from tests.training.voices.conftest import VOICES, frames_of

PIECE = piece_of(frames_of(3, 30), VOICES)


def test_steps_lead_from_what_was_sung_to_what_is_to_be_told():
    view = View(PIECE, 1)
    assert np.array_equal((view.own + view.step()) % PIECE.size, PIECE.tokens[1:, 1])


@pytest.mark.parametrize("back", [0, 1, 5])
def test_before_the_first_frame_stands_that_one(back):
    sung = View(PIECE, 0).before(2, back)
    assert sung.tolist() == [PIECE.tokens[max(frame - back, 0), 2] for frame in range(29)]


def test_quarters_are_counted_from_the_beginning():
    sung = View(PIECE, 0).on_quarter(1, back=1)
    assert sung.tolist() == [PIECE.tokens[max(frame // 4 - 1, 0) * 4, 1] for frame in range(29)]


def test_a_voice_knows_those_that_are_told_before_it_unless_each_is_alone():
    assert list(View(PIECE, 2).told) == [0, 1]
    assert list(View(PIECE, 2, is_joint=False).told) == []


def test_pitch_classes_are_the_same_in_every_octave_and_silence_has_its_own():
    assert pitch_class(np.array([0, 1, 13, 12])).tolist() == [PITCH_CLASSES - 1, 0, 0, 11]


def test_a_chord_is_what_sounds_in_any_order():
    tokens = [np.array([1, 5]), np.array([5, 13])]
    assert chord(tokens).tolist() == [0b10001, 0b10001]
