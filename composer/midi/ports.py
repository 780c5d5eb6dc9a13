"""MIDI ports: which there are on every backend, by stable names, and opening one of them."""

import os
from collections.abc import Callable
from typing import TypeVar

import rtmidi

from composer.midi import jack_port
from composer.midi.inputs import MidiInput, OnMessage, PortInput
from composer.midi.jack_backend import JackBackend
from composer.midi.jack_watch import JackWatch
from composer.midi.native import quiet_stderr
from composer.midi.outputs import MidiOutput, PacedOutput, PortOutput
from composer.midi.port_names import CLIENT_NAME, VIRTUAL_PORT, by_visible_name
from composer.music.errors import PortError

_Client = TypeVar("_Client", rtmidi.MidiOut, rtmidi.MidiIn)

_BACKEND_NAMES = {
    rtmidi.API_LINUX_ALSA: "ALSA",
    rtmidi.API_UNIX_JACK: "JACK",
    rtmidi.API_MACOSX_CORE: "CoreMIDI",
    rtmidi.API_WINDOWS_MM: "WinMM",
}

os.environ.setdefault("JACK_NO_START_SERVER", "1")  # looking for ports must not start a JACK server


class RtMidiBackend:
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
        client = _new_client(rtmidi.MidiOut, self._api, CLIENT_NAME)
        if raw_name:
            _open(client, raw_name, name, "output")
        else:
            client.open_virtual_port("output")
        port = PortOutput(client)
        return PacedOutput(port) if self._is_jack else port

    def open_input(self, raw_name: str, name: str, on_message: OnMessage) -> MidiInput:
        """Open the port that the system calls `raw_name` and people `name`; see `PortInput`."""
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

    def _named(self, raw_names: Callable[[], list[str]]) -> dict[str, str]:
        return {} if self.is_gone else by_visible_name(raw_names(), self.name)

    def _virtual_port(self) -> dict[str, str]:
        """A port of our own that other programs connect with; Windows knows no such thing."""
        return {} if self.is_gone or self.name == "WinMM" else {f"{VIRTUAL_PORT} · {self.name}": ""}


Backend = RtMidiBackend | JackBackend


def new_backend(api: int) -> Backend:
    """The MIDI system that RtMidi knows as `api`; PortError if it is not running."""
    if api == rtmidi.API_UNIX_JACK and not jack_port.why_unavailable():
        return JackBackend()
    return RtMidiBackend(api)


class Ports:
    """The ports of every backend that runs here."""

    def __init__(self, apis: tuple[int, ...] | None = None, backend: Callable[[int], Backend] = new_backend) -> None:
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
