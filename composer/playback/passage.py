"""How the clock's seconds and the score's ticks belong together, in stretches of uninterrupted playing."""

from collections import deque
from dataclasses import dataclass, replace

from composer.music.time import TempoMap

_CATCH_UP_SECONDS = 0.5  # in which a course that follows makes up for what it is ahead or behind
_REMEMBERED = 64  # passages, for what was played in one and arrives during the next


@dataclass(frozen=True, slots=True)
class Passage:
    """From `at_seconds` of the clock on, the score sounds from `score_seconds` after its start."""

    at_seconds: float
    score_seconds: float
    tempo_map: TempoMap
    pace: float = 1.0  # seconds of the score in one of the clock: another one when somebody else makes the tempo

    @staticmethod
    def from_tick(tick: float, at_seconds: float, tempo_map: TempoMap, pace: float = 1.0) -> "Passage":
        """The passage that begins with `tick`."""
        return Passage(at_seconds, tempo_map.tick_to_seconds(tick), tempo_map, pace)

    @property
    def first_tick(self) -> float:
        """The tick that it begins with."""
        return self.tempo_map.seconds_to_tick(self.score_seconds)

    def due(self, score_seconds: float) -> float:
        """The clock's seconds at which the moment `score_seconds` after the start of the score sounds."""
        return float(self.at_seconds + (score_seconds - self.score_seconds) / self.pace)

    def due_tick(self, tick: float) -> float:
        """The clock's seconds at which `tick` sounds."""
        return self.due(self.tempo_map.tick_to_seconds(tick))

    def score_seconds_at(self, at_seconds: float) -> float:
        """The moment of the score, in seconds after its start, that sounds at `at_seconds` of the clock."""
        return self.score_seconds + (at_seconds - self.at_seconds) * self.pace

    def tick_at(self, at_seconds: float) -> float:
        """The tick that sounds at `at_seconds` of the clock; negative before the start of the score."""
        return self.tempo_map.seconds_to_tick(self.score_seconds_at(at_seconds))


class Course:
    """The passages that were played lately, of which the last is being sent."""

    def __init__(self, tempo_map: TempoMap) -> None:
        self._passages = deque([Passage(0.0, 0.0, tempo_map)], _REMEMBERED)
        self.pace = 1.0  # of what begins from now on

    @property
    def last(self) -> Passage:
        """The passage that is being sent."""
        return self._passages[-1]

    def copy(self) -> "Course":
        """The same, to go on by itself."""
        copied = Course(self.last.tempo_map)
        copied._passages, copied.pace = self._passages.copy(), self.pace
        return copied

    def forget(self) -> None:
        """What was played is over: what begins next is the first."""
        self._passages.clear()

    def begin(self, tick: float, at_seconds: float, tempo_map: TempoMap) -> None:
        """From `at_seconds` of the clock on, play from `tick`."""
        self._passages.append(Passage.from_tick(tick, at_seconds, tempo_map, self.pace))

    def waiting_seconds(self, ticks: float, tick: float, tempo_map: TempoMap) -> float:
        """How long the `ticks` before `tick` last."""
        return Passage.from_tick(tick - ticks, 0.0, tempo_map, self.pace).due_tick(tick)

    def tick_at(self, at_seconds: float) -> float:
        """The tick that sounds, or did lately, at `at_seconds` of the clock; in a count-in one before the start."""
        begun = [passage for passage in self._passages if passage.at_seconds <= at_seconds]
        return (begun[-1] if begun else self._passages[0]).tick_at(at_seconds)

    def playhead_at(self, at_seconds: float) -> float:
        """The same tick, but waiting at the start until the first passage has begun."""
        return self.tick_at(max(at_seconds, self._passages[0].at_seconds))

    def delay(self, seconds: float) -> None:
        """Play all that is still to come so much later."""
        self._passages[-1] = replace(self.last, at_seconds=self.last.at_seconds + seconds)

    def follow(self, tick: float, at_seconds: float, pace: float, from_seconds: float) -> None:
        """Come to where `tick` sounds at `at_seconds` of the clock and time goes on with `pace`: soon, but smoothly.

        What sounds before `from_seconds` is as it was.
        """
        self.pace = pace
        from_seconds = max(from_seconds, self.last.at_seconds)
        here = self.last.score_seconds_at(from_seconds)
        there = self.last.tempo_map.tick_to_seconds(tick) + (from_seconds - at_seconds) * pace
        catching_up = min(max(pace + (there - here) / _CATCH_UP_SECONDS, pace / 2), pace * 2)
        self._passages.append(Passage(from_seconds, here, self.last.tempo_map, catching_up))
