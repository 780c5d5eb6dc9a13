"""Following: lets the ensemble start, stop and go as an external MIDI clock says."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from composer.midi.ports import Ports
from composer.playback.clock_follower import Begin, ClockFollower, End
from composer.playback.ensemble import Ensemble
from composer.playback.input_keeper import InputKeeper
from composer.playback.protocol import ClockHeard, EngineEvent, PlaybackStarted

_LOSS = "The port “{}” is gone, from which the MIDI clock came: connect it again and start the clock."
_REPORT_SECONDS = 0.25  # between two reports of a tempo that changes
_CORRECT_SECONDS = 0.1  # between two corrections
_SILENCE = ClockHeard(None)


class Following:
    """Listens to the clock of the port that was asked for, if any.

    While the clock leads, it says where the piece is: a jump or a loop of our own does not hold. What was started here
    goes only as fast as the clock.
    """

    def __init__(
        self,
        ensemble: Ensemble,
        ports: Ports,
        report: Callable[[EngineEvent], None],
        wake: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        self._ensemble, self._report, self._clock = ensemble, report, clock
        self._input = InputKeeper(ports, report, wake, _LOSS)
        self._follower = ClockFollower()
        self._name: str | None = None
        self._keyboard: str | None = None
        self._correct_at = 0.0  # seconds of the clock
        self._told, self._tell_at = _SILENCE, 0.0  # what was reported, and the earliest time for the next report

    @property
    def is_led(self) -> bool:
        """Whether the clock says where the piece is."""
        return self._follower.is_leading

    def follow(self, name: str | None) -> None:
        """Listen to the clock from this port, or from none."""
        self._name, self._follower = name, ClockFollower()
        self._ensemble.follow_nobody()
        self.share(self._keyboard)

    def share(self, keyboard: str | None) -> None:
        """What this port says is handed to `take`: it is listened to already, and some systems open it only once."""
        self._keyboard = keyboard
        wanted = None if self._name == keyboard else self._name
        if wanted != self._input.wanted:
            self._input.open(wanted)

    def take(self, port: str | None, at_seconds: float, message: bytes) -> None:
        """Hear what a port says; only the one that is followed matters."""
        if port is None or port != self._name:
            return
        match self._follower.take(at_seconds, message):
            case Begin(quarters, begins_at):
                self._begin(quarters * self._ensemble.ppq, begins_at)
            case End():
                self._ensemble.stop()
                self._ensemble.follow_nobody()

    def turn(self) -> None:
        """Do what the clock said since the last time, and notice when it says nothing any more."""
        for at_seconds, message in self._input.take():
            self.take(self._name, at_seconds, message)
        now = self._clock()
        if now >= self._correct_at:
            self._correct_at = now + _CORRECT_SECONDS
            self._correct(now)
        if self._follower.is_lost(now):
            self._follower.let_go()
            self._tell(ClockHeard(None, message=self._why_lost()), now)
        elif now >= self._tell_at:
            self._tell(self._heard(now), now)

    def before_play(self, tick: float) -> None:
        """Somebody here is about to start at `tick`: in the clock's tempo, if it ticks."""
        self.let_go()
        tempo = self._follower.quarters_per_second
        if tempo is not None and self._follower.is_ticking(self._clock()):
            self._ensemble.follow(tick, self._clock(), tempo)

    def let_go(self) -> None:
        """Somebody here has stopped: the clock leads no more until it starts again."""
        self._follower.let_go()
        self._ensemble.follow_nobody()

    def check(self, inputs: Sequence[str]) -> None:
        """Mend what has changed; `inputs` are the ports of this moment."""
        self._input.check(inputs)

    def close(self) -> None:
        """Listen no more."""
        self._input.close()

    def _begin(self, tick: float, at_seconds: float) -> None:
        tempo = self._follower.quarters_per_second or self._ensemble.quarters_per_second_at(tick)
        self._ensemble.stop()
        self._ensemble.follow(tick, at_seconds, tempo)
        self._ensemble.play(tick, at_seconds=at_seconds)
        self._report(PlaybackStarted(round(tick)))

    def _correct(self, now: float) -> None:
        """Go as fast as the clock does, and while it leads, to where it is."""
        tempo = self._follower.quarters_per_second
        if tempo is None or not self._ensemble.is_following or not self._ensemble.is_playing:
            return
        quarters = self._follower.quarters_at(now)
        tick = self._ensemble.main.tick_at(now) if quarters is None else quarters * self._ensemble.ppq
        self._ensemble.follow(tick, now, tempo)

    def _heard(self, now: float) -> ClockHeard:
        tempo = self._follower.quarters_per_second
        if self._name is None or tempo is None or not self._follower.is_ticking(now):
            return ClockHeard(None, self._follower.is_leading)
        return ClockHeard(round(tempo * 60, 1), self._follower.is_leading)

    def _tell(self, heard: ClockHeard, now: float) -> None:
        if heard != self._told:
            self._told, self._tell_at = replace(heard, message=""), now + _REPORT_SECONDS
            self._report(heard)

    def _why_lost(self) -> str:
        tempo = self._follower.quarters_per_second
        words = f" at {tempo * 60:.1f} bpm" if tempo else ""
        return (
            f"The MIDI clock from “{self._name}” has fallen silent: playing goes on{words} by itself. "
            "Start the clock again to follow it."
        )
