"""One wanted input: opens it, notices when it is gone, opens it again when it is back, and keeps what is played."""

from collections import deque
from collections.abc import Callable, Sequence

from composer.midi.inputs import MidiInput
from composer.midi.ports import Ports
from composer.music.errors import PortError
from composer.playback.protocol import EngineEvent, InputLost, InputOpened
from composer.playback.tries import Tries

KEYBOARD_LOSS = "The MIDI keyboard “{}” is gone: connect it again and go on playing."


class InputKeeper:
    """Listens to the port that was asked for, for as long as it is there; to none at first.

    `wake` is called from a thread of the MIDI system when there is something to `take`. `loss` says that the port
    called {} is gone, and what to do.
    """

    def __init__(
        self, ports: Ports, report: Callable[[EngineEvent], None], wake: Callable[[], None], loss: str = KEYBOARD_LOSS
    ) -> None:
        self._ports = ports
        self._loss = loss
        self._report = report
        self._wake = wake
        self.wanted: str | None = None  # the name of the port, be it there or not
        self._input: MidiInput | None = None
        self._tries = Tries()
        self._arrived: deque[tuple[float, bytes]] = deque()

    def open(self, name: str | None) -> None:
        """Close the present input and listen to this one, or to none."""
        self.close()
        self.wanted = name
        self._tries.begin_anew()
        if name is None:
            self._report(InputOpened(None))
        else:
            self._try_to_open(name)

    def check(self, inputs: Sequence[str]) -> bool:
        """Mend what has changed; `inputs` are the ports of this moment. True if ours has gone."""
        name = self.wanted
        if name is None:
            return False
        is_lost = self._input is not None and (name not in inputs or not self._input.is_connected)
        if is_lost:
            self.close()
            self._note_loss(name, self._loss.format(name))
        if name not in inputs:
            self._tries.hurry()
        elif self._input is None and self._tries.are_due():
            self._try_to_open(name)
        return is_lost

    def take(self) -> list[tuple[float, bytes]]:
        """What was played since the last time: (seconds of `time.perf_counter`, message)."""
        return [self._arrived.popleft() for _ in range(len(self._arrived))]

    def close(self) -> None:
        """Listen no more; what was not taken yet is forgotten, for a note of it might never end."""
        listening, self._input = self._input, None
        if listening is not None:
            listening.close()
        self._arrived.clear()

    def _try_to_open(self, name: str) -> None:
        try:
            self._input = self._ports.open_input(name, self._note)
        except PortError as error:
            self._note_loss(name, str(error))
            return
        self._tries.begin_anew()
        self._report(InputOpened(name))

    def _note_loss(self, name: str, message: str) -> None:
        if self._tries.note(message):
            self._report(InputLost(name, message))

    def _note(self, at_seconds: float, message: bytes) -> None:
        self._arrived.append((at_seconds, message))
        self._wake()
