"""Training examples of a recipe: windows over the joined pieces, and the event that follows each."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from composer.music.errors import CorpusError


class Windows:
    """All windows of `length` events. As published, they run across the seams of joined pieces.

    With `padding`, each piece begins after a window of that event instead, and no window holds two pieces.
    """

    def __init__(self, pieces: Sequence[np.ndarray], length: int, padding: int | None = None) -> None:
        if padding is not None:
            before = np.full(length, padding)
            pieces = [part for piece in pieces for part in (before, piece)]
        lengths = np.array([len(piece) for piece in pieces])
        events = np.concatenate(pieces) if len(pieces) else np.zeros(0, dtype=np.int64)
        self.length = length
        self._events = torch.from_numpy(events)
        if padding is None:
            self.starts = np.arange(max(len(events) - length, 0))
        else:
            begins = np.cumsum(lengths) - lengths
            spans = zip(begins[::2], lengths[1::2], strict=True)
            self.starts = np.concatenate([np.arange(begin, begin + count) for begin, count in spans])
        if not len(self.starts):
            raise CorpusError(
                f"The music holds {len(events)} notes or chords; at least {length + 1} are needed for one window. "
                "Add more music, or choose a shorter window."
            )

    def targets(self) -> np.ndarray:
        """The event that follows each window, (windows, ...)."""
        return self._events.numpy()[self.starts + self.length]

    def batch(self, starts: np.ndarray, at_every_position: bool = False) -> tuple[Tensor, Tensor]:
        """Windows (batch, length, ...) and what follows their last event, or each: (batch, 1 or length, ...)."""
        places = torch.from_numpy(starts)[:, None] + torch.arange(self.length + 1)
        events = self._events[places]
        return events[:, :-1], events[:, 1:] if at_every_position else events[:, -1:]

    def epoch(self, rng: np.random.Generator, at_every_position: bool, oversampling: int) -> np.ndarray:
        """Where the windows of an epoch start, shuffled.

        Every window once; or side by side from a random phase on, when each of their events has a target. With
        `oversampling`, those whose target is rarer than that many are repeated at random until they are as many.
        """
        starts = self.starts
        if at_every_position:
            starts = starts[int(rng.integers(min(self.length, len(starts)))) :: self.length]
        elif oversampling:
            starts = np.concatenate([starts, self._repeats(rng, oversampling)])
        return rng.permutation(starts)

    def _repeats(self, rng: np.random.Generator, class_size: int) -> np.ndarray:
        _, classes, counts = np.unique(self.targets(), return_inverse=True, return_counts=True)
        wanted = min(class_size, int(counts.max()))
        by_class = np.split(self.starts[np.argsort(classes, kind="stable")], np.cumsum(counts)[:-1])
        return np.concatenate([rng.choice(each, max(wanted - len(each), 0)) for each in by_class])
