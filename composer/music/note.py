"""One note."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from composer.music.errors import ScoreError
from composer.music.pitch import HIGHEST_PITCH

DEFAULT_VELOCITY = 80

note_order = attrgetter("start", "pitch", "duration", "velocity")


@dataclass(frozen=True, slots=True)
class Note:
    """One note. Times are integer ticks at the score's PPQ."""

    pitch: int  # MIDI note number, 0..127
    start: int  # tick
    duration: int  # ticks, > 0
    velocity: int = DEFAULT_VELOCITY  # 1..127

    @property
    def end(self) -> int:
        """The tick at which the note no longer sounds."""
        return self.start + self.duration

    def at_ticks(self, change: Callable[[int], int]) -> "Note":
        """The same note at other ticks: `change` tells for each tick the one it comes to; at least one tick long."""
        start = change(self.start)
        return Note(self.pitch, start, max(change(self.end) - start, 1), self.velocity)

    def __post_init__(self) -> None:
        if not 0 <= self.pitch <= HIGHEST_PITCH:
            raise ScoreError(f"Pitch {self.pitch} is outside 0..127.")
        if self.start < 0 or self.duration <= 0:
            raise ScoreError(f"A note cannot start at tick {self.start} and last {self.duration} ticks.")
        if not 1 <= self.velocity <= 127:
            raise ScoreError(f"Velocity {self.velocity} is outside 1..127.")
