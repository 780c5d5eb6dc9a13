"""MIDI outputs: what every output can do, and the ports that RtMidi opens."""

from collections.abc import Callable
from time import perf_counter, sleep
from typing import Protocol

import rtmidi

# RtMidi loses messages beyond about 1,300 in one JACK period; a period is rarely longer than this.
_BURST_LIMIT = 300  # messages
_BURST_SECONDS = 0.04
_SETTLE_SECONDS = 0.03  # the last messages of a closing port are still on their way this long


class MidiOutput(Protocol):
    """Where MIDI messages go: a port, the built-in synth, or a test's list.

    An output that keeps time by itself wants each message `lead_seconds` before it is due and lets it go exactly then;
    any other has a lead of 0 and sends at once. Messages of one time leave in the order in which they were sent.
    """

    @property
    def lead_seconds(self) -> float:
        """How long before its time a message has to be here."""
        ...

    @property
    def is_connected(self) -> bool:
        """Whether messages still reach the other side, as far as this output can tell."""
        ...

    def send(self, message: bytes, at_seconds: float = 0.0) -> None:
        """Send one complete MIDI message at `at_seconds` of `time.perf_counter`, or now if that is past."""
        ...

    def close(self) -> None:
        """Deliver what was sent and let go of the device."""
        ...


class PortOutput:
    """An open port of RtMidi."""

    lead_seconds = 0.0

    def __init__(self, client: rtmidi.MidiOut) -> None:
        self._client = client
        self.is_connected = True  # as far as RtMidi can tell: most ports that have vanished take all without a word

    def send(self, message: bytes, at_seconds: float = 0.0) -> None:  # noqa: ARG002
        """Send now: it is time when this is called. A port that refuses it counts as gone."""
        try:
            self._client.send_message(message)
        except rtmidi.RtMidiError:
            self.is_connected = False

    def close(self) -> None:
        """Wait until the last messages are out, then close the port."""
        sleep(_SETTLE_SECONDS)
        self._client.close_port()
        self._client.delete()


class PacedOutput:
    """An output that takes a burst of any size slowly enough for RtMidi to deliver all of it through JACK."""

    lead_seconds = 0.0

    def __init__(
        self, output: MidiOutput, clock: Callable[[], float] = perf_counter, wait: Callable[[float], None] = sleep
    ) -> None:
        self._output = output
        self._clock = clock
        self._wait = wait
        self._burst_start = clock()
        self._burst_count = 0

    @property
    def is_connected(self) -> bool:
        """Whether the output is."""
        return self._output.is_connected

    def send(self, message: bytes, at_seconds: float = 0.0) -> None:
        """Send now, or a moment later when too many messages went out within one JACK period."""
        now = self._clock()
        if now - self._burst_start >= _BURST_SECONDS:
            self._burst_start, self._burst_count = now, 0
        elif self._burst_count >= _BURST_LIMIT:
            self._wait(self._burst_start + _BURST_SECONDS - now)
            self._burst_start, self._burst_count = self._clock(), 0
        self._burst_count += 1
        self._output.send(message, at_seconds)

    def close(self) -> None:
        """Close the output."""
        self._output.close()
