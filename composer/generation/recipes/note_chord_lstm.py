"""`note-chord-lstm`: the Classical Piano Composer, three LSTM layers over a token as a single number."""

from collections.abc import Iterable

import torch
from torch import nn

from composer.generation.recipes.catalogue import RECIPES
from composer.generation.recipes.layers import LSTM, Dense, LayerStack, Scaled
from composer.generation.recipes.note_chord_recipe import NoteChordRecipe
from composer.generation.recipes.recipe import KERAS_EPSILON


class NoteChordLSTM(NoteChordRecipe):
    """Sorted vocabulary, input (100, 1) = number / size of the vocabulary; RMSprop."""

    published = RECIPES["note-chord-lstm"]

    def network(self, vocabulary_size: int) -> LayerStack:
        """LSTM 256, 512, 256, then two dense layers without activation between them."""
        return LayerStack(
            Scaled(vocabulary_size),
            LSTM(1, 256),
            nn.Dropout(0.3),
            LSTM(256, 512),
            nn.Dropout(0.3),
            LSTM(512, 256),
            Dense(256, 256),
            nn.Dropout(0.3),
            Dense(256, vocabulary_size),
        )

    def optimizer(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        """Keras' RMSprop with its defaults."""
        return torch.optim.RMSprop(parameters, lr=0.001, alpha=0.9, eps=KERAS_EPSILON)
