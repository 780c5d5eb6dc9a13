"""Makes notes of what was played: pairs beginnings and ends, and lets the sustain pedal make notes longer.

A score holds notes only. Bends, pressure and other controllers are heard while they are played, but not kept.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from composer.music.score import Note
from composer.music.time import TempoMap
from composer.playback import messages
from composer.playback.protocol import PlayedMessage

PAUSE_SECONDS = 4.0  # with no key down: what comes after it is another phrase
_PEDAL_DOWN = 64  # the value from which on a sustain pedal holds


class Recorder:
    """Collects the notes of one recording. Add messages in the order in which they were played."""

    def __init__(self, start: int = 0, tolerance: int = 0, loop_end: int | None = None) -> None:
        """Keep what begins at tick `start` or later; up to `tolerance` ticks earlier was meant to be on it.

        When the tick goes back because the loop came round, what is held ends at `loop_end`.
        """
        self._start = start
        self._tolerance = tolerance
        self._loop_end = loop_end
        self._tick = float(start)
        self._held: dict[int, tuple[int, int]] = {}  # (start, velocity) by pitch, of keys that are down
        self._sustained: dict[int, tuple[int, int]] = {}  # the same, of keys that the pedal holds
        self._is_pedal_down = False
        self.notes: list[Note] = []  # that have ended, in order of their ends

    @property
    def sounding(self) -> list[Note]:
        """The notes that have not ended yet, up to where the last message was."""
        begun = self._held | self._sustained
        return [self._note(pitch, onset, self._tick) for pitch, onset in begun.items()]

    def add(self, tick: float, message: bytes) -> None:
        """Note down what was played at `tick`."""
        if tick < self._tick and self._loop_end is not None:
            self.end(self._loop_end)
        self._tick = tick
        kind = message[0] & 0xF0
        if kind == messages.NOTE_ON and message[2]:
            self._begin(message[1], message[2])
        elif kind in (messages.NOTE_ON, messages.NOTE_OFF):
            self._release(message[1])
        elif kind == messages.CONTROL_CHANGE and message[1] == messages.SUSTAIN:
            self._step_on_pedal(message[2] >= _PEDAL_DOWN)

    def end(self, tick: float) -> list[Note]:
        """End what is held at `tick`; all notes in the end."""
        self._tick = tick
        for begun in (self._held, self._sustained):
            for pitch in list(begun):
                self._finish(pitch, begun)
        return self.notes

    def _begin(self, pitch: int, velocity: int) -> None:
        for begun in (self._held, self._sustained):
            if pitch in begun:
                self._finish(pitch, begun)
        if self._tick >= self._start - self._tolerance:
            self._held[pitch] = (max(round(self._tick), self._start), velocity)

    def _release(self, pitch: int) -> None:
        if pitch not in self._held:
            return
        if self._is_pedal_down:
            self._sustained[pitch] = self._held.pop(pitch)
        else:
            self._finish(pitch, self._held)

    def _step_on_pedal(self, is_down: bool) -> None:
        self._is_pedal_down = is_down
        if not is_down:
            for pitch in list(self._sustained):
                self._finish(pitch, self._sustained)

    def _finish(self, pitch: int, begun: dict[int, tuple[int, int]]) -> None:
        self.notes.append(self._note(pitch, begun.pop(pitch), self._tick))

    @staticmethod
    def _note(pitch: int, onset: tuple[int, int], end: float) -> Note:
        start, velocity = onset
        return Note(pitch, start, max(round(end) - start, 1), velocity)


def last_phrase(played: Sequence[PlayedMessage]) -> Sequence[PlayedMessage]:
    """What was played after the last pause."""
    begin, keys_down = 0, 0
    for index, (before, after) in enumerate(pairwise(played), start=1):
        kind, velocity = before.message[0] & 0xF0, before.message[-1]
        if kind in (messages.NOTE_ON, messages.NOTE_OFF):
            keys_down = max(keys_down + (1 if kind == messages.NOTE_ON and velocity else -1), 0)
        if keys_down == 0 and after.at_seconds - before.at_seconds > PAUSE_SECONDS:
            begin = index
    return played[begin:]


def captured(phrase: Sequence[PlayedMessage], tick: int, tempo_map: TempoMap) -> list[Note]:
    """The notes of `phrase`: where they were heard if the score was playing, else from `tick` on in its tempo."""
    timed = list(_with_ticks(phrase, tick, tempo_map))
    recorder = Recorder()
    for at_tick, message in timed:
        recorder.add(at_tick, message)
    return recorder.end(timed[-1][0]) if timed else []


def _with_ticks(phrase: Sequence[PlayedMessage], tick: int, tempo_map: TempoMap) -> Iterable[tuple[float, bytes]]:
    if all(played.tick is not None and played.tick >= 0 for played in phrase):
        return [(played.tick or 0.0, played.message) for played in phrase]
    onsets = [played.at_seconds for played in phrase if played.message[0] & 0xF0 == messages.NOTE_ON]
    if not onsets:
        return []
    offset = tempo_map.tick_to_seconds(tick) - onsets[0]
    return [(max(tempo_map.seconds_to_tick(played.at_seconds + offset), 0.0), played.message) for played in phrase]
