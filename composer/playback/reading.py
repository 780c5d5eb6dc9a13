"""The place of a player in its timeline: what comes next, and where this pass over the timeline ends."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from composer.playback.control_line import Key, Standing
from composer.playback.protocol import Loop
from composer.playback.scheduler import NoteEvent, Timeline

_SHORTEST_LOOP_SECONDS = 0.02  # a shorter loop would be a buzz that leaves no time for anything else


class Reading:
    """Reads a timeline in passes, to the end or round and round a loop. It knows no clock.

    At one tick ends of notes come first, then controls, then beginnings.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.pass_end: float = 0  # tick
        self._next_event = 0  # index into the timeline
        self._next_control = 0  # index into its controls
        self._entry = 0.0  # tick at which the playhead was last put, to know whether the loop lies ahead
        self._loop: Loop | None = None
        self._end: int | None = None
        self._is_looping = False
        self._plan_pass()

    @property
    def next_tick(self) -> float:
        """The tick of what comes next; of the end of the pass when nothing does."""
        if self._has_control_next:
            return float(self.timeline.controls.ticks[self._next_control])
        return int(self.timeline.ticks[self._next_event]) if self._has_event_in_pass else self.pass_end

    @property
    def next_pass(self) -> int | None:
        """The tick at which the next pass begins; None when this is the last."""
        return self._loop[0] if self._is_looping and self._loop else None

    @property
    def standing(self) -> dict[Key, Standing]:
        """Where every dial stands when all has been played up to here."""
        return self.timeline.controls.state_before(self._next_control)

    def sounding(self, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Those of these (channel, pitch) `pairs` that sound when all has been played up to here."""
        return self.timeline.sounding_before(self._next_event, pairs)

    def take_control(self) -> bytes | None:
        """The message of the control that comes next, once; None if a note does, or nothing."""
        if not self._has_control_next:
            return None
        self._next_control += 1
        return self.timeline.controls.message(self._next_control - 1)

    def take_event(self) -> NoteEvent | None:
        """The beginning or end of a note that comes next, once; None if nothing does in this pass."""
        if not self._has_event_in_pass:
            return None
        self._next_event += 1
        return self.timeline.event(self._next_event - 1)

    def begin(self, tick: float) -> None:
        """Read on from `tick`."""
        self._entry = tick
        self._next_event = self.timeline.first_at(tick)
        self._next_control = self.timeline.controls.first_at(tick)
        self._plan_pass()

    def set_range(self, loop: Loop | None, end: int | None) -> None:
        """From the next `begin` on, read up to `end` (that of the timeline if left out), or round `loop`."""
        self._loop, self._end = loop, end

    def set_loop(self, loop: Loop | None, tick: float) -> None:
        """Read round `loop` from now on, being at `tick`; one that ends before holds nobody."""
        self._loop, self._entry = loop, tick
        self._plan_pass()

    def change_to(self, timeline: Timeline, tick: float, earliest: float, is_over: Callable[[int], bool]) -> None:
        """Read on in another timeline, being at `tick`.

        Of its events those from `earliest` on are still to come, but for the first ones for whose ticks `is_over`.
        """
        self.timeline, self._entry = timeline, tick
        self._plan_pass()
        self._next_event = timeline.first_at(earliest)
        while self._next_event < timeline.ticks.size and is_over(int(timeline.ticks[self._next_event])):
            self._next_event += 1
        self._next_control = timeline.controls.first_after(tick)

    def join(self, other: "Reading") -> None:
        """Be in the same pass as `other`, with nothing left to be read in it."""
        self._entry, self._loop, self._end = other._entry, other._loop, other._end
        self.timeline = replace(self.timeline, end=other.timeline.end)
        self._next_event, self._next_control = self.timeline.ticks.size, len(self.timeline.controls)
        self._plan_pass()

    def _plan_pass(self) -> None:
        """Find where this pass ends: at the loop's end if that lies ahead, else at the end."""
        to_seconds = self.timeline.tempo_map.tick_to_seconds
        loop = self._loop
        self._is_looping = (
            loop is not None
            and self._entry < loop[1]
            and to_seconds(loop[1]) - to_seconds(loop[0]) >= _SHORTEST_LOOP_SECONDS
        )
        end = self.timeline.end if self._end is None else self._end
        self.pass_end = max(loop[1] if loop and self._is_looping else end, self._entry)

    @property
    def _has_event_in_pass(self) -> bool:
        timeline, index = self.timeline, self._next_event
        return index < timeline.ticks.size and timeline.ticks[index] < self.pass_end

    @property
    def _has_control_next(self) -> bool:
        """Whether a control comes before the next note."""
        controls, index = self.timeline.controls, self._next_control
        if index == len(controls) or controls.ticks[index] >= self.pass_end:
            return False
        timeline, event = self.timeline, self._next_event
        if event == timeline.ticks.size or controls.ticks[index] < timeline.ticks[event]:
            return True
        return bool(controls.ticks[index] == timeline.ticks[event] and timeline.velocities[event])
