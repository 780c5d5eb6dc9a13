"""MIDI output ports: which there are on every backend, by stable names, and sending to one of them."""

import os
import re
from collections.abc import Callable
from time import perf_counter, sleep
from typing import Protocol

import rtmidi

from composer.midi.jack_watch import JackWatch
from composer.midi.native import quiet_stderr
from composer.music.errors import PortError

CLIENT_NAME = "Composer"

_BACKEND_NAMES = {
    rtmidi.API_LINUX_ALSA: "ALSA",
    rtmidi.API_UNIX_JACK: "JACK",
    rtmidi.API_MACOSX_CORE: "CoreMIDI",
    rtmidi.API_WINDOWS_MM: "WinMM",
}

# RtMidi loses messages beyond about 1,300 in one JACK period; a period is rarely longer than this.
_BURST_LIMIT = 300  # messages
_BURST_SECONDS = 0.04
_SETTLE_SECONDS = 0.03  # the last messages of a closing port are still on their way this long

os.environ.setdefault("JACK_NO_START_SERVER", "1")  # looking for ports must not start a JACK server


class MidiOutput(Protocol):
    """Where MIDI messages go: a port, the built-in synth, or a test's list."""

    def send(self, message: bytes) -> None:
        """Send one complete MIDI message now."""
        ...

    def close(self) -> None:
        """Deliver what was sent and let go of the device."""
        ...


class Backend:
    """One MIDI system of this machine (ALSA, JACK, CoreMIDI or WinMM) and its open listing client."""

    def __init__(self, api: int) -> None:
        """Raise PortError if this system is not running."""
        self._api = api
        self.name = _BACKEND_NAMES[api]
        self._listing = _new_client(api, f"{CLIENT_NAME} ports")
        self._watch = JackWatch(rtmidi._rtmidi, f"{CLIENT_NAME} watch") if api == rtmidi.API_UNIX_JACK else None

    @property
    def is_gone(self) -> bool:
        """Whether the system has died; a new one of its kind needs a new Backend."""
        return self._watch is not None and self._watch.is_server_gone

    def ports(self) -> dict[str, int]:
        """The ports by visible name, with the index that opens each."""
        if self.is_gone:
            return {}
        return visible_names(self._listing.get_ports(), self.name)

    def open(self, index: int, name: str) -> MidiOutput:
        """Open the port at `index` of the list, which people know as `name`."""
        client = _new_client(self._api, CLIENT_NAME)
        try:
            client.open_port(index, name="output")
        except rtmidi.RtMidiError as error:
            client.delete()
            raise PortError(
                f"The MIDI port “{name}” cannot be opened ({error}): "
                "close the program that uses it, or choose another port."
            ) from error
        port = PortOutput(client)
        return PacedOutput(port) if self._api == rtmidi.API_UNIX_JACK else port

    def close(self) -> None:
        """Leave the MIDI system."""
        self._listing.delete()
        if self._watch is not None:
            self._watch.close()


class PortOutput:
    """An open port."""

    def __init__(self, client: rtmidi.MidiOut) -> None:
        self._client = client

    def send(self, message: bytes) -> None:
        """Send one complete MIDI message now. A port that has vanished takes it without a word."""
        self._client.send_message(message)

    def close(self) -> None:
        """Wait until the last messages are out, then close the port."""
        sleep(_SETTLE_SECONDS)
        self._client.close_port()
        self._client.delete()


class PacedOutput:
    """An output that takes a burst of any size slowly enough for JACK to deliver all of it."""

    def __init__(
        self, output: MidiOutput, clock: Callable[[], float] = perf_counter, wait: Callable[[float], None] = sleep
    ) -> None:
        self._output = output
        self._clock = clock
        self._wait = wait
        self._burst_start = clock()
        self._burst_count = 0

    def send(self, message: bytes) -> None:
        """Send now, or a moment later when too many messages went out within one JACK period."""
        now = self._clock()
        if now - self._burst_start >= _BURST_SECONDS:
            self._burst_start, self._burst_count = now, 0
        elif self._burst_count >= _BURST_LIMIT:
            self._wait(self._burst_start + _BURST_SECONDS - now)
            self._burst_start, self._burst_count = self._clock(), 0
        self._burst_count += 1
        self._output.send(message)

    def close(self) -> None:
        """Close the output."""
        self._output.close()


class Ports:
    """The output ports of every backend that runs here."""

    def __init__(self, apis: tuple[int, ...] | None = None, backend: Callable[[int], Backend] = Backend) -> None:
        """Look on these RtMidi APIs; all that this build of RtMidi knows when left out."""
        self._apis = apis if apis is not None else tuple(a for a in rtmidi.get_compiled_api() if a in _BACKEND_NAMES)
        self._new_backend = backend
        self._backends: dict[int, Backend] = {}
        self.probe()

    @property
    def backend_names(self) -> tuple[str, ...]:
        """The MIDI systems that answered the last probe, for example ``("JACK",)``."""
        return tuple(backend.name for backend in self._backends.values())

    def probe(self) -> None:
        """Look for backends that have started since, or started again; takes some milliseconds."""
        for api in self._apis:
            if api in self._backends:
                if not self._backends[api].is_gone:
                    continue
                self._backends.pop(api).close()
            try:
                self._backends[api] = self._new_backend(api)
            except PortError:
                continue  # this system does not run here: its ports are simply not listed

    def names(self) -> tuple[str, ...]:
        """The visible names of all ports, in the order of the backends."""
        return tuple(name for backend in self._backends.values() for name in backend.ports())

    def open(self, name: str) -> MidiOutput:
        """Open the port of this visible name; PortError if it is gone or taken."""
        for backend in self._backends.values():
            index = backend.ports().get(name)
            if index is not None:
                return backend.open(index, name)
        raise PortError(f"The MIDI port “{name}” is not there: connect it again or choose another port.")

    def close(self) -> None:
        """Leave all MIDI systems."""
        for backend in self._backends.values():
            backend.close()
        self._backends.clear()


def visible_names(raw_names: list[str], backend_name: str) -> dict[str, int]:
    """Names that stay the same when a synth restarts, each with its index in `raw_names`.

    >>> visible_names(["FLUID Synth (812):Synth input port (812:0) 128:0"], "ALSA")
    {'FLUID Synth:Synth input port · ALSA': 0}
    """
    names: dict[str, int] = {}
    for index, raw_name in enumerate(raw_names):
        stable = _without_numbers_of_the_day(raw_name, backend_name)
        name, copies = f"{stable} · {backend_name}", 1
        while name in names:
            copies += 1
            name = f"{stable} #{copies} · {backend_name}"
        names[name] = index
    return names


def _without_numbers_of_the_day(raw_name: str, backend_name: str) -> str:
    """Drop process ids, ALSA client addresses and WinMM indexes: they change from one start to the next."""
    if backend_name == "ALSA":
        raw_name = re.sub(r" \d+:\d+$", "", raw_name)
    elif backend_name == "WinMM":
        raw_name = re.sub(r" \d+$", "", raw_name)
    return re.sub(r" \(\d+(:\d+)?\)", "", raw_name)


def _new_client(api: int, name: str) -> rtmidi.MidiOut:
    with quiet_stderr():
        try:
            return rtmidi.MidiOut(api, name=name)
        except rtmidi.RtMidiError as error:
            raise PortError(f"{_BACKEND_NAMES[api]} is not running: {error}") from error
