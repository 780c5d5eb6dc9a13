"""Stand-ins for ports, time and the engine process, for tests that run as fast as possible."""

from collections.abc import Callable, Sequence

from composer.midi.outputs import MidiOutput
from composer.music.errors import PortError, SynthError
from composer.playback.protocol import Command
from composer.playback.synth_settings import SynthSettings


class ManualClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


class RecordingOutput:
    """An output that keeps what it is sent, and knows what a synth would be sounding."""

    lead_seconds = 0.0

    def __init__(self, clock: ManualClock | None = None) -> None:
        self._clock = clock or ManualClock()
        self._start = self._clock()
        self.timed: list[tuple[float, bytes]] = []  # seconds since the recording began
        self.sounding: set[tuple[int, int]] = set()  # (channel, pitch)
        self.faults: list[str] = []
        self.stray_ends: list[tuple[int, int]] = []  # (channel, pitch) that ended without a beginning
        self.is_closed = False
        self.is_connected = True

    @property
    def messages(self) -> list[bytes]:
        return [message for _, message in self.timed]

    @property
    def notes(self) -> list[tuple[float, str, int]]:
        """(seconds, "on" or "off", pitch) of the note messages."""
        return [
            (round(seconds, 6), "on" if message[0] & 0xF0 == 0x90 else "off", message[1])
            for seconds, message in self.timed
            if message[0] & 0xF0 in (0x80, 0x90)
        ]

    def send(self, message: bytes, at_seconds: float = 0.0) -> None:
        self.timed.append((self._clock() - self._start, message))
        key = (message[0] & 0x0F, message[-1 if len(message) == 1 else 1])
        if message[0] & 0xF0 == 0x90:
            if key in self.sounding:
                self.faults.append(f"{key} began twice")
            self.sounding.add(key)
        elif message[0] & 0xF0 == 0x80:
            if key not in self.sounding:
                self.stray_ends.append(key)
            self.sounding.discard(key)

    def close(self) -> None:
        self.is_closed = True


class FakeSynth(RecordingOutput):
    """A built-in synth that knows no sound font called "missing.sf2"."""

    def __init__(self, settings: SynthSettings) -> None:
        super().__init__()
        self.adjust(settings)

    def adjust(self, settings: SynthSettings) -> None:
        if settings.sound_font == "missing.sf2":
            raise SynthError("missing.sf2 is not there")
        self.settings = settings


class FakeInput:
    """An input that is told about by `FakePorts.play`."""

    def __init__(self) -> None:
        self.is_connected = True
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


class FakePorts:
    """Ports that come and go as a test says."""

    def __init__(self, *names: str) -> None:
        self.present = list(names)
        self.keyboards: list[str] = []
        self.play: Callable[[float, bytes], None] | None = None  # as if on the keyboard that was opened last
        self.opened: list[RecordingOutput] = []
        self.is_taken = False  # another program holds all of them
        self.tries = 0  # to open one
        self.backend_names = ("FAKE",)
        self.hint = ""
        self.is_closed = False

    def probe(self) -> None: ...

    def outputs(self) -> dict[str, str]:
        return {name: name for name in self.present}

    def inputs(self) -> tuple[str, ...]:
        return tuple(self.keyboards)

    def open_input(self, name: str, on_message: Callable[[float, bytes], None]) -> "FakeInput":
        self._try(name, self.keyboards)
        self.play = on_message
        return FakeInput()

    def open_output(self, name: str) -> MidiOutput:
        self._try(name, self.present)
        self.opened.append(RecordingOutput())
        return self.opened[-1]

    def close(self) -> None:
        self.is_closed = True

    def _try(self, name: str, ports: Sequence[str]) -> None:
        self.tries += 1
        if name not in ports:
            raise PortError(f"The MIDI port “{name}” is not there.")
        if self.is_taken:
            raise PortError(f"The MIDI port “{name}” cannot be opened: another program holds it.")


class FakeEngine:
    """An engine process that says what a test puts into `says`."""

    def __init__(self) -> None:
        self.obeyed: list[Command] = []
        self.says: list[object] = []
        self.is_gone = False
        self.is_killed = False
        self.is_closed = False

    def post(self, command: Command) -> None:
        self.obeyed.append(command)

    def drain(self) -> list[object]:
        said, self.says = self.says, []
        return said

    def kill(self) -> None:
        self.is_killed = True

    def close(self) -> None:
        self.is_closed = True
