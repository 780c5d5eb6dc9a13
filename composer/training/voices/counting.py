"""What counting says of every token that a voice might sing: by other pieces, and by the piece itself so far.

Tokens are counted as steps from what the voice sings, so that all keys count alike.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from composer.training.frames.ablation import Ablation
from composer.training.frames.hashes import paired
from composer.training.voices.blending import blended, fitted_weights
from composer.training.voices.contexts import CHAINS, CHAINS_HERE
from composer.training.voices.pieces import VoicePiece
from composer.training.voices.tables import Table, context_numbers, interpolate_so_far, interpolated
from composer.training.voices.views import QUARTER, View

KNOWN = 8  # more than a chain has levels
_FITTING = 4  # of so many pieces one is blended to
_LEAST = 1e-9


@dataclass(frozen=True)
class Evidence:
    """What counting says of a piece; the ways are CHAINS, then CHAINS_HERE."""

    logs: np.ndarray  # (frames, voices, ways, size) float16: logarithms of probabilities
    known: np.ndarray  # (frames, voices, CHAINS) int below KNOWN: levels whose context was seen before


class Counting:
    """Tables of the chains of each voice, counted over pieces."""

    def __init__(self, learned: Sequence[VoicePiece], without: Collection[Ablation] = ()) -> None:
        self._learned = learned
        self._without = without
        self._voices = range(learned[0].tokens.shape[1])
        self._tables = [self._tables_of(voice) for voice in self._voices]
        some = learned[::_FITTING]
        self._blends = [self._fitted(some, voice) for voice in self._voices]

    def of(self, pieces: Sequence[VoicePiece], are_learned: bool = False) -> list[Evidence]:
        """What is said of each piece; of those that were learned from, without what was counted in them."""
        logs, known = zip(*(self._of_voice(pieces, voice, are_learned) for voice in self._voices), strict=True)
        ends = np.cumsum([len(piece) for piece in pieces])[:-1]
        by_piece = zip(*(np.split(np.stack(each, axis=1), ends) for each in (logs, known)), strict=True)
        return [Evidence(*each) for each in by_piece]

    def _views(self, pieces: Sequence[VoicePiece], voice: int) -> list[View]:
        return [View(piece, voice, Ablation.JOINT not in self._without) for piece in pieces]

    def _tables_of(self, voice: int) -> list[list[Table]]:
        """For each chain, the table of each level."""
        views = self._views(self._learned, voice)
        steps = np.concatenate([view.step() for view in views])
        size = self._learned[0].size
        return [
            [Table(contexts, steps, size) for contexts in context_numbers([chain(view) for view in views])]
            for chain in CHAINS
        ]

    def _by_others(self, views: list[View], voice: int, are_learned: bool) -> tuple[np.ndarray, np.ndarray]:
        """Logarithms of probabilities of steps (rows, CHAINS, size), and known levels (rows, CHAINS)."""
        size = self._learned[0].size
        steps = np.concatenate([view.step() for view in views])
        rows = np.repeat(np.arange(len(views), dtype=np.uint64), [len(view.own) for view in views])
        logs = np.empty((len(steps), len(CHAINS), size), dtype=np.float32)
        known = np.zeros((len(steps), len(CHAINS)), dtype=np.int64)
        for index, (chain, tables) in enumerate(zip(CHAINS, self._tables[voice], strict=True)):
            probabilities = np.full((len(steps), size), 1 / size, dtype=np.float32)
            for contexts, table in zip(context_numbers([chain(view) for view in views]), tables, strict=True):
                counts = table.after(contexts)
                if are_learned:
                    own = paired(contexts, rows)
                    counts -= Table(own, steps, size).after(own)
                probabilities = interpolated(counts, probabilities)
                known[:, index] += counts.any(axis=1)
            logs[:, index] = np.log(np.maximum(probabilities, _LEAST))
        return logs, known

    def _fitted(self, pieces: Sequence[VoicePiece], voice: int) -> torch.Tensor:
        """The weights of the chains that make the pieces likeliest."""
        views = self._views(pieces, voice)
        logs, _ = self._by_others(views, voice, are_learned=True)
        steps, places = (
            np.concatenate(each) for each in zip(*((view.step(), view.place) for view in views), strict=True)
        )
        return fitted_weights(*map(torch.from_numpy, (logs, steps, places % QUARTER)))

    def _of_voice(self, pieces: Sequence[VoicePiece], voice: int, are_learned: bool) -> tuple[np.ndarray, np.ndarray]:
        """Logarithms of probabilities of tokens (rows, ways, size), and known levels (rows, CHAINS)."""
        views = self._views(pieces, voice)
        logs, known = self._by_others(views, voice, are_learned)
        weights = self._blends[voice][np.concatenate([view.place % QUARTER for view in views])]
        blend = blended(torch.from_numpy(logs), weights).softmax(dim=1).numpy()
        if Ablation.COUNTING in self._without:
            logs, known, blend = np.zeros_like(logs), np.zeros_like(known), np.full_like(blend, 1 / blend.shape[1])
        here = _by_themselves(views, blend) if Ablation.COPYING not in self._without else _nothing(blend)
        own = np.concatenate([view.own for view in views])
        steps_of_tokens = (np.arange(blend.shape[1]) - own[:, None]) % blend.shape[1]
        said = np.take_along_axis(np.concatenate([logs, here], axis=1), steps_of_tokens[:, None], axis=2)
        return said.astype(np.float16), known


def _by_themselves(views: list[View], blend: np.ndarray) -> np.ndarray:
    """Logarithms of probabilities of steps (rows, CHAINS_HERE, size), on top of what others say (rows, size)."""
    logs = _nothing(blend)
    ends = np.cumsum([len(view.own) for view in views])[:-1]
    for view, others, said in zip(views, np.split(blend, ends), np.split(logs, ends), strict=True):
        for index, chain in enumerate(CHAINS_HERE):
            probabilities = interpolate_so_far(context_numbers([chain(view)]), view.step(), others)
            said[:, index] = np.log(np.maximum(probabilities, _LEAST))
    return logs


def _nothing(blend: np.ndarray) -> np.ndarray:
    return np.zeros((len(blend), len(CHAINS_HERE), blend.shape[1]), dtype=np.float32)
