import numpy as np
import pytest
import torch

from composer.generation.recipes.recipe import Choice
from composer.generation.recipes.step_duration_lstm import PITCHES
from composer.generation.recipes.table import recipe_of
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from composer.music.time import TempoMap
from tests.generation.recipes.conftest import QUARTER, melody

RECIPE = recipe_of("step-duration-lstm")
NO_VOCABULARY = RECIPE.vocabulary(())


def test_notes_are_pitch_step_and_duration_in_seconds():
    track = Track.of([Note(60, 480, 480), Note(64, 480, 960), Note(67, 720, 240)])
    score = Score((track,), TempoMap.constant(60))
    assert RECIPE.read(score).tolist() == [[60, 0, 1], [64, 0, 2], [67, 0.5, 0.5]]


def test_one_instrument_is_read():
    assert RECIPE.read(Score((melody(60), melody(72, 74))))[:, 0].tolist() == [60]


def test_the_loss_weighs_the_pitch_little_and_presses_times_above_zero():
    outputs = torch.zeros(1, PITCHES + 2)
    outputs[0, PITCHES:] = torch.tensor([-0.5, 0.25])
    following = torch.tensor([[60, 1.0, 0.75]])
    pitch = 0.05 * np.log(PITCHES)  # all pitches equally likely
    step = (1.0 + 0.5) ** 2 + 10 * 0.5
    duration = (0.75 - 0.25) ** 2
    assert RECIPE.loss(outputs, following).item() == pytest.approx(pitch + step + duration, rel=1e-5)


def test_steps_and_durations_below_zero_become_zero():
    outputs = np.zeros((1, PITCHES + 2), dtype=np.float32)
    outputs[0, 72] = 9
    outputs[0, PITCHES:] = [-0.3, 0.4]
    events, _ = RECIPE.choose(outputs, Choice(0), np.zeros((2, 1)))
    assert events[0].tolist() == pytest.approx([72, 0, 0.4])


def test_notes_are_written_at_the_tempo_of_the_score_and_never_into_the_seed():
    score = Score((melody(60, 62),), TempoMap.constant(60))  # a quarter lasts a second
    writer = RECIPE.writer(whole_seed(score), NO_VOCABULARY, last_tick=4 * QUARTER)
    written = [writer.write(np.array(event)) for event in ([64, 0.25, 0.5], [65, 1.0, 0.0], [67, 0.5, 2.0])]
    assert [(note.pitch, note.start, note.duration) for [note] in written] == [
        (64, 2 * QUARTER, 240),  # a quarter of a second after the last onset would still be inside the seed
        (65, 3 * QUARTER, 1),
        (67, 3 * QUARTER + 240, 240),  # cut at the end
    ]
    assert writer.write(np.array([60, 9.0, 1.0])) == []
    assert writer.is_done
