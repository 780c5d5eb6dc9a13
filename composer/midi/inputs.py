"""MIDI inputs: what every input can do, and the ports that RtMidi opens."""

from collections.abc import Callable
from time import perf_counter
from typing import Protocol

import rtmidi

OnMessage = Callable[[float, bytes], None]  # told when (seconds of `time.perf_counter`) which message came


class MidiInput(Protocol):
    """Where played notes come from. Messages are told in a thread of the MIDI system, as they come."""

    @property
    def is_connected(self) -> bool:
        """Whether messages can still come, as far as this input can tell."""
        ...

    def close(self) -> None:
        """Tell no more messages and let go of the device."""
        ...


class PortInput:
    """An open port of RtMidi."""

    is_connected = True  # RtMidi cannot tell

    def __init__(self, client: rtmidi.MidiIn, on_message: OnMessage) -> None:
        """Tell `on_message` everything but system exclusive and active sensing."""
        self._client = client
        client.ignore_types(sysex=True, timing=False, active_sense=True)
        client.set_callback(lambda event, _: on_message(perf_counter(), bytes(event[0])))

    def close(self) -> None:
        """Close the port."""
        self._client.cancel_callback()
        self._client.close_port()
        self._client.delete()
