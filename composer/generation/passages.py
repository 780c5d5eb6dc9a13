"""Passages, runs of notes of one track in any key, and an index that knows those of the training music.

A passage is seen as its (interval, time since the note before), so it has one note more than such pairs.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch

from composer.generation.compiled import compiled
from composer.generation.events import NoteArrays
from composer.generation.library import FLAGSHIP, PASSAGES
from composer.generation.model_file import read_model_file, write_model_file
from composer.music.errors import ModelFileError
from composer.resources import resource

LENGTH = 12  # notes after the first of the passages in the index
LARGEST_INTERVAL = 24  # semitones; larger leaps count as this
LONGEST_GAP = 96  # steps; longer ones count as this
FACTOR = 0x9E3779B97F4A7C15  # of the hashes, polynomials in it modulo 2⁶⁴; odd, 2⁶⁴ divided by the golden ratio

_FORMAT = "composer-passages-1"
_EXTENDS = "extends"  # in the header, before the name of the bundled model whose index counts as well
_MIXER = np.uint64(0xD6E8FEB86659FD93)  # odd
_BITS_PER_PASSAGE = 6  # with three probes, one of sixteen other passages is taken for one that is there
_SHIFTS = tuple(np.uint64(shift) for shift in (0, 20, 40))  # of the probes in a mixed hash
_FEWEST_BITS = 1 << 10
_MOST_BITS = 1 << 25  # four megabytes


@compiled()
def symbol(interval: int, gap: int) -> int:
    """What a note adds to a passage, from 1 up: its interval and its distance in steps to the note before."""
    interval = min(max(interval, -LARGEST_INTERVAL), LARGEST_INTERVAL) + LARGEST_INTERVAL
    return interval * (LONGEST_GAP + 1) + min(gap, LONGEST_GAP) + 1


def passages_of(piece: NoteArrays, length: int) -> list[np.ndarray]:
    """For each track that has any, a 64-bit hash of every passage of `length` notes after its first one."""
    hashes = []
    for track in np.unique(piece.track):
        part = piece.where(piece.track == track)
        intervals = np.clip(np.diff(part.pitch), -LARGEST_INTERVAL, LARGEST_INTERVAL) + LARGEST_INTERVAL
        symbols = (intervals * (LONGEST_GAP + 1) + np.minimum(np.diff(part.onset), LONGEST_GAP) + 1).astype(np.uint64)
        count = len(symbols) - length + 1
        if count > 0:
            windows = np.zeros(count, dtype=np.uint64)
            for offset in range(length):
                windows = windows * np.uint64(FACTOR) + symbols[offset : offset + count]
            hashes.append(windows)
    return hashes


@compiled()
def _place(passage: np.uint64, shift: np.uint64, places: int) -> np.uint64:
    """Where a probe looks for a hash in a filter of so many places, a power of two."""
    mixed = (passage ^ (passage >> np.uint64(31))) * _MIXER
    return (mixed >> shift) & np.uint64(places - 1)


@compiled()
def holds(bits: np.ndarray, passage: np.uint64) -> bool:
    """Whether a hash is in the filter of an index, (bytes,) uint8."""
    for shift in _SHIFTS:
        place = _place(passage, shift, 8 * len(bits))
        if not bits[place >> np.uint64(3)] >> (place & np.uint64(7)) & np.uint64(1):
            return False
    return True


@compiled("void(uint8[::1], uint64[:], boolean[::1])")
def _look_up(bits: np.ndarray, passages: np.ndarray, found: np.ndarray) -> None:
    for index in range(len(passages)):
        found[index] = holds(bits, passages[index])


@compiled("void(boolean[::1], uint64[:])")
def _take_in(bits: np.ndarray, passages: np.ndarray) -> None:
    for passage in passages:
        for shift in _SHIFTS:
            bits[_place(passage, shift, len(bits))] = True


class PassageIndex:
    """Which passages of LENGTH the training music holds: a Bloom filter (Bloom 1970), which errs to yes alone.

    A passage that it does not know is not there; of those that are not there it takes a few for known. So what counts
    is how many in a row are known: `longest` is how many may be.
    """

    def __init__(self, bits: np.ndarray, longest: int, extends_flagship: bool = False) -> None:
        """Bytes (bytes,) uint8 of the filter, a power of two of them; how many known passages may follow each other.

        With `extends_flagship` the model has learned all that the bundled one has, too, whose index lies beside that.
        """
        self.longest = longest
        self.extends_flagship = extends_flagship
        self.bits = bits

    @staticmethod
    def of(
        pieces: Iterable[NoteArrays],
        longest: int,
        before: "PassageIndex | None" = None,
        extends_flagship: bool = False,
    ) -> "PassageIndex":
        """The index of the passages of some pieces, and of all that the index `before` knows."""
        found = [np.zeros(0, dtype=np.uint64)]
        found += (hashes for piece in pieces for hashes in passages_of(piece, LENGTH))
        known = np.unique(np.concatenate(found))
        size = min(max(1 << (len(known) * _BITS_PER_PASSAGE).bit_length(), _FEWEST_BITS), _MOST_BITS)
        bits = np.zeros(size, dtype=bool)
        if before is not None:  # places of a smaller filter are those of a larger one modulo its size
            known_before = np.unpackbits(before.bits, bitorder="little").astype(bool)
            size = max(size, len(known_before))
            bits = np.tile(known_before, size // len(known_before))
        _take_in(bits, known)
        return PassageIndex(np.packbits(bits, bitorder="little"), longest, extends_flagship)

    def known(self, passages: np.ndarray) -> np.ndarray:
        """Which of some hashes are in the index, (passages,) bool."""
        found = np.empty(len(passages), dtype=bool)
        _look_up(self.bits, passages, found)
        return found

    def save(self, path: Path) -> None:
        """Write the index; the file appears whole or not at all."""
        header = {"format": _FORMAT, "longest": str(self.longest), "length": str(LENGTH)}
        if self.extends_flagship:
            header[_EXTENDS] = FLAGSHIP
        write_model_file(path, {"bits": torch.from_numpy(self.bits)}, header)

    @staticmethod
    def load(path: Path) -> "PassageIndex":
        """Read what `save` wrote. Raises ModelFileError."""
        tensors, header = read_model_file(path)
        try:
            bits, longest = tensors["bits"], int(header["longest"])
            if header["format"] != _FORMAT or int(header["length"]) != LENGTH or longest < 1:
                raise ValueError("another kind of index")
            if bits.dtype != torch.uint8 or bits.ndim != 1 or not len(bits) or len(bits) & (len(bits) - 1):
                raise ValueError(f"bits of the shape {tuple(bits.shape)}")
            if header.get(_EXTENDS, FLAGSHIP) != FLAGSHIP:
                raise ValueError(f"beside that of {header[_EXTENDS]}")
        except (KeyError, ValueError) as error:
            raise ModelFileError(
                f"{path.name} is no index of passages that this version can read ({error})."
            ) from error
        return PassageIndex(bits.numpy(), longest, _EXTENDS in header)


def indices_of(model: Path) -> tuple[PassageIndex, ...]:
    """What is known of the music that a model file has learned: its index, if one lies beside it, and the flagship's.

    Raises ModelFileError.
    """
    path = model.with_suffix(PASSAGES)
    if not path.exists():
        return ()
    own = PassageIndex.load(path)
    return (own, PassageIndex.load(resource("models", FLAGSHIP + PASSAGES))) if own.extends_flagship else (own,)


def longest_known(piece: NoteArrays, index: PassageIndex, begin: int = 0) -> int:
    """How many passages in a row, at most, of one track of `piece` are in the index.

    Only those that end at step `begin` or later count, and only if nothing like them was heard before it.
    """
    own = np.concatenate([np.zeros(0, dtype=np.uint64), *passages_of(piece.where(piece.onset < begin), LENGTH)])
    longest = 0
    for track in np.unique(piece.track):
        part = piece.where(piece.track == track)
        for hashes in passages_of(part, LENGTH):
            is_known = index.known(hashes) & (part.onset[LENGTH:] >= begin) & ~np.isin(hashes, own)
            ends = np.flatnonzero(np.diff(np.concatenate([[0], is_known.astype(np.int8), [0]])))
            longest = max([longest, *(ends[1::2] - ends[::2]).tolist()])
    return longest
