"""The player: sends a timeline's events when their time has come, and never leaves a note sounding."""

from collections.abc import Callable, Iterator

from composer.midi.outputs import MidiOutput
from composer.playback import messages
from composer.playback.asides import Asides
from composer.playback.ledger import NoteLedger, Voice
from composer.playback.passage import Course
from composer.playback.protocol import Loop
from composer.playback.pulses import Click, ClockPulse, count_in_ticks, pulses, song_position
from composer.playback.reading import Reading
from composer.playback.scheduler import Timeline

LONGEST_HICCUP_SECONDS = 0.5  # a machine that slept longer plays on from where it was, instead of all at once
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
        self._reading = Reading(timeline)
        self._clock = clock
        self._on_stopped = on_stopped
        self._early_seconds = 0.0  # how much earlier than its time everything is sent, for a synth that is late
        self._use(output)
        self._is_playing = False
        self._position = 0.0  # tick of the playhead while not playing
        self._course = Course(timeline.tempo_map)
        self._has_metronome = self._sends_clock = False
        self._pulses: Iterator[Click | ClockPulse] = iter(())
        self._next_pulse: Click | ClockPulse | None = None

    @property
    def is_playing(self) -> bool:
        """Whether the playhead moves."""
        return self._is_playing

    @property
    def needs_exact_waking(self) -> bool:
        """Whether `advance` makes the time: an output that keeps time itself only wants messages early enough."""
        return self._output_lead == 0

    @property
    def lead_seconds(self) -> float:
        """How many seconds before its time an event is sent."""
        return self._output_lead + self._early_seconds

    @property
    def late_seconds(self) -> float:
        """For how long the next event should have been sent already; negative if it is still to come."""
        return self._clock() - self._next_due() if self._is_playing else float("-inf")

    @property
    def tick(self) -> float:
        """Where the playhead is."""
        if not self._is_playing:
            return self._position
        return min(self._course.playhead_at(self._clock()), self._reading.pass_end)

    def tick_at(self, at_seconds: float) -> float:
        """The tick that sounds, or did lately, at `at_seconds` of the clock; in a count-in one before the start."""
        return self._course.tick_at(at_seconds)

    def due(self, tick: float) -> float | None:
        """The clock's seconds at which `tick` is to sound; None if the last start, jump or turn led behind it."""
        passage = self._course.last
        return passage.due_tick(tick) if passage.first_tick < tick + 0.5 else None

    @property
    def next_event_at(self) -> float | None:
        """The clock's seconds at which `advance` has something to do; None if nothing is to come."""
        end_at = self.asides.next_end_at
        if not self._is_playing:
            return end_at
        sends_at = self._next_due() - self.lead_seconds
        return sends_at if end_at is None else min(sends_at, end_at)

    def play(
        self,
        tick: float,
        loop: Loop | None = None,
        end: int | None = None,
        count_in_bars: int = 0,
        at_seconds: float | None = None,
    ) -> None:
        """Play from `tick` until `end` (the last note if left out), or round the loop once it is reached.

        `count_in_bars` bars of clicks come before. The first of all that is heard at `at_seconds` of the clock, or as
        soon as it can be.
        """
        self._ledger.release(Voice.SCORE)
        self._reading.set_range(loop, end)
        self._is_playing = True
        self._ledger.forget_settings()  # somebody may have turned the synth's own knobs
        self._begin_at(tick, count_in_bars, at_seconds)

    def join(self, other: "Player") -> None:
        """Play from now on where `other` is, in its time."""
        self._course = other._course.copy()
        self._position, self._is_playing = other._position, other._is_playing
        timeline = self._reading.timeline
        self._reading.join(other._reading)
        self.set_timeline(timeline)

    def stop(self) -> None:
        """Stop and end every note."""
        self._stop_at(self.tick)

    def seek(self, tick: float, at_seconds: float | None = None) -> None:
        """Put the playhead elsewhere; what sounds ends, what begins there is heard if playing."""
        self._ledger.release(Voice.SCORE)
        self._begin_at(tick, at_seconds=at_seconds)

    def set_pace(self, pace: float) -> None:
        """From the next start or jump on, play so many seconds of the score in one of the clock."""
        self._course.pace = pace

    def follow(self, tick: float, at_seconds: float, pace: float) -> None:
        """Come to where `tick` sounds at `at_seconds` of the clock and time goes on with `pace`: soon, but smoothly."""
        self._course.follow(tick, at_seconds, pace, self._clock() + self.lead_seconds)

    def delay(self, seconds: float) -> None:
        """Play everything that is still to come so much later."""
        self._course.delay(seconds)

    def set_loop(self, loop: Loop | None) -> None:
        """Loop over these ticks from now on; a loop that ends before the playhead does not hold it."""
        self._reading.set_loop(loop, self.tick)

    def set_pulses(self, has_metronome: bool, sends_clock: bool) -> None:
        """Click on every beat, and send MIDI clock to machines that follow, from now on or not."""
        if self._is_playing and self._sends_clock:
            self._ledger.pass_on(messages.STOP)
        self._has_metronome, self._sends_clock = has_metronome, sends_clock
        self._plan_pulses(self.tick)

    def set_timeline(self, timeline: Timeline, from_seconds: float = 0.0) -> None:
        """Play this from now on: changes ahead of the playhead are heard, sounding notes that are gone end.

        Until `from_seconds` of the clock the old one is heard.
        """
        if not self._is_playing:
            self._reading.timeline = timeline
            return
        self.advance(from_seconds)
        before, passage = self._reading.timeline, self._course.last
        sent_until = max(self._clock() + self.lead_seconds, from_seconds)
        changes_at = max(sent_until, passage.at_seconds)  # a passage that has yet to begin was not sent at all
        tick = passage.tick_at(changes_at)
        is_same_time = (timeline.tempo_map, timeline.meter_map) == (before.tempo_map, before.meter_map)
        if not is_same_time:
            self._course.begin(tick, changes_at, timeline.tempo_map)
        earliest = max(tick - 1, passage.first_tick - 0.5)
        due_tick = self._course.last.due_tick
        self._reading.change_to(timeline, tick, earliest, is_over=lambda at: due_tick(at) <= sent_until)
        if not is_same_time:
            self._plan_pulses(tick)
        held = self._ledger.held(Voice.SCORE)
        for channel, pitch in sorted(held - self._reading.sounding(held)):
            self._ledger.note_off(channel, pitch)
        self._chase(at_seconds=changes_at - self._early_seconds)

    def set_output(self, output: MidiOutput | None, is_old_gone: bool = False) -> None:
        """Play on another output; the old one is silenced first unless it is gone."""
        if not is_old_gone:
            self._ledger.silence()
        self._use(output)
        if self._is_playing:
            self._chase()

    def set_early(self, seconds: float) -> None:
        """Send everything `seconds` before its time (after it if negative), for a synth that takes as long to sound."""
        self._early_seconds = seconds

    def panic(self) -> None:
        """Stop, and end every note on every channel."""
        self._stop_at(self.tick)
        self._ledger.panic(self._reading.timeline.keys)

    def quieten(self) -> None:
        """End every note on every channel and play on: nobody knows what the output still sounds."""
        self._ledger.panic(self._reading.timeline.keys)
        if self._is_playing:
            self._chase()

    def advance(self, until: float = 0.0) -> None:
        """Do what is due by now, and what is to be heard until the clock's `until`."""
        self.asides.end_due()
        if self.late_seconds > LONGEST_HICCUP_SECONDS:
            self.delay(self.late_seconds)
        until = max(until, self._clock() + self.lead_seconds)
        for _ in range(_LARGEST_BATCH):
            if not self._is_playing or self._next_due() > until:
                break
            self._step()

    def _step(self) -> None:
        """Send the next event or pulse, or turn back at the loop's end, or stop at the end."""
        due = self._next_due()
        at = due - self._early_seconds
        if self._next_pulse and due < self._next_score_due():
            self._send_pulse(self._next_pulse, at)
            self._next_pulse = next(self._pulses, None)
        elif message := self._reading.take_control():
            self._ledger.control(message, at)
        elif event := self._reading.take_event():
            if event.velocity:
                self._ledger.note_on(event.channel, event.pitch, event.velocity, at_seconds=at)
            else:
                self._ledger.note_off(event.channel, event.pitch, at_seconds=at)
        elif (start := self._reading.next_pass) is not None:
            for channel, pitch in sorted(self._ledger.held(Voice.SCORE)):
                self._ledger.note_off(channel, pitch, at_seconds=at)
            self._put_playhead(start, due)
            self._chase(is_jump=True, at_seconds=at)
        else:
            self._stop_at(self._reading.pass_end)

    def _send_pulse(self, pulse: Click | ClockPulse, at: float) -> None:
        if isinstance(pulse, Click):
            self.asides.click(pulse.is_first, at)
        else:
            for message in pulse.messages:
                self._ledger.pass_on(message, at)

    def _stop_at(self, tick: float) -> None:
        was_playing, self._is_playing = self._is_playing, False
        self._position = tick
        self.asides.forget()
        self._ledger.silence()
        if was_playing:
            if self._sends_clock:
                self._ledger.pass_on(messages.STOP)
            self._on_stopped(round(tick))

    def _begin_at(self, tick: float, count_in_bars: int = 0, at_seconds: float | None = None) -> None:
        """Put the playhead at `tick`, and all that was before out of mind."""
        self._course.forget()
        count_in = count_in_ticks(self._reading.timeline.meter_map, tick, count_in_bars)
        waiting = self._course.waiting_seconds(count_in, tick, self._reading.timeline.tempo_map)
        begins_at = self._clock() + max(self.lead_seconds, 0.0) if at_seconds is None else at_seconds
        self._put_playhead(tick, begins_at + waiting, count_in_bars)
        if self._is_playing:
            self._chase(is_jump=True, at_seconds=begins_at - self._early_seconds)
        self.advance()

    def _put_playhead(self, tick: float, at_seconds: float, count_in_bars: int = 0) -> None:
        self._position = tick
        self._course.begin(tick, at_seconds, self._reading.timeline.tempo_map)
        self._reading.begin(tick)
        self._plan_pulses(tick, count_in_bars)

    def _plan_pulses(self, tick: float, count_in_bars: int = 0) -> None:
        """Begin clicks and clock anew at `tick`."""
        meter_map = self._reading.timeline.meter_map
        self._pulses = pulses(meter_map, tick, count_in_bars, self._has_metronome, self._sends_clock)
        self._next_pulse = next(self._pulses, None)
        if self._is_playing and self._sends_clock:
            self._ledger.pass_on(messages.STOP)
            self._ledger.pass_on(song_position(meter_map.ppq, tick))

    def _use(self, output: MidiOutput | None) -> None:
        self._ledger = NoteLedger(output)
        self.asides = Asides(self._ledger, self._clock)
        self._output_lead = output.lead_seconds if output else 0.0

    def _chase(self, is_jump: bool = False, at_seconds: float = 0.0) -> None:
        """Let programs, pedals and the like be what they would be if all had been played up to here."""
        self._ledger.chase(self._reading.standing, self._reading.timeline.programs, is_jump, at_seconds)

    def _next_due(self) -> float:
        """The clock's seconds of the next event, control or pulse, or of the end of the pass."""
        due = self._next_score_due()
        return due if self._next_pulse is None else min(due, self._course.last.due_tick(self._next_pulse.tick))

    def _next_score_due(self) -> float:
        return self._course.last.due_tick(self._reading.next_tick)
