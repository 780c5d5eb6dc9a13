"""The wanted output: opens it, notices when it is gone, and opens it again when it is back."""

from collections.abc import Callable

from composer.midi.ports import MidiOutput, Ports
from composer.music.errors import ComposerError
from composer.playback.player import Player
from composer.playback.protocol import BUILT_IN_SYNTH, EngineEvent, OutputLost, OutputOpened, PortsListed


class OutputKeeper:
    """Gives the player the output that was asked for, for as long as it is there.

    A port that vanishes raises nothing anywhere, so `check` has to be called about twice a second.
    """

    def __init__(
        self,
        player: Player,
        ports: Ports,
        new_synth: Callable[[], MidiOutput],
        report: Callable[[EngineEvent], None],
    ) -> None:
        self._player = player
        self._ports = ports
        self._new_synth = new_synth
        self._report = report
        self._wanted: str | None = BUILT_IN_SYNTH
        self._output: MidiOutput | None = None
        self._listed: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether notes go anywhere."""
        return self._output is not None

    def open(self, name: str | None) -> None:
        """Silence and close the present output and open this one."""
        self._let_go()
        self._wanted = name
        self._try_to_open()

    def list_ports(self) -> None:
        """Look for ports and MIDI systems that are new, and report all there are."""
        self._ports.probe()
        self._listed = self._ports.names()
        self._report(PortsListed(self._listed, self._ports.backend_names))

    def check(self) -> None:
        """Compare the ports with those of the last time; report and mend what changed. Takes about 0.5 ms."""
        names = self._ports.names()
        if names != self._listed:
            self._listed = names
            self._report(PortsListed(names, self._ports.backend_names))
        if self._wanted is None:
            return
        if self.is_open and self._wanted not in names:
            self._player.set_output(None, is_old_gone=True)
            self._report(
                OutputLost(
                    self._wanted,
                    f"The MIDI port “{self._wanted}” is gone: connect it again and it will be used at once, "
                    "or choose another port.",
                )
            )
            self._close_output()
        elif not self.is_open and self._wanted in names:
            self._try_to_open()

    def probe(self) -> None:
        """Look for MIDI systems that have started since; takes some milliseconds, so not while notes are heard."""
        self._ports.probe()

    def close(self) -> None:
        """Silence and close everything."""
        self._let_go()
        self._ports.close()

    def _try_to_open(self) -> None:
        name = self._wanted
        try:
            self._output = self._new_synth() if name is None else self._ports.open(name)
        except ComposerError as error:
            self._report(OutputLost(name, str(error)))
            return
        self._player.set_output(self._output)
        self._report(OutputOpened(name))

    def _let_go(self) -> None:
        self._player.set_output(None)
        self._close_output()

    def _close_output(self) -> None:
        output, self._output = self._output, None
        if output is not None:
            output.close()
