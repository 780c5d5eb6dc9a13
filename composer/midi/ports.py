"""MIDI ports: which there are on every backend, by stable names, and opening one of them."""

import os
import re
from collections.abc import Callable
from typing import TypeVar

import rtmidi

from composer.midi import jack_port
from composer.midi.inputs import MidiInput, OnMessage, PortInput
from composer.midi.jack_watch import JackWatch
from composer.midi.native import quiet_stderr
from composer.midi.outputs import MidiOutput, PacedOutput, PortOutput
from composer.music.errors import PortError

CLIENT_NAME = "Composer"
VIRTUAL_PORT = "Composer (virtual port)"

_Client = TypeVar("_Client", rtmidi.MidiOut, rtmidi.MidiIn)

_BACKEND_NAMES = {
    rtmidi.API_LINUX_ALSA: "ALSA",
    rtmidi.API_UNIX_JACK: "JACK",
    rtmidi.API_MACOSX_CORE: "CoreMIDI",
    rtmidi.API_WINDOWS_MM: "WinMM",
}

os.environ.setdefault("JACK_NO_START_SERVER", "1")  # looking for ports must not start a JACK server


class Backend:
    """One MIDI system of this machine (ALSA, JACK, CoreMIDI or WinMM) and its open listing clients."""

    def __init__(self, api: int) -> None:
        """Raise PortError if this system is not running."""
        self._api = api
        self.name = _BACKEND_NAMES[api]
        self._outputs = _new_client(rtmidi.MidiOut, api, f"{CLIENT_NAME} ports")
        self._inputs: rtmidi.MidiIn | None = None  # made when somebody asks: most people never play a keyboard
        self._watch = JackWatch(rtmidi._rtmidi, f"{CLIENT_NAME} watch") if self._is_jack else None

    @property
    def is_gone(self) -> bool:
        """Whether the system has died; a new one of its kind needs a new Backend."""
        return self._watch is not None and self._watch.is_server_gone

    def outputs(self) -> dict[str, str]:
        """The ports that can be played on: the system's name of each by its visible name."""
        return self._named(self._outputs.get_ports) | self._virtual_port()

    def inputs(self) -> dict[str, str]:
        """The ports that can be played from, likewise."""
        inputs = self._inputs or _new_client(rtmidi.MidiIn, self._api, f"{CLIENT_NAME} inputs")
        self._inputs = inputs
        return self._named(inputs.get_ports)

    def open_output(self, raw_name: str, name: str) -> MidiOutput:
        """Open the port that the system calls `raw_name` and people `name`."""
        if self._is_exact:
            return jack_port.JackOutput(CLIENT_NAME, raw_name, name)
        client = _new_client(rtmidi.MidiOut, self._api, CLIENT_NAME)
        if raw_name:
            _open(client, raw_name, name, "output")
        else:
            client.open_virtual_port("output")
        port = PortOutput(client)
        return PacedOutput(port) if self._is_jack else port

    def open_input(self, raw_name: str, name: str, on_message: OnMessage) -> MidiInput:
        """Open the port that the system calls `raw_name` and people `name`; see `PortInput`."""
        if self._is_exact:
            return jack_port.JackInput(f"{CLIENT_NAME} input", raw_name, name, on_message)
        client = _new_client(rtmidi.MidiIn, self._api, f"{CLIENT_NAME} input")
        _open(client, raw_name, name, "input")
        return PortInput(client, on_message)

    def close(self) -> None:
        """Leave the MIDI system."""
        self._outputs.delete()
        if self._inputs is not None:
            self._inputs.delete()
        if self._watch is not None:
            self._watch.close()

    @property
    def _is_jack(self) -> bool:
        return self._api == rtmidi.API_UNIX_JACK

    @property
    def _is_exact(self) -> bool:
        return self._is_jack and not jack_port.why_unavailable()

    def _named(self, raw_names: Callable[[], list[str]]) -> dict[str, str]:
        if self.is_gone:
            return {}
        others = [name for name in raw_names() if not name.startswith(CLIENT_NAME)]
        return {name: others[index] for name, index in visible_names(others, self.name).items()}

    def _virtual_port(self) -> dict[str, str]:
        """A port of our own that other programs connect with; Windows knows no such thing."""
        return {} if self.is_gone or self.name == "WinMM" else {f"{VIRTUAL_PORT} · {self.name}": ""}


class Ports:
    """The ports of every backend that runs here."""

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

    @property
    def hint(self) -> str:
        """A sentence about what would make the ports better; empty when nothing would."""
        return jack_port.why_unavailable() if "JACK" in self.backend_names else ""

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

    def outputs(self) -> dict[str, str]:
        """The ports to play on by visible name, in the order of the backends, with what the system calls each now.

        A synth that was restarted keeps its visible name but may get another one from the system.
        """
        return {name: raw for backend in self._backends.values() for name, raw in backend.outputs().items()}

    def inputs(self) -> tuple[str, ...]:
        """The visible names of the ports to play from."""
        return tuple(name for backend in self._backends.values() for name in backend.inputs())

    def open_output(self, name: str) -> MidiOutput:
        """Open the port of this visible name to play on; PortError if it is gone or taken."""
        for backend in self._backends.values():
            raw_name = backend.outputs().get(name)
            if raw_name is not None:
                return backend.open_output(raw_name, name)
        raise _missing(name)

    def open_input(self, name: str, on_message: OnMessage) -> MidiInput:
        """Open the port of this visible name to play from; PortError if it is gone or taken."""
        for backend in self._backends.values():
            raw_name = backend.inputs().get(name)
            if raw_name is not None:
                return backend.open_input(raw_name, name, on_message)
        raise _missing(name)

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


def _missing(name: str) -> PortError:
    return PortError(f"The MIDI port “{name}” is not there: connect it again or choose another port.")


def _new_client(kind: type[_Client], api: int, name: str) -> _Client:
    with quiet_stderr():
        try:
            return kind(api, name=name)
        except rtmidi.RtMidiError as error:
            raise PortError(f"{_BACKEND_NAMES[api]} is not running: {error}") from error


def _open(client: rtmidi.MidiOut | rtmidi.MidiIn, raw_name: str, name: str, own_name: str) -> None:
    try:
        client.open_port(client.get_ports().index(raw_name), name=own_name)
    except (rtmidi.RtMidiError, ValueError) as error:
        client.delete()
        raise PortError(
            f"The MIDI port “{name}” cannot be opened ({error}): "
            "close the program that uses it, or choose another port."
        ) from error
