"""Makes notes and controls of what was played: pairs beginnings and ends, and keeps pedal, bends and pressure."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from composer.music.control_edits import Performance
from composer.music.controls import CONTROLLER, PITCH_BEND, Control, Controls, Dial
from composer.music.score import Note
from composer.music.time import TempoMap
from composer.playback import messages
from composer.playback.protocol import PlayedMessage

PAUSE_SECONDS = 4.0  # with no key down: what comes after it is another phrase
_FIRST_MODE = 120  # controllers from here on are no music


class Recorded(NamedTuple):
    """What was played."""

    notes: list[Note]
    performances: list[Performance]  # one after the other: every turn of a loop is one of its own


class Recorder:
    """Collects one recording. Add messages in the order in which they were played."""

    def __init__(self, start: int = 0, tolerance: int = 0, loop_end: int | None = None) -> None:
        """Keep what begins at tick `start` or later; up to `tolerance` ticks earlier was meant to be on it.

        When the tick goes back because the loop came round, what is held ends at `loop_end`.
        """
        self._start = start
        self._tolerance = tolerance
        self._loop_end = loop_end
        self._tick = float(start)
        self._held: dict[int, tuple[int, int]] = {}  # (start, velocity) by pitch, of keys that are down
        self._standing: dict[Dial, int] = {}  # where the keyboard's dials are
        self._is_begun = False  # what stood somewhere when recording began is in `_controls`
        self._controls: list[Control] = []  # of this turn
        self._performances: list[Performance] = []
        self.notes: list[Note] = []  # that have ended, in order of their ends

    @property
    def has_keys_down(self) -> bool:
        """Whether a note has not ended yet."""
        return bool(self._held)

    def sounding(self, tick: float) -> list[Note]:
        """The notes that have not ended yet, up to the playhead at `tick`, or to the last message if that is ahead."""
        end = max(tick, self._tick)
        if self._loop_end is not None and tick < self._tick - self._tolerance:  # the loop has come round
            end = self._loop_end
        return [self._note(pitch, onset, end) for pitch, onset in self._held.items()]

    def add(self, tick: float, message: bytes) -> None:
        """Note down what was played at `tick`."""
        if self._is_begun and tick < self._tick and self._loop_end is not None:
            self._end_turn(self._loop_end)
            self._begin(max(round(tick), 0))
        self._tick = tick
        if tick >= self._start and not self._is_begun:
            self._begin(self._start)
        kind = message[0] & 0xF0
        if kind == messages.NOTE_ON and message[2]:
            self._press(message[1], message[2])
        elif kind in (messages.NOTE_ON, messages.NOTE_OFF):
            self._release(message[1])
        elif kind in messages.PASSED_ON:
            self._turn(*_turned(message))

    def end(self, tick: float) -> Recorded:
        """End what is held at `tick`; all that was recorded."""
        self._tick = tick
        self._end_turn(tick)
        return Recorded(self.notes, self._performances)

    def _begin(self, tick: int) -> None:
        """What is pressed or bent when recording begins, or a loop comes round, is so from `tick` on."""
        self._is_begun = True
        self._controls = [Control(tick, dial, value) for dial, value in self._standing.items() if value != dial.home]

    def _end_turn(self, tick: float) -> None:
        for pitch in list(self._held):
            self._finish(pitch, tick)
        if self._controls:
            last = max(round(tick), self._controls[-1].tick + 1)
            self._performances.append(Performance(Controls(self._controls), last))
        self._controls = []

    def _press(self, pitch: int, velocity: int) -> None:
        if pitch in self._held:
            self._finish(pitch, self._tick)
        if self._tick >= self._start - self._tolerance:
            self._held[pitch] = (max(round(self._tick), self._start), velocity)

    def _release(self, pitch: int) -> None:
        if pitch in self._held:
            self._finish(pitch, self._tick)

    def _turn(self, dial: Dial, value: int) -> None:
        """Keep a control, unless it says again what was said before."""
        is_controller = dial.kind == CONTROLLER
        if is_controller and (dial.number >= _FIRST_MODE or dial.number in messages.BANK):
            return
        if self._standing.get(dial) == value:
            return
        self._standing[dial] = value
        if self._is_begun:
            self._controls.append(Control(max(round(self._tick), 0), dial, value))

    def _finish(self, pitch: int, tick: float) -> None:
        self.notes.append(self._note(pitch, self._held.pop(pitch), tick))

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


def captured(phrase: Sequence[PlayedMessage], tick: int, tempo_map: TempoMap) -> Recorded:
    """What `phrase` holds: where it was heard if the score was playing, else from `tick` on in its tempo."""
    timed = list(_with_ticks(phrase, tick, tempo_map))
    recorder = Recorder()
    for at_tick, message in timed:
        recorder.add(at_tick, message)
    return recorder.end(timed[-1][0] if timed else 0.0)


def _with_ticks(phrase: Sequence[PlayedMessage], tick: int, tempo_map: TempoMap) -> Iterable[tuple[float, bytes]]:
    if all(played.tick is not None and played.tick >= 0 for played in phrase):
        return [(played.tick or 0.0, played.message) for played in phrase]
    onsets = [played.at_seconds for played in phrase if played.message[0] & 0xF0 == messages.NOTE_ON]
    if not onsets:
        return []
    offset = tempo_map.tick_to_seconds(tick) - onsets[0]
    return [(max(tempo_map.seconds_to_tick(played.at_seconds + offset), 0.0), played.message) for played in phrase]


def _turned(message: bytes) -> tuple[Dial, int]:
    """Which dial a message turns, and to where."""
    kind, data = message[0] >> 4, message[1:]
    if kind == PITCH_BEND:
        return Dial(kind), data[0] | data[1] << 7
    return (Dial(kind, data[0]), data[1]) if len(data) == 2 else (Dial(kind), data[0])
