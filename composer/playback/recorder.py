"""Makes notes and controls of what was played: pairs beginnings and ends, and keeps pedal, bends and pressure."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from composer.music.control_edits import Performance
from composer.music.controls import CONTROLLER, PITCH_BEND, Control, Controls, Dial
from composer.music.grid import Grid
from composer.music.parameters import PARAMETER_DIALS, Parameters, sayings_at
from composer.music.score import Note
from composer.music.time import TempoMap
from composer.playback import messages
from composer.playback.protocol import Loop, PlayedMessage

EARLY = Grid.SIXTEENTH  # by so much whoever plays may be early
PAUSE_SECONDS = 4.0  # with no key down: what comes after it is another phrase
_FIRST_MODE = 120  # controllers from here on are no music

Span = tuple[int, int]  # ticks, half-open


class Recorded(NamedTuple):
    """What was played."""

    notes: list[Note]
    performances: list[Performance]  # one after the other: every turn of a loop is one of its own


class Recorder:
    """Collects one recording. Tell it in the order of time what was played and where the playhead is.

    A turn lasts until the tick goes back, because a loop comes round or somebody has moved the playhead.
    """

    def __init__(self, start: int = 0, tolerance: int = 0, loop: Loop | None = None) -> None:
        """Keep what begins at tick `start` or later; up to `tolerance` ticks earlier was meant to be on it.

        What is behind by no more than that does not begin another turn.
        """
        self.loop = loop  # the ticks that repeat at the moment
        self._tolerance = tolerance
        self._start = start  # tick of this turn
        self._reached = float(start)  # the furthest tick of this turn
        self._is_begun = False  # the count-in is over; what stood somewhere then is in `_controls`
        self._held: dict[int, tuple[int, int]] = {}  # (start, velocity) by pitch, of keys that are down
        self._standing: dict[Dial, int] = {}  # where the keyboard's dials are
        self._parameters = Parameters()  # what it has said of those
        self._controls: list[Control] = []  # of this turn
        self._performances: list[Performance] = []
        self._covered: dict[Span, None] = {}  # by turns that have ended
        self.notes: list[Note] = []  # that have ended, in order of their ends

    @property
    def has_keys_down(self) -> bool:
        """Whether a note has not ended yet."""
        return bool(self._held)

    @property
    def sounding(self) -> list[Note]:
        """The notes that have not ended yet, up to where the playhead is, or to the last message if that is ahead."""
        return [self._note(pitch, onset, self._reached) for pitch, onset in self._held.items()]

    @property
    def covered(self) -> list[Span]:
        """The ticks of all turns that have ended, each stretch once."""
        return list(self._covered)

    def follow(self, tick: int) -> None:
        """The playhead is at `tick`; in a count-in it waits at the start."""
        is_waiting = not self._is_begun and tick == self._start
        if not is_waiting and not self._has_just_turned(tick):
            self._go_on(tick)

    def jump(self, tick: int) -> None:
        """Somebody has moved the playhead: what was held ends where it was, and another turn begins at `tick`."""
        if self._is_begun:
            self._end_turn(self._reached)
        self._begin(tick)

    def let_keys_go(self) -> None:
        """Nobody can tell any more which keys are down: they came up where the playhead is."""
        for pitch in list(self._held):
            self._finish(pitch, self._reached)

    def add(self, tick: float, message: bytes) -> None:
        """Note down what was played at `tick`, which in a count-in is before the start."""
        if self._is_begun or tick >= self._start:
            self._go_on(tick)
        kind = message[0] & 0xF0
        if kind == messages.NOTE_ON and message[2]:
            self._press(tick, message[1], message[2])
        elif kind in (messages.NOTE_ON, messages.NOTE_OFF):
            self._release(tick, message[1])
        elif kind in messages.PASSED_ON:
            self._turn_dial(tick, *_turned(message))

    def end(self, tick: float) -> Recorded:
        """End what is held at `tick`; all that was recorded."""
        if self._is_begun or tick > self._start:
            self._go_on(tick)
        self._end_turn(self._reached)
        return Recorded(self.notes, self._performances)

    @property
    def _slack(self) -> float:
        """By how many ticks a message may be behind the one before it, in the same turn."""
        return min(self._tolerance, (self.loop[1] - self.loop[0]) / 4) if self.loop else self._tolerance

    def _is_behind(self, tick: float) -> bool:
        return tick < self._reached - self._slack

    def _has_just_turned(self, tick: float) -> bool:
        """Whether the loop came round only now: what was played before that may still be on its way."""
        return self._is_behind(tick) and self.loop is not None and 0 <= tick - self.loop[0] < self._slack

    def _go_on(self, tick: float) -> None:
        """Come to `tick`, in this turn or in another."""
        if self._is_behind(tick):
            end, start = self._bounds_at(tick)
            self._end_turn(end)
            self._begin(start)
        elif not self._is_begun and tick >= self._start:
            self._begin(self._start)
        self._reached = max(self._reached, tick)

    def _bounds_at(self, tick: float) -> tuple[float, int]:
        """Where a turn ends after which the playhead is at `tick`, and where the next one begins."""
        landed = max(round(tick), 0)
        if self.loop and self.loop[0] <= self._reached <= self.loop[1] + self._slack and self.loop[0] <= landed:
            return self.loop[1], self.loop[0]
        return self._reached, landed

    def _begin(self, tick: int) -> None:
        """Begin a turn; what is pressed or bent is so from `tick` on."""
        self._is_begun, self._start, self._reached = True, tick, tick
        standing = (Control(tick, dial, value) for dial, value in self._standing.items() if value != dial.home)
        self._controls = [*standing, *sayings_at(tick, self._parameters.sayings_after(Parameters()))]

    def _end_turn(self, tick: float) -> None:
        for pitch in list(self._held):
            self._finish(pitch, tick)
        if self._controls:
            controls = Controls(self._controls)
            self._performances.append(Performance(controls, max(round(tick), controls[-1].tick + 1)))
        self._covered[self._start, round(tick)] = None

    def _press(self, tick: float, pitch: int, velocity: int) -> None:
        if pitch in self._held:
            self._finish(pitch, tick)
        if tick >= self._start - self._tolerance:
            self._held[pitch] = (max(round(tick), self._start), velocity)

    def _release(self, tick: float, pitch: int) -> None:
        if pitch in self._held:
            self._finish(pitch, tick)

    def _turn_dial(self, tick: float, dial: Dial, value: int) -> None:
        """Keep a control, unless it says again what was said before."""
        is_controller = dial.kind == CONTROLLER
        if is_controller and (dial.number >= _FIRST_MODE or dial.number in messages.BANK):
            return
        if dial in PARAMETER_DIALS:  # each of which says something only after the ones before
            self._parameters.say(dial.number, value)
        elif self._standing.get(dial) == value:
            return
        else:
            self._standing[dial] = value
        if self._is_begun:
            self._controls.append(Control(max(round(tick), self._start), dial, value))

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


def captured(phrase: Sequence[PlayedMessage], tick: int, tempo_map: TempoMap, loop: Loop | None = None) -> Recorded:
    """What `phrase` holds: where it was heard if the score was playing, else from `tick` on in its tempo.

    What was held when `loop` came round ends there.
    """
    timed = list(_with_ticks(phrase, tick, tempo_map))
    recorder = Recorder(tolerance=EARLY.step(tempo_map.ppq), loop=loop)
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
