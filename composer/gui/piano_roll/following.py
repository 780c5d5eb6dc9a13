"""Following what moves: the playhead while it plays, and a take while it grows."""

from dataclasses import replace
from enum import Enum

from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.state import RollState

_PAST_IN_VIEW = 48.0  # logical pixels before the playhead that stay in view when the view turns a page
_STEADY_PLACE = 0.35  # of the width: where the playhead stays while the notes pass under it
_CATCHING_UP = 0.2  # of the way to that place in each step, so that the view never jumps


class FollowMode(Enum):
    """How the view goes with the playhead."""

    OFF = "off"
    PAGE = "page"
    SMOOTH = "smooth"


class Following:
    """Moves the view of a roll. A view that was scrolled away from what moves is left alone."""

    def __init__(self, state: RollState) -> None:
        self._state = state
        self.mode = FollowMode.PAGE
        self.is_playing = False

    def begin(self, is_playing: bool) -> None:
        """Whether the playhead moves by itself; when it starts to, it is brought into view."""
        self.is_playing = is_playing
        if is_playing and self._state.playhead is not None and self.mode is not FollowMode.OFF:
            self.turn_page(self._state.playhead)

    def follow(self, before: int | None, now: int | None) -> None:
        """The playhead has moved from one tick to another."""
        if not self.is_playing or before is None or now is None or not self.is_in_view(before):
            return
        if self.mode is FollowMode.PAGE:
            self.turn_page(now)
        elif self.mode is FollowMode.SMOOTH:
            self._glide(now)

    def turn_page(self, tick: int, past: float = _PAST_IN_VIEW) -> None:
        """Show `tick` if it is not in view, and leave `past` logical pixels before it."""
        if not self.is_in_view(tick):
            geometry = self._state.geometry
            self._state.geometry = self._with_its_notes(replace(geometry, left=tick - past / geometry.pixels_per_tick))

    def is_in_view(self, tick: int) -> bool:
        """Whether `tick` is on the screen."""
        return 0 <= self._state.geometry.tick_to_x(tick) <= self._state.view_size.width()

    def _with_its_notes(self, page: Geometry) -> Geometry:
        """The page, moved in pitch if nothing that is heard in it would be in view."""
        size = self._state.view_size
        pitches = self._state.pitches_between(page.x_to_tick(0), page.x_to_tick(size.width()))
        rows = range(page.y_to_pitch(size.height() - 1), page.y_to_pitch(0) + 1)
        has_some = not pitches or any(pitch in rows for pitch in pitches)
        return page if has_some else page.around_pitches(pitches, size.height())

    def _glide(self, tick: int) -> None:
        geometry, width = self._state.geometry, self._state.view_size.width()
        beyond = geometry.tick_to_x(tick) - width * _STEADY_PLACE
        if beyond > 0:
            self._state.geometry = geometry.scrolled(max(beyond * _CATCHING_UP, 1.0), 0.0)
        elif not self.is_in_view(tick):
            self.turn_page(tick)
