"""Large messages through a pipe in small pieces, so that who reads them is never kept waiting for one."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_PIECE = 15_000  # bytes: what is sent whole up to 16 kB arrives whole


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message is to come in pieces: its pickle and then its arrays, of so many bytes each."""

    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """The next bytes of it."""

    data: bytes


def parcelled(message: object) -> Iterator[Parcel | Piece]:
    """What to send instead of `message`, one after the other."""
    arrays: list[pickle.PickleBuffer] = []
    head = pickle.dumps(message, protocol=5, buffer_callback=arrays.append)
    contents = [memoryview(head), *(array.raw() for array in arrays)]
    yield Parcel(tuple(content.nbytes for content in contents))
    for content in contents:
        for begin in range(0, content.nbytes, _PIECE):
            yield Piece(bytes(content[begin : begin + _PIECE]))


class Unpacker:
    """Puts messages together again. Each call takes no longer than one piece does."""

    def __init__(self) -> None:
        self._contents: list[np.ndarray] = []  # the pickle and the arrays, as bytes
        self._filled = 0  # of these, that are complete
        self._place = 0  # bytes of the next one that are there

    def take(self, part: object) -> object | None:
        """The message that `part` completes, or is itself; None while there is more to come."""
        if isinstance(part, Parcel):
            self._contents = [np.empty(size, np.uint8) for size in part.sizes]
            self._filled = self._place = 0
        elif isinstance(part, Piece):
            end = self._place + len(part.data)
            self._contents[self._filled][self._place : end] = np.frombuffer(part.data, np.uint8)
            self._place = end
        else:
            return part
        return self._completed()

    def _completed(self) -> object | None:
        while self._filled < len(self._contents) and self._place == self._contents[self._filled].size:
            self._filled, self._place = self._filled + 1, 0
        if self._filled < len(self._contents):
            return None
        head, *arrays = self._contents
        self._contents = []
        return pickle.loads(head.tobytes(), buffers=arrays)
