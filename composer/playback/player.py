"""The player: sends a timeline's events when their time has come, and never leaves a note sounding."""

from collections.abc import Callable

from composer.midi.ports import MidiOutput
from composer.playback.ledger import NoteLedger, Voice
from composer.playback.protocol import Loop
from composer.playback.scheduler import Timeline

LONGEST_HICCUP_SECONDS = 0.5  # a machine that slept longer plays on from where it was, instead of all at once
_SHORTEST_LOOP_SECONDS = 0.02  # a shorter loop would be a buzz that leaves no time for anything else
_LARGEST_BATCH = 256  # events per `advance`, so that a command can always come between


def _ignore(tick: int) -> None: ...


class Player:
    """Plays one timeline on one output.

    Time is passed in as `clock` (seconds, from any origin). Call `advance` at `next_event_at` or as often as you like;
    `on_stopped` is told the tick whenever playing ends, by itself or by `stop`. Without an output it plays silently.
    """

    def __init__(
        self,
        timeline: Timeline,
        output: MidiOutput | None,
        clock: Callable[[], float],
        on_stopped: Callable[[int], None] = _ignore,
    ) -> None:
        self._timeline = timeline
        self._ledger = NoteLedger(output)
        self._clock = clock
        self._on_stopped = on_stopped
        self._is_playing = False
        self._position = 0.0  # tick of the playhead while not playing
        self._next_event = 0  # index into the timeline
        self._anchor_clock = 0.0  # the clock's seconds at which the score's `_anchor_score` sound
        self._anchor_score = 0.0  # seconds
        self._entry = 0.0  # tick at which the playhead was last put, to know whether the loop lies ahead
        self._loop: Loop | None = None
        self._end: int | None = None
        self._plan_pass()
        self._preview_ends: dict[tuple[int, int], float] = {}  # clock seconds by (channel, pitch)

    @property
    def is_playing(self) -> bool:
        """Whether the playhead moves."""
        return self._is_playing

    @property
    def tick(self) -> float:
        """Where the playhead is."""
        return self._tick_at(self._clock())

    @property
    def next_event_at(self) -> float | None:
        """The clock's seconds at which `advance` has something to do; None if nothing is to come."""
        times = list(self._preview_ends.values())
        if self._is_playing:
            times.append(self._next_due())
        return min(times, default=None)

    def play(self, tick: float, loop: Loop | None = None, end: int | None = None) -> None:
        """Play from `tick` until `end` (the last note if left out), or round the loop once it is reached."""
        self._ledger.release(Voice.SCORE)
        self._loop, self._end = loop, end
        self._is_playing = True
        self._ledger.forget_programs()  # somebody may have turned the synth's own knobs
        self._send_programs()
        self._put_playhead(tick, self._clock())
        self.advance()

    def stop(self) -> None:
        """Stop and end every note."""
        self._stop_at(self.tick)

    def seek(self, tick: float) -> None:
        """Put the playhead elsewhere; what sounds ends, what begins there is heard if playing."""
        self._ledger.release(Voice.SCORE)
        self._put_playhead(tick, self._clock())
        self.advance()

    def set_loop(self, loop: Loop | None) -> None:
        """Loop over these ticks from now on; a loop that ends before the playhead does not hold it."""
        self._entry = self.tick
        self._loop = loop
        self._plan_pass()

    def set_timeline(self, timeline: Timeline) -> None:
        """Play this from now on: changes ahead of the playhead are heard, sounding notes that are gone end."""
        if not self._is_playing:
            self._timeline = timeline
            return
        self.advance()
        now = self._clock()
        tick = self._tick_at(now)
        is_same_tempo = timeline.tempo_map == self._timeline.tempo_map
        self._timeline, self._entry = timeline, tick
        if not is_same_tempo:
            self._anchor(tick, now)
        self._plan_pass()
        self._next_event = timeline.first_at(tick - 1)
        while self._next_event < timeline.ticks.size and self._due(timeline.seconds[self._next_event]) <= now:
            self._next_event += 1
        for channel, pitch in sorted(self._ledger.held(Voice.SCORE) - timeline.sounding_before(self._next_event)):
            self._ledger.note_off(channel, pitch)
        self._send_programs()

    def set_output(self, output: MidiOutput | None, is_old_gone: bool = False) -> None:
        """Play on another output; the old one is silenced first unless it is gone."""
        if not is_old_gone:
            self._ledger.silence()
        self._ledger = NoteLedger(output)
        self._preview_ends.clear()
        if self._is_playing:
            self._send_programs()

    def panic(self) -> None:
        """Stop, and end every note on every channel."""
        self._stop_at(self.tick)
        self._ledger.panic()

    def sound(self, pitch: int, velocity: int, channel: int, program: int, milliseconds: int) -> None:
        """Let one note be heard for a while, playing or not."""
        self._ledger.set_program(channel, program)
        self._ledger.note_on(channel, pitch, velocity, Voice.PREVIEW)
        self._preview_ends[channel, pitch] = self._clock() + milliseconds / 1000

    def advance(self) -> None:
        """Do what is due by now."""
        now = self._clock()
        for (channel, pitch), ends_at in list(self._preview_ends.items()):
            if ends_at <= now:
                del self._preview_ends[channel, pitch]
                self._ledger.note_off(channel, pitch, Voice.PREVIEW)
        if self._is_playing:
            self._skip_hiccup(now)
        for _ in range(_LARGEST_BATCH):
            if not self._is_playing or self._next_due() > now:
                break
            self._step()

    def _step(self) -> None:
        """Send the next event, or turn back at the loop's end, or stop at the end."""
        if self._has_event_in_pass():
            event = self._timeline.event(self._next_event)
            self._next_event += 1
            if event.velocity:
                self._ledger.note_on(event.channel, event.pitch, event.velocity)
            else:
                self._ledger.note_off(event.channel, event.pitch)
        elif self._is_looping and self._loop:
            self._ledger.release(Voice.SCORE)
            self._put_playhead(self._loop[0], self._next_due())
        else:
            self._stop_at(self._pass_end)

    def _stop_at(self, tick: float) -> None:
        was_playing, self._is_playing = self._is_playing, False
        self._position = tick
        self._preview_ends.clear()
        self._ledger.silence()
        if was_playing:
            self._on_stopped(round(tick))

    def _put_playhead(self, tick: float, at_seconds: float) -> None:
        self._position = self._entry = tick
        self._anchor(tick, at_seconds)
        self._next_event = self._timeline.first_at(tick)
        self._plan_pass()

    def _anchor(self, tick: float, at_seconds: float) -> None:
        self._anchor_clock = at_seconds
        self._anchor_score = self._timeline.tempo_map.tick_to_seconds(tick)

    def _plan_pass(self) -> None:
        """Find where this pass over the timeline ends: at the loop's end if that lies ahead, else at the end."""
        to_seconds = self._timeline.tempo_map.tick_to_seconds
        loop = self._loop
        self._is_looping = (
            loop is not None
            and self._entry < loop[1]
            and to_seconds(loop[1]) - to_seconds(loop[0]) >= _SHORTEST_LOOP_SECONDS
        )
        end = self._timeline.end if self._end is None else self._end
        self._pass_end = max(loop[1] if loop and self._is_looping else end, self._entry)
        self._pass_end_seconds = to_seconds(self._pass_end)

    def _skip_hiccup(self, now: float) -> None:
        late = now - self._next_due()
        if late > LONGEST_HICCUP_SECONDS:
            self._anchor_clock += late

    def _send_programs(self) -> None:
        for channel, program in self._timeline.programs:
            self._ledger.set_program(channel, program)

    def _has_event_in_pass(self) -> bool:
        timeline, index = self._timeline, self._next_event
        return index < timeline.ticks.size and timeline.ticks[index] < self._pass_end

    def _next_due(self) -> float:
        """The clock's seconds of the next event, or of the end of the pass."""
        if self._has_event_in_pass():
            return self._due(self._timeline.seconds[self._next_event])
        return self._due(self._pass_end_seconds)

    def _due(self, score_seconds: float) -> float:
        """The clock's seconds at which the moment `score_seconds` after the start of the score sounds in this pass."""
        return float(self._anchor_clock + (score_seconds - self._anchor_score))

    def _tick_at(self, now: float) -> float:
        if not self._is_playing:
            return self._position
        tick = self._timeline.tempo_map.seconds_to_tick(self._anchor_score + (now - self._anchor_clock))
        return min(tick, self._pass_end)
