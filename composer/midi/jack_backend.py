"""JACK as a MIDI system, all of it through the package JACK-Client.

RtMidi holds the interpreter's lock while it talks to the JACK server. That may be waiting for a callback of ours, which
waits for the lock: with a patient server the engine stood still until it was taken for dead.
"""

from composer.midi.inputs import MidiInput, OnMessage
from composer.midi.jack_port import JackInput, JackOutput, ignore_jack
from composer.midi.native import quiet_stderr
from composer.midi.outputs import MidiOutput
from composer.midi.port_names import CLIENT_NAME, VIRTUAL_PORT, by_visible_name
from composer.music.errors import PortError

_TRIES = 5  # at listing ports of which one vanishes meanwhile


class JackBackend:
    """The JACK server and a client of ours that lists its ports and hears when it dies."""

    name = "JACK"

    def __init__(self) -> None:
        """Raise PortError if no server is running."""
        import jack

        jack.set_error_function(ignore_jack)
        self.is_gone = False
        try:
            with quiet_stderr():
                self._client = jack.Client(f"{CLIENT_NAME} ports", no_start_server=True)
        except jack.JackError as error:
            raise PortError(f"JACK is not running: {error}") from error
        self._client.set_shutdown_callback(self._note_shutdown)

    def outputs(self) -> dict[str, str]:
        """The ports that can be played on: JACK's name of each by its visible name."""
        if self.is_gone:
            return {}
        return self._named(is_input=True) | {f"{VIRTUAL_PORT} · {self.name}": ""}

    def inputs(self) -> dict[str, str]:
        """The ports that can be played from, likewise."""
        return {} if self.is_gone else self._named(is_output=True)

    def open_output(self, raw_name: str, name: str) -> MidiOutput:
        """Open the port that JACK calls `raw_name` and people `name`."""
        return JackOutput(CLIENT_NAME, raw_name, name)

    def open_input(self, raw_name: str, name: str, on_message: OnMessage) -> MidiInput:
        """Open the port that JACK calls `raw_name` and people `name`, to hear what comes from it."""
        return JackInput(f"{CLIENT_NAME} input", raw_name, name, on_message)

    def close(self) -> None:
        """Leave the server."""
        self._client.close()

    def _named(self, **kind: bool) -> dict[str, str]:
        import jack

        for _ in range(_TRIES):
            try:
                return by_visible_name([port.name for port in self._client.get_ports(is_midi=True, **kind)], self.name)
            except jack.JackError:
                continue
        return {}

    def _note_shutdown(self, _status: object, _reason: str) -> None:
        self.is_gone = True
