"""An external MIDI clock: where it is and how fast, from its messages and the times at which they came."""

from collections import deque
from dataclasses import dataclass

from composer.playback import messages

PULSES_PER_QUARTER = 24
PULSES_PER_SIXTEENTH = 6
DROPOUT_SECONDS = 0.3  # between two pulses: more is no tempo (8 bpm), so pulses are missing
PATIENCE_SECONDS = 2.0  # for which the last tempo is kept
_WINDOW = 48  # pulses that the tempo is taken from
_FEWEST = 6  # with fewer it is not known yet
_OUTLIER_SECONDS = 0.008  # off the line; so many pulses one after the other are another tempo
_SHORTEST, _LONGEST = 60 / 400 / PULSES_PER_QUARTER, DROPOUT_SECONDS  # seconds of a pulse that can be


@dataclass(frozen=True, slots=True)
class Begin:
    """The clock begins, or goes on, at a place."""

    quarters: float  # from the start of the score
    at_seconds: float


class End:
    """The clock's owner has stopped."""


class PulseLine:
    """The straight line through the latest pulses: at which time each comes."""

    def __init__(self) -> None:
        self._pulses: deque[tuple[int, float]] = deque(maxlen=_WINDOW)  # (number, seconds)
        self._outliers: list[tuple[int, float]] = []
        self._number = 0
        self.last_at = float("-inf")  # seconds of the clock
        self.pulse_seconds: float | None = None  # between two pulses; None until it is known
        self._mean = 0.0, 0.0

    @property
    def number(self) -> int:
        """The number of the latest pulse; those that were lost on the way count."""
        return self._number

    def add(self, at_seconds: float) -> None:
        """A pulse came."""
        gap, self.last_at = at_seconds - self.last_at, at_seconds
        if gap > PATIENCE_SECONDS or (gap > DROPOUT_SECONDS and self.pulse_seconds is None):
            self._begin_anew()
        missing = round(gap / self.pulse_seconds) - 1 if gap > DROPOUT_SECONDS and self.pulse_seconds else 0
        self._number += 1 + missing
        pulse = self._number, at_seconds
        if self.pulse_seconds is not None and abs(at_seconds - self.at(self._number)) > _OUTLIER_SECONDS:
            self._outliers.append(pulse)
            if len(self._outliers) < _FEWEST or not _is_tempo(self._outliers):
                return
            self._pulses.clear()
            self._pulses.extend(self._outliers[-_FEWEST:])
        else:
            self._pulses.append(pulse)
        self._outliers.clear()
        self._fit()

    def at(self, number: float) -> float:
        """The seconds at which this pulse comes or came, by the line."""
        assert self.pulse_seconds is not None
        mean_number, mean_seconds = self._mean
        return mean_seconds + (number - mean_number) * self.pulse_seconds

    def number_at(self, at_seconds: float) -> float:
        """Which pulse, with its fraction, it is at `at_seconds`."""
        assert self.pulse_seconds is not None
        mean_number, mean_seconds = self._mean
        return mean_number + (at_seconds - mean_seconds) / self.pulse_seconds

    def _begin_anew(self) -> None:
        self._pulses.clear()
        self._outliers.clear()
        self.pulse_seconds = None

    def _fit(self) -> None:
        """Lay the line through the pulses: the one that they are nearest to, by least squares."""
        count = len(self._pulses)
        if count < _FEWEST:
            return
        mean_number = sum(number for number, _ in self._pulses) / count
        mean_seconds = sum(seconds for _, seconds in self._pulses) / count
        spread = sum((number - mean_number) ** 2 for number, _ in self._pulses)
        together = sum((number - mean_number) * (seconds - mean_seconds) for number, seconds in self._pulses)
        self._mean, self.pulse_seconds = (mean_number, mean_seconds), max(together / spread, _SHORTEST)


class ClockFollower:
    """Knows from a clock's messages when to begin and end, and where the piece should be.

    Times are seconds of one clock, at which the messages came.
    """

    def __init__(self) -> None:
        self._line = PulseLine()
        self._position = 0  # pulse at which the clock's next beginning is
        self._waits_for_pulse = False
        self._offset: float | None = None  # pulses from the line's number to the place in the score; None: stopped

    @property
    def is_leading(self) -> bool:
        """Whether the piece goes with the clock."""
        return self._offset is not None

    @property
    def quarters_per_second(self) -> float | None:
        """The tempo; None until it is known."""
        seconds = self._line.pulse_seconds
        return None if seconds is None else 1 / (seconds * PULSES_PER_QUARTER)

    def is_ticking(self, now: float) -> bool:
        """Whether pulses come."""
        return now - self._line.last_at < DROPOUT_SECONDS

    def is_lost(self, now: float) -> bool:
        """Whether the piece went with the clock, which has been silent for too long."""
        return self.is_leading and now - self._line.last_at > PATIENCE_SECONDS

    def take(self, at_seconds: float, message: bytes) -> Begin | End | None:
        """Hear one message; returns what is to be done, if anything but going on is."""
        if message == messages.CLOCK:
            self._line.add(at_seconds)
            return self._begin(at_seconds) if self._waits_for_pulse else None
        if message in (messages.START, messages.CONTINUE):
            self._position = 0 if message == messages.START else self._position
            self._waits_for_pulse = True
        elif message == messages.STOP:
            self._waits_for_pulse = False
            return self._end()
        elif message[0] == messages.SONG_POSITION and len(message) == 3:
            self._position = (message[1] | message[2] << 7) * PULSES_PER_SIXTEENTH
            self._waits_for_pulse = self._waits_for_pulse or self.is_leading
        return None

    def let_go(self) -> None:
        """Lead no more until the clock begins again."""
        self._offset = None

    def quarters_at(self, at_seconds: float) -> float | None:
        """Where the piece should be; None while the clock does not lead or its tempo is not known yet."""
        if self._offset is None or self._line.pulse_seconds is None:
            return None
        return (self._line.number_at(at_seconds) + self._offset) / PULSES_PER_QUARTER

    def _begin(self, at_seconds: float) -> Begin:
        self._waits_for_pulse = False
        self._offset = float(self._position - self._line.number)
        return Begin(self._position / PULSES_PER_QUARTER, at_seconds)

    def _end(self) -> End | None:
        if self._offset is None:
            return None
        self._position = round(self._line.number + self._offset)
        self._offset = None
        return End()


def _is_tempo(pulses: list[tuple[int, float]]) -> bool:
    """Whether the latest of these could be a clock's, and not a crowd that was held up on the way."""
    (first, began), (last, ended) = pulses[-_FEWEST], pulses[-1]
    return _SHORTEST <= (ended - began) / (last - first) <= _LONGEST
