"""`one-hot-lstm`: the lstm-music article, two LSTM layers over a token as a vector with a single one."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import nn

from composer.generation.recipes.catalogue import RECIPES
from composer.generation.recipes.layers import LSTM, Dense, LayerStack, OneHot
from composer.generation.recipes.note_chord_recipe import NoteChordRecipe
from composer.generation.recipes.recipe import KERAS_EPSILON


class OneHotLSTM(NoteChordRecipe):
    """Vocabulary by falling frequency, input (100, size of the vocabulary), a token a quarter; Adam."""

    published = RECIPES["one-hot-lstm"]
    quarters_apart = 1.0

    def vocabulary_of(self, pieces: Sequence[np.ndarray]) -> tuple[str, ...]:
        """Every token once, the most frequent first."""
        counts = Counter(np.concatenate(pieces).tolist())
        return tuple(token for token, _ in counts.most_common())

    def network(self, vocabulary_size: int) -> LayerStack:
        """LSTM 512 and 256, each with dropout, and one dense layer."""
        return LayerStack(
            OneHot(vocabulary_size),
            LSTM(vocabulary_size, 512),
            nn.Dropout(0.3),
            LSTM(512, 256),
            nn.Dropout(0.3),
            Dense(256, vocabulary_size),
        )

    def optimizer(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        """Adam at 0.001."""
        return torch.optim.Adam(parameters, lr=0.001, eps=KERAS_EPSILON)
