"""JACK ports at the exact frame, through the package JACK-Client: RtMidi knows only whole periods.

The callbacks run in JACK's own thread, and every client of the server waits for them: they do as little as they can.
"""

from collections import deque
from collections.abc import Callable
from functools import cache
from heapq import heappop, heappush
from importlib import import_module
from itertools import count
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from composer.midi.priority import ask_once
from composer.music.errors import PortError

if TYPE_CHECKING:
    import jack

_MARGIN_SECONDS = 0.003  # how late the sender may wake up and still be in time
_MOST_PER_PERIOD = 256  # messages; the rest waits for the next period. JACK's buffer holds about 1,300
_SILENCE_SECONDS = 2.0  # a server that calls nobody for so long hangs
_REPEAT_SECONDS = 1.0
_MOST_REPEATED = 512  # ends of notes and of pedals
_REPEATS = (0.0, 0.05, 0.25)  # seconds after JACK says that somebody was late, who may be still
_NOTE_OFF, _NOTE_ON, _CONTROL_CHANGE = 0x80, 0x90, 0xB0
_PEDALS = (64, 66, 69)  # controllers under which notes ring on, from _PEDAL_DOWN up
_PEDAL_DOWN = 64
_DELIVERY_SECONDS = 0.5  # closing waits at most this long for the last messages to be on their way


@cache  # ports are listed twice a second
def why_unavailable() -> str:
    """Why there are no exact JACK ports here, as a sentence; empty when there are."""
    try:
        import_module("jack")
    except ImportError:
        return "JACK keeps time by whole periods only: install the Python package JACK-Client for exact time."
    except OSError:
        return "JACK keeps time by whole periods only: its library libjack was not found."
    return ""


class _JackClient:
    """One client with one port, which knows when each period began and whether the port at the other end is the same.

    A connection that somebody takes away with a patch bay is left alone.
    """

    def __init__(self, name: str, other: str) -> None:
        import jack

        jack.set_error_function(ignore_jack)
        try:
            self._client = jack.Client(name, no_start_server=True)
        except jack.JackError as error:
            raise PortError(f"JACK does not take part ({error}): start it again, or choose another port.") from error
        self._rate = float(self._client.samplerate)
        self._other = other
        self._is_shut_down = self._is_other_new = False
        self._called_at = perf_counter()
        self._client.set_shutdown_callback(self._note_shutdown)
        self._client.set_port_registration_callback(self._note_registration)
        self._client.set_process_callback(self._process)

    @property
    def period_seconds(self) -> float:
        """How long one period of the server takes."""
        return self._client.blocksize / self._rate

    @property
    def is_connected(self) -> bool:
        """Whether the server works and the port at the other end is not that of a program that was started since."""
        is_silent = perf_counter() - self._called_at > _SILENCE_SECONDS
        return not (self._is_shut_down or self._is_other_new or is_silent)

    def close(self) -> None:
        """Leave the server."""
        self._client.close()

    def _begin_period(self) -> float:
        """The seconds of `perf_counter` at the first frame of the period that is being processed."""
        self._called_at = perf_counter()
        return self._called_at - self._client.frames_since_cycle_start / self._rate

    def _activate(self, name: str, connection: tuple) -> None:
        """Begin, with a connection from one port to another unless it is empty."""
        import jack

        try:
            self._client.activate()
            if connection:
                self._client.connect(*connection)
        except jack.JackError as error:
            self._client.close()
            raise PortError(
                f"The MIDI port “{name}” cannot be connected ({error}): connect it again, or choose another port."
            ) from error

    def _process(self, frames: int) -> None:
        raise NotImplementedError

    def _note_shutdown(self, _status: object, _reason: str) -> None:
        self._is_shut_down = True

    def _note_registration(self, port: "jack.Port", is_new: bool) -> None:
        ask_once()
        if is_new and port.name == self._other:
            self._is_other_new = True


