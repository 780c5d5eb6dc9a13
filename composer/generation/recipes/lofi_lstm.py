"""`lofi-lstm`: the LoFi article, three wide LSTM layers with dense layers between them and a short window."""

from collections.abc import Iterable

import torch
from torch import nn

from composer.generation.recipes.catalogue import RECIPES
from composer.generation.recipes.layers import LSTM, Dense, LayerStack, Scaled
from composer.generation.recipes.note_chord_recipe import NoteChordRecipe
from composer.generation.recipes.recipe import KERAS_EPSILON


class LofiLSTM(NoteChordRecipe):
    """Sorted vocabulary, input (32, 1) = number / size of the vocabulary; RMSprop, oversampling on request."""

    published = RECIPES["lofi-lstm"]

    def network(self, vocabulary_size: int) -> LayerStack:
        """Dropout on the input, then LSTM 512 three times, dense layers of 256 after the first two."""
        return LayerStack(
            Scaled(vocabulary_size),
            nn.Dropout(0.2),
            LSTM(1, 512),
            Dense(512, 256),
            Dense(256, 256),
            LSTM(256, 512),
            Dense(512, 256),
            LSTM(256, 512),
            Dense(512, vocabulary_size),
        )

    def optimizer(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        """Keras' RMSprop with its defaults."""
        return torch.optim.RMSprop(parameters, lr=0.001, alpha=0.9, eps=KERAS_EPSILON)
