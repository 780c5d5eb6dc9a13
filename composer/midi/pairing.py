"""Ons and offs to notes."""

from dataclasses import dataclass

import numpy as np

from composer.midi.track_events import KeyEvents


@dataclass(frozen=True, slots=True)
class FileNotes:
    """Notes as a file tells them, in order of start, channel and pitch; columns (n,), times in the file's ticks."""

    channel: np.ndarray
    start: np.ndarray
    pitch: np.ndarray
    duration: np.ndarray  # > 0
    velocity: np.ndarray  # 1..127
    unended: int  # how many of them lacked an off


def pair(keys: KeyEvents, end: int) -> FileNotes:
    """The notes of a track that ends at tick `end`.

    First on, first off, so that overlapping notes of a pitch keep their lengths. Where offs of a pitch are missing,
    an onset ends the note before it, and the last note ends with the track. Offs without an on are passed over.
    """
    key = keys.channel.astype(np.int64) * 128 + keys.pitch
    order = np.argsort(key, kind="stable")
    key, tick, is_on = key[order], keys.tick[order], keys.velocity[order] > 0
    begins = np.concatenate(([True], key[1:] != key[:-1])) if len(key) else np.zeros(0, dtype=bool)
    group = np.cumsum(begins) - 1  # one for each pitch of a channel

    heard = ~_is_lone_off(is_on, group)
    order, tick, is_on, group = order[heard], tick[heard], is_on[heard], group[heard]
    lacking = np.bincount(group, np.where(is_on, 1, -1)) > 0 if len(group) else np.zeros(0, dtype=bool)

    whole = ~lacking[group]
    whole_on, whole_off = np.flatnonzero(whole & is_on), np.flatnonzero(whole & ~is_on)
    restruck_on, restruck_end = _restruck(tick, is_on, group, np.flatnonzero(~whole), end)
    onset = np.concatenate((whole_on, restruck_on))
    duration = np.maximum(np.concatenate((tick[whole_off], restruck_end)) - tick[onset], 1)

    chosen = order[onset]
    in_order = np.lexsort((keys.velocity[chosen], duration, keys.pitch[chosen], keys.channel[chosen], tick[onset]))
    chosen, duration = chosen[in_order], duration[in_order]
    return FileNotes(
        keys.channel[chosen],
        keys.tick[chosen],
        keys.pitch[chosen],
        duration,
        keys.velocity[chosen],
        int(np.bincount(group, np.where(is_on, 1, -1)).sum()) if len(group) else 0,
    )


def _is_lone_off(is_on: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Whether an event is an off while nothing sounds. Events are sorted by group."""
    if not len(is_on):
        return np.zeros(0, dtype=bool)
    # How many sound, if offs could take the number below 0: an off that reaches a new lowest number found nothing.
    sounding = np.cumsum(np.where(is_on, 1, -1))
    sounding -= _before_group(sounding, is_on, group)
    depth = group * (2 * len(is_on))  # lowers each group below all before it, so that one running minimum does for all
    lowest = np.minimum.accumulate(np.minimum(sounding, 0) - depth)
    lowest_before = np.concatenate(([0], lowest[:-1]))
    return lowest < np.minimum(lowest_before, -depth)


def _before_group(total: np.ndarray, is_on: np.ndarray, group: np.ndarray) -> np.ndarray:
    """The running total as it was before each event's group began."""
    firsts = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
    return (total[firsts] - np.where(is_on[firsts], 1, -1))[group]


def _restruck(
    tick: np.ndarray, is_on: np.ndarray, group: np.ndarray, events: np.ndarray, end: int
) -> tuple[np.ndarray, np.ndarray]:
    """Onsets among `events` and the ticks where they end: at the next event of their pitch, or with the track.

    An onset that is struck again at the same tick is no note.
    """
    following = events[1:]
    has_next = np.concatenate((group[events[:-1]] == group[following], [False])) if len(events) else np.zeros(0, bool)
    next_tick = np.where(has_next, np.append(tick[following], 0)[: len(events)], end)
    next_is_on = np.append(is_on[following], False)[: len(events)]
    is_note = is_on[events] & ~(has_next & next_is_on & (next_tick == tick[events]))
    return events[is_note], next_tick[is_note]
