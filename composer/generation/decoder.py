"""One step of the network without autograd: the fast path that generation takes, in 8-bit weights where possible."""

import numpy as np

from composer.generation.copying import CopyMemory
from composer.generation.events import Column
from composer.generation.head_arrays import HeadArrays, nothing_to_copy
from composer.generation.layers import Layers
from composer.generation.network import MusicLSTM, State


class Decoder:
    """`MusicLSTM` for a batch of candidates, one event at a time; the state lives here.

    A step costs the reading of the weights plus the calls of many small operations; so what is no product of matrices
    is mostly compiled. It wants to be run where torch does not optimize: `torch.jit.optimized_execution(False)`.
    """

    def __init__(self, network: MusicLSTM, use_int8: bool = True) -> None:
        self._layers = Layers(network, use_int8)
        self._heads = HeadArrays(network)
        self._copies = network.copy_gates is not None
        self._memory: CopyMemory | None = None

    def start(self, state: State, rows: np.ndarray, takes: int) -> None:
        """Take over from a network that has read all but the last of the seed's rows (events, columns).

        state: 2 × (layers, 1, hidden) before the last row.
        """
        self._layers.start(state, takes)
        self._memory = CopyMemory(rows[:-1], takes) if self._copies else None
        self.read(np.repeat(rows[-1:].astype(np.int64), takes, axis=0))

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the candidates only: `kept` are their places in the batch."""
        self._layers.keep(kept)
        if self._memory is not None:
            self._memory.keep(kept)

    def read(self, rows: np.ndarray) -> None:
        """Take in the events just chosen, rows (batch, columns) int64."""
        contexts = self._layers.step(rows)
        if self._memory is None:
            candidates = nothing_to_copy(len(rows))
        else:
            self._memory.append(rows)
            candidates = self._memory.candidates()
        self._heads.begin(contexts, candidates)

    def see(self, column: Column, tokens: np.ndarray) -> None:
        """Tell the fields that follow what is now known of the next event, (batch,) int64."""
        self._heads.see(column, tokens)

    def weights(self, field: Column, allowed: np.ndarray | None = None) -> np.ndarray:
        """How probable the tokens of a field are, (batch, field size), in proportion; 0 where not `allowed`."""
        return self._heads.weights(field, allowed)
