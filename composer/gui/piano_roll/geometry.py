"""Where things are in the roll: ticks and pitches to pixels and back. No widgets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from composer.music.pitch import HIGHEST_PITCH

ROWS = HIGHEST_PITCH + 1
LOWEST_ROW_HEIGHT, HIGHEST_ROW_HEIGHT = 4, 40
NARROWEST_TICK, WIDEST_TICK = 1e-5, 8.0  # pixels
TIE = 1e-6  # pixels that are added before rounding: of two equally near ones the right one, wherever the view is
FARTHEST_LEFT = 1e9  # tick: with what is in view of a zoomed-out roll still an int that Qt can hold
LEAD_IN = 10.0  # pixels that can be seen before the beginning, so that what marks tick 0 is seen whole


@dataclass(frozen=True, slots=True)
class Geometry:
    """What part of the roll is in view, and how large. Row 0 is the highest pitch; pixels are logical ones."""

    left: float = 0.0  # tick at the left edge; a little below 0 at the beginning
    top: float = 0.0  # rows above the upper edge
    pixels_per_tick: float = 0.2
    row_height: int = 16  # pixels

    def tick_to_x(self, tick: float) -> float:
        """Pixels from the left edge to `tick`."""
        return (tick - self.left) * self.pixels_per_tick

    def tick_to_pixel(self, tick: float, scale: float) -> int:
        """The device pixel at `tick`, where a logical one has `scale` of them; scrolling moves it by whole ones."""
        return round(self.tick_to_x(tick) * scale + TIE)

    def x_to_tick(self, x: float) -> float:
        """The (fractional) tick at `x`; negative before the beginning."""
        return self.left + x / self.pixels_per_tick

    def pitch_to_y(self, pitch: int) -> float:
        """Pixels from the upper edge to the top of the row of `pitch`."""
        return (HIGHEST_PITCH - pitch - self.top) * self.row_height

    def y_to_pitch(self, y: float) -> int:
        """The pitch whose row holds `y`; the nearest one outside the rows."""
        return min(max(HIGHEST_PITCH - floor(self.top + y / self.row_height), 0), HIGHEST_PITCH)

    def scrolled(self, dx: float, dy: float) -> "Geometry":
        """The view moved right and down by pixels."""
        return replace(self, left=self.left + dx / self.pixels_per_tick, top=self.top + dy / self.row_height)

    def zoomed_time(self, factor: float, x: float) -> "Geometry":
        """Ticks wider by `factor`; the tick at `x` stays there."""
        pixels_per_tick = min(max(self.pixels_per_tick * factor, NARROWEST_TICK), WIDEST_TICK)
        return replace(self, left=self.x_to_tick(x) - x / pixels_per_tick, pixels_per_tick=pixels_per_tick)

    def zoomed_pitch(self, pixels: int, y: float) -> "Geometry":
        """Rows higher by `pixels`; the row at `y` stays there."""
        row_height = min(max(self.row_height + pixels, LOWEST_ROW_HEIGHT), HIGHEST_ROW_HEIGHT)
        return replace(self, top=self.top + y / self.row_height - y / row_height, row_height=row_height)

    @property
    def first_left(self) -> float:
        """The lowest `left`, in ticks."""
        return -LEAD_IN / self.pixels_per_tick

    def bounded(self, height: int) -> "Geometry":
        """The nearest view that begins at a whole pixel, no earlier than the lead-in and, if it can, shows only rows
        that exist.
        """
        top = max(min(self.top, ROWS - height / self.row_height), 0.0)
        left = min(max(self.left, self.first_left), FARTHEST_LEFT)
        return replace(
            self,
            left=round(left * self.pixels_per_tick) / self.pixels_per_tick,
            top=round(top * self.row_height) / self.row_height,
        )

    def showing(self, tick: float, width: int, margin: float = 0.0) -> "Geometry":
        """The view moved in time as little as needed to hold `tick`, `margin` pixels away from the edges."""
        x = self.tick_to_x(tick)
        return self.scrolled(min(x - margin, 0.0) + max(x + margin - width, 0.0), 0.0)

    def showing_pitch(self, pitch: int, height: int) -> "Geometry":
        """The view moved in pitch as little as needed to hold the row of `pitch`."""
        y = self.pitch_to_y(pitch)
        return self.scrolled(0.0, min(y, 0.0) + max(y + self.row_height - height, 0.0))

    def around_pitches(self, pitches: Sequence[int], height: int) -> "Geometry":
        """The view moved in pitch to have `pitches`, which are in order, in its middle; else the middle one of them."""
        rows = height / self.row_height
        has_room = pitches[-1] - pitches[0] < rows
        middle = (pitches[0] + pitches[-1]) / 2 if has_room else pitches[len(pitches) // 2]
        return replace(self, top=HIGHEST_PITCH - middle - (rows - 1) / 2)

    def fitted(self, ticks: tuple[int, int], pitches: tuple[int, int], width: int, height: int) -> "Geometry":
        """The view that shows a range of ticks and of pitches with a little room around; rows grow no higher."""
        first, last = ticks
        pixels_per_tick = min(max(width / (max(last - first, 1) * 1.06), NARROWEST_TICK), WIDEST_TICK)
        left = (first + last - width / pixels_per_tick) / 2
        rows = pitches[1] - pitches[0] + 5
        row_height = min(max(height // rows, LOWEST_ROW_HEIGHT), max(self.row_height, 16))
        top = HIGHEST_PITCH - (pitches[0] + pitches[1]) / 2 + 0.5 - height / row_height / 2
        return Geometry(left, top, pixels_per_tick, row_height)
