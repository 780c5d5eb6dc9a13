"""A stretch of uninterrupted playing: how the clock's seconds and the score's ticks belong together in it."""

from dataclasses import dataclass

from composer.music.time import TempoMap


@dataclass(frozen=True, slots=True)
class Passage:
    """From `at_seconds` of the clock on, the score sounds from `score_seconds` after its start."""

    at_seconds: float
    score_seconds: float
    tempo_map: TempoMap

    @staticmethod
    def from_tick(tick: float, at_seconds: float, tempo_map: TempoMap) -> "Passage":
        """The passage that begins with `tick`."""
        return Passage(at_seconds, tempo_map.tick_to_seconds(tick), tempo_map)

    @property
    def first_tick(self) -> float:
        """The tick that it begins with."""
        return self.tempo_map.seconds_to_tick(self.score_seconds)

    def due(self, score_seconds: float) -> float:
        """The clock's seconds at which the moment `score_seconds` after the start of the score sounds."""
        return float(self.at_seconds + (score_seconds - self.score_seconds))

    def due_tick(self, tick: float) -> float:
        """The clock's seconds at which `tick` sounds."""
        return self.due(self.tempo_map.tick_to_seconds(tick))

    def tick_at(self, at_seconds: float) -> float:
        """The tick that sounds at `at_seconds` of the clock; negative before the start of the score."""
        return self.tempo_map.seconds_to_tick(self.score_seconds + (at_seconds - self.at_seconds))
