"""The ensemble: one player for every port that the piece is played on, all in the same time."""

from collections.abc import Callable, Mapping

from composer.playback.player import LONGEST_HICCUP_SECONDS, Player
from composer.playback.protocol import Loop
from composer.playback.scheduler import EMPTY_TIMELINE, Timeline

MAIN = ""  # the port that stands for the piece's output

_FARTHEST_QUARTERS = 0.5  # that are made up for smoothly
_WAITING_SECONDS = 0.02  # by which the beginning of what is still being made is put off at a time


def _ignore(tick: int) -> None: ...


class Ensemble:
    """Plays one timeline on each port, so that all are heard together, however early each has to be sent.

    Time is passed in as `clock`, in seconds; see `Player`. While the ensemble follows somebody else's tempo, that of
    the score does not hold.
    """

    def __init__(self, clock: Callable[[], float], on_stopped: Callable[[int], None] = _ignore) -> None:
        self._clock = clock
        self._on_stopped = on_stopped
        self._has_metronome = self._sends_clock = False
        self._timelines: Mapping[str, Timeline] = {MAIN: EMPTY_TIMELINE}
        self.is_following = False  # somebody else's tempo
        self._horizon: int | None = None  # tick
        self._players: dict[str, Player] = {}
        self.main = self.add(MAIN)  # is always there; clicks, and says where the playhead is

    @property
    def is_playing(self) -> bool:
        """Whether the playhead moves."""
        return any(player.is_playing for player in self._players.values())

    @property
    def tick(self) -> float:
        """Where the playhead is."""
        return self.main.tick

    @property
    def ppq(self) -> int:
        """Ticks per quarter."""
        return self._timelines[MAIN].tempo_map.ppq

    def quarters_per_second_at(self, tick: float) -> float:
        """The tempo of the score at `tick`."""
        return self._timelines[MAIN].tempo_map.bpm_at(int(tick)) / 60

    @property
    def next_event_at(self) -> float | None:
        """The clock's seconds at which `advance` has something to do; None if nothing is to come."""
        return min((at for player in self._players.values() if (at := player.next_event_at) is not None), default=None)

    @property
    def needs_exact_waking(self) -> bool:
        """Whether what comes next is for an output that does not keep time by itself."""
        next_at = self.next_event_at
        return any(player.needs_exact_waking for player in self._players.values() if player.next_event_at == next_at)

    def on(self, port: str) -> Player | None:
        """The player of a port."""
        return self._players.get(port)

    def add(self, port: str) -> Player:
        """Play on this port too; what is to be heard there comes with `set_timelines`."""
        player = self._players[port] = Player(EMPTY_TIMELINE, None, self._clock, self._note_stop)
        player.set_pulses(False, self._sends_clock)
        return player

    def remove(self, port: str) -> None:
        """Play on this port no more; its output has been let go."""
        self._players.pop(port).stop()

    def play(
        self,
        tick: float,
        loop: Loop | None = None,
        end: int | None = None,
        count_in_bars: int = 0,
        at_seconds: float | None = None,
    ) -> None:
        """Play from `tick` on all ports; see `Player.play`."""
        at_seconds = self._soon if at_seconds is None else at_seconds
        for player in self._players.values():
            player.play(tick, loop, end, count_in_bars, at_seconds)

    def stop(self) -> None:
        """Stop and end every note."""
        for player in self._players.values():
            player.stop()

    def seek(self, tick: float, at_seconds: float | None = None) -> None:
        """Put the playhead elsewhere."""
        at_seconds = self._soon if at_seconds is None else at_seconds
        for player in self._players.values():
            player.seek(tick, at_seconds)

    def set_loop(self, loop: Loop | None) -> None:
        """Loop over these ticks from now on."""
        self._agree()
        for player in self._players.values():
            player.set_loop(loop)

    def set_pulses(self, has_metronome: bool, sends_clock: bool) -> None:
        """Click on the piece's output, and send MIDI clock to all, from now on or not."""
        self._has_metronome, self._sends_clock = has_metronome, sends_clock
        for player in self._players.values():
            player.set_pulses(has_metronome and player is self.main, sends_clock)

    def set_horizon(self, tick: int | None) -> None:
        """Play up to `tick` and wait there: what sounds goes on, and so does the rest once it is there.

        None: all is there. A playhead that is behind it already, and one that somebody else leads, does not wait.
        """
        self._wait_at_horizon()
        self._horizon = tick
        if self._seconds_behind_horizon is not None:
            self._horizon = None

    def set_timelines(self, timelines: Mapping[str, Timeline]) -> None:
        """Play these from now on, one on each port."""
        self._wait_at_horizon()
        before, self._timelines = self._timelines[MAIN], timelines
        after = timelines[MAIN]
        is_same_time = (before.tempo_map, before.meter_map) == (after.tempo_map, after.meter_map)
        self._give_out(0.0 if is_same_time else self._soon)

    def follow(self, tick: float, at_seconds: float, quarters_per_second: float) -> None:
        """From now on go with somebody who is at `tick` at `at_seconds` of the clock, and so fast.

        What is a little ahead or behind comes there smoothly, what is further away jumps.
        """
        if not self.is_following:
            self.is_following = True
            self._change_pace(quarters_per_second)
        soon = self._soon
        there = tick + (soon - at_seconds) * quarters_per_second * self.ppq
        if self.is_playing and abs(self.main.tick_at(soon) - there) > _FARTHEST_QUARTERS * self.ppq:
            self.seek(there, soon)
        for player in self._players.values():
            player.follow(tick, at_seconds, quarters_per_second)

    def follow_nobody(self) -> None:
        """Go by the tempo of the score again."""
        if self.is_following:
            self.is_following = False
            self._change_pace(1.0)

    def release_keyboard(self) -> None:
        """End what was played through, and let its pedals up: they are far away now."""
        for player in self._players.values():
            player.asides.release_keyboard()

    def panic(self) -> None:
        """Stop, and end every note on every channel of every port."""
        for player in self._players.values():
            player.panic()

    def advance(self) -> None:
        """Do what is due by now. A machine that slept plays on from where it was, on all ports together."""
        self._wait_at_horizon()
        late = max(player.late_seconds for player in self._players.values())
        if late > LONGEST_HICCUP_SECONDS:
            self._delay(late)
        for player in self._players.values():
            player.advance()

    def _wait_at_horizon(self) -> None:
        """Put off what lies behind the horizon, on all ports together, if it would have to be sent now."""
        behind = self._seconds_behind_horizon
        if behind is not None:
            self._delay(behind + _WAITING_SECONDS)

    @property
    def _seconds_behind_horizon(self) -> float | None:
        """For how long what lies behind the horizon should have been sent already; None if it need not be yet."""
        if self._horizon is None or self.is_following or not self.main.is_playing:
            return None
        due, soon = self.main.due(self._horizon), self._soon
        return soon - due if due is not None and due <= soon else None

    def _delay(self, seconds: float) -> None:
        for player in self._players.values():
            player.delay(seconds)

    def _change_pace(self, pace: float) -> None:
        for player in self._players.values():
            player.set_pace(pace)
        self._give_out(self._soon)

    def _give_out(self, from_seconds: float) -> None:
        """Give every player what it plays from then on; one that is new joins the others."""
        for port, player in self._players.items():
            timeline = self._timelines[port]
            player.set_timeline(timeline.in_quarters() if self.is_following else timeline, from_seconds)
            if self.main.is_playing and not player.is_playing:
                player.join(self.main)

    @property
    def _soon(self) -> float:
        """The earliest of the clock's seconds that can still be served on every port."""
        return self._clock() + max(0.0, *(player.lead_seconds for player in self._players.values()))

    def _agree(self) -> None:
        """Let no port be in another turn of the loop than the others: what is sent ahead there is sent here too."""
        self._wait_at_horizon()
        soon = self._soon
        for player in self._players.values():
            player.advance(soon)

    def _note_stop(self, _tick: int) -> None:
        """Tell when the last player has stopped."""
        if not self.is_playing:
            self._on_stopped(round(self.main.tick))