class JackOutput(_JackClient):
    """A MidiOutput whose messages leave at the exact frame of their time."""

    def __init__(self, client_name: str, raw_name: str, name: str) -> None:
        """Connect a port of our own with the port that JACK calls `raw_name` and people `name`.

        Without a `raw_name` others connect with it as they like.
        """
        super().__init__(client_name, raw_name)
        self._waiting: list[tuple[float, int, bytes]] = []  # a heap of (seconds, order of sending, message)
        self._numbers = count()
        self._held: set[bytes] = set()  # notes and pedals, by what their ends begin with
        self._ended: deque[tuple[float, bytes]] = deque(maxlen=_MOST_REPEATED)  # (seconds, end of a note or a pedal)
        self._repeat_at: list[float] = []  # seconds
        self._client.set_xrun_callback(self._note_xrun)
        self._port = self._client.midi_outports.register("output")
        self._activate(name, (self._port, raw_name) if raw_name else ())

    @property
    def lead_seconds(self) -> float:
        """One period, and a margin for waking up."""
        return self.period_seconds + _MARGIN_SECONDS

    def send(self, message: bytes, at_seconds: float = 0.0) -> None:
        """Let `message` leave at `at_seconds`, or with the next period if that is past."""
        heappush(self._waiting, (at_seconds, next(self._numbers), message))

    def close(self) -> None:
        """Wait until the last messages are out, then leave."""
        deadline = perf_counter() + _DELIVERY_SECONDS
        while self._waiting and self.is_connected and perf_counter() < deadline:
            sleep(self.period_seconds)
        if self.is_connected:
            sleep(2 * self.period_seconds)
        super().close()

    def _process(self, frames: int) -> None:
        began = self._begin_period()
        self._port.clear_buffer()
        if self._repeat_at and began >= self._repeat_at[0]:
            del self._repeat_at[0]
            self._end_again(began)
        frame = 0
        for _ in range(min(len(self._waiting), _MOST_PER_PERIOD)):
            entry = heappop(self._waiting)  # not only looked at: the sender may put another one before it meanwhile
            at_seconds, _, message = entry
            frame = max(frame, round((at_seconds - began) * self._rate))
            if frame >= frames or not self._write(frame, message):
                heappush(self._waiting, entry)
                return

    def _write(self, frame: int, message: bytes) -> bool:
        """Whether there was room for `message` in this period."""
        if not self._put(frame, message):
            return False
        if not (end := _end_of(message)):
            return True
        if message[0] & 0xF0 == _NOTE_ON or (message[0] & 0xF0 == _CONTROL_CHANGE and message[2] >= _PEDAL_DOWN):
            self._held.add(end)
        else:
            self._held.discard(end)
            self._ended.append((self._called_at, message))
        return True

    def _put(self, frame: int, message: bytes) -> bool:
        room = self._port.reserve_midi_event(frame, len(message))
        if not len(room):
            return False
        room[:] = message
        return True

    def _end_again(self, now: float) -> None:
        """Repeat the ends of the last second: who was late for a period has missed what came in it."""
        for at_seconds, message in list(self._ended):
            if now - at_seconds < _REPEAT_SECONDS and message[:2] not in self._held:
                self._put(0, message)

    def _note_xrun(self, _late_microseconds: float) -> None:
        ask_once()
        now = perf_counter()
        self._repeat_at = [now + later for later in _REPEATS]


class JackInput(_JackClient):
    """A MidiInput that knows the exact frame at which each message came."""

    def __init__(self, client_name: str, raw_name: str, name: str, on_message: Callable[[float, bytes], None]) -> None:
        """Tell `on_message`, in JACK's thread, when (seconds of `perf_counter`) what came from `raw_name`."""
        super().__init__(client_name, raw_name)
        self._on_message = on_message
        self._port = self._client.midi_inports.register("input")
        self._activate(name, (raw_name, self._port))

    def _process(self, _frames: int) -> None:
        began = self._begin_period()
        for frame, message in self._port.incoming_midi_events():
            self._on_message(began + frame / self._rate, bytes(message))


def _end_of(message: bytes) -> bytes:
    """What the end of the note or the pedal begins with that `message` begins or ends; empty if it does neither."""
    kind, channel = message[0] & 0xF0, message[0] & 0x0F
    if kind in (_NOTE_OFF, _NOTE_ON):
        return bytes((_NOTE_OFF | channel, message[1]))
    return message[:2] if kind == _CONTROL_CHANGE and message[1] in _PEDALS else b""


def ignore_jack(_message: str) -> None:
    """Drop what libjack would write to the terminal: what matters is raised as well."""
