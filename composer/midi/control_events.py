"""The controls among the events of a track of a MIDI file, as columns; see `composer/music/controls.py`."""

from dataclasses import dataclass

import numpy as np

from composer.music.controls import (
    CHANNEL_PRESSURE,
    CONTROLLER,
    KEY_PRESSURE,
    NUMBER_BITS,
    PITCH_BEND,
    PROGRAM,
    VALUE_BITS,
)

SHORT_KINDS = (PROGRAM, CHANNEL_PRESSURE)  # whose messages have one data byte


@dataclass(frozen=True, slots=True)
class ControlEvents:
    """Controls in file order; every column is (n,)."""

    tick: np.ndarray  # int64
    channel: np.ndarray  # uint8
    word: np.ndarray  # int64, a packed control without its tick

    def at(self, places: np.ndarray) -> "ControlEvents":
        """Those at `places`, which are indices or say for each whether it is meant."""
        return ControlEvents(self.tick[places], self.channel[places], self.word[places])

    @staticmethod
    def of_messages(tick: np.ndarray, status: np.ndarray, first: np.ndarray, second: np.ndarray) -> "ControlEvents":
        """What messages, none of which is a note's, say; of two data bytes, each below 128, `second` can be missing."""
        kind = status.astype(np.int64) >> 4
        has_number = (kind == CONTROLLER) | (kind == KEY_PRESSURE)
        number = np.where(has_number, first, 0).astype(np.int64)
        value = np.where(has_number, second, first).astype(np.int64)
        value += np.where(kind == PITCH_BEND, second.astype(np.int64) << 7, 0)
        word = (kind << NUMBER_BITS | number) << VALUE_BITS | value
        return ControlEvents(tick.astype(np.int64), (status & 0x0F).astype(np.uint8), word)

    @staticmethod
    def joined(*parts: "ControlEvents") -> "ControlEvents":
        """All of `parts`, one after the other."""
        return ControlEvents(
            np.concatenate([part.tick for part in parts]),
            np.concatenate([part.channel for part in parts]),
            np.concatenate([part.word for part in parts]),
        )


def messages_of(word: np.ndarray, channel: np.ndarray | int) -> np.ndarray:
    """Packed controls (n,) as messages (n, 3) uint8; those of `SHORT_KINDS` end with a byte that is not sent."""
    kind, number = word >> NUMBER_BITS + VALUE_BITS & 0xF, word >> VALUE_BITS & 0x7F
    value = word & (1 << VALUE_BITS) - 1
    messages = np.zeros((len(word), 3), np.uint8)
    has_number = (kind == CONTROLLER) | (kind == KEY_PRESSURE)
    messages[:, 0] = kind << 4 | channel
    messages[:, 1] = np.where(has_number, number, value & 0x7F)
    messages[:, 2] = np.where(has_number, value, value >> 7)
    return messages
