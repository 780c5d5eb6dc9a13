"""Small scores, and recipes with few units, so that the tests of generating take milliseconds."""

import numpy as np
import pytest
import torch

from composer.generation.checkpoint import ModelCard
from composer.generation.recipes.layers import LSTM, BidirectionalGRU, Dense, Embedding, LayerStack, Scaled
from composer.generation.recipes.model import RecipeModel
from composer.generation.recipes.step_duration_lstm import PITCHES
from composer.generation.recipes.table import recipe_of
from composer.music.score import Note, Score, Track

QUARTER = 480
CARD = ModelCard("small", "nothing at all")


def melody(*pitches: int) -> Track:
    """Quarter notes one after another."""
    return Track.of(Note(pitch, QUARTER * index, QUARTER) for index, pitch in enumerate(pitches))


SCALE = Score((melody(60, 62, 64, 65, 67, 69, 71, 72),))


@pytest.fixture(autouse=True)
def one_thread():
    """One thread, which is the fastest for little."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


class _SmallHeads(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.all = Dense(6, PITCHES + 2)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.all(features)


def small_model(recipe_id: str, at_every_position: bool = True) -> RecipeModel:
    """A recipe that knows `SCALE`, with the reading and writing of the real one but a tiny network."""
    torch.manual_seed(0)
    recipe = recipe_of(recipe_id)
    tokens = recipe.vocabulary_of([recipe.read(SCALE)])
    size = len(tokens)
    match recipe_id:
        case "step-duration-lstm":
            network = LayerStack(LSTM(3, 6), _SmallHeads())
        case "frame-bigru":
            gru = BidirectionalGRU(5, 4, is_last=True)
            network = LayerStack(Embedding(size, 5), gru, Dense(8, size))
        case _:
            network = LayerStack(Scaled(size), LSTM(1, 6), Dense(6, 4), LSTM(4, 5), Dense(5, size))
    network.requires_grad_(False).eval()
    return RecipeModel(recipe, recipe.vocabulary(tokens), network, CARD, window=6, at_every_position=at_every_position)


def logits_for(token: int, size: int) -> np.ndarray:
    """Outputs (1, size) that leave no doubt."""
    outputs = np.full((1, size), -20, dtype=np.float32)
    outputs[0, token] = 20
    return outputs
