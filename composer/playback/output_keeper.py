"""The wanted output: opens it, notices when it is gone, and opens it again when it is back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from composer.midi.outputs import MidiOutput
from composer.midi.ports import Ports
from composer.music.errors import ComposerError, SynthError
from composer.playback.player import Player
from composer.playback.protocol import BUILT_IN_SYNTH, EngineEvent, OutputLost, OutputOpened, PortsListed, SynthRefused
from composer.playback.synth_settings import SynthSettings


class Synth(MidiOutput, Protocol):
    """An output that can be made to sound otherwise."""

    def adjust(self, settings: SynthSettings) -> None:
        """Sound like this from now on; SynthError, and all stays as it was, if that cannot be."""
        ...


class OutputKeeper:
    """Gives the player the output that was asked for, for as long as it is there.

    A port that vanishes raises nothing anywhere, so `check` has to be called about twice a second.
    """

    def __init__(
        self,
        player: Player,
        ports: Ports,
        new_synth: Callable[[SynthSettings], Synth],
        report: Callable[[EngineEvent], None],
    ) -> None:
        self._player = player
        self._ports = ports
        self._new_synth = new_synth
        self._report = report
        self._wanted: str | None = BUILT_IN_SYNTH
        self._output: MidiOutput | None = None
        self._synth: Synth | None = None  # the same, if it is the built-in synth
        self._synth_settings = SynthSettings()
        self._raw_name: str | None = None  # what the system called the port when it was opened
        self._was_lost = False
        self._listed = PortsListed((), ())

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the ports to play from, as they were when last looked at."""
        return self._listed.inputs

    @property
    def is_open(self) -> bool:
        """Whether notes go anywhere."""
        return self._output is not None

    def open(self, name: str | None) -> None:
        """Silence and close the present output and open this one."""
        self._let_go()
        self._wanted, self._was_lost = name, False
        self._try_to_open()

    def adjust_synth(self, settings: SynthSettings) -> None:
        """Let the built-in synth sound like this, now or when it is opened."""
        if self._synth is not None:
            try:
                self._synth.adjust(settings)
            except SynthError as error:
                self._report(SynthRefused(str(error), self._synth_settings))
                return
        self._synth_settings = settings

    def list_ports(self) -> None:
        """Look for ports and MIDI systems that are new, and report all there are."""
        self._ports.probe()
        self._listed = self._list(self._ports.outputs())
        self._report(self._listed)

    def check(self) -> None:
        """Compare the ports with those of the last time; report and mend what changed. Takes about 0.5 ms."""
        outputs = self._ports.outputs()
        listed = self._list(outputs)
        if listed != self._listed:
            self._listed = listed
            self._report(listed)
        if self._wanted is None:
            return
        if self._output is not None and not self._reaches(self._output, outputs):
            self._player.set_output(None, is_old_gone=True)
            self._report(
                OutputLost(
                    self._wanted,
                    f"The MIDI port “{self._wanted}” is gone: connect it again and it will be used at once, "
                    "or choose another port.",
                )
            )
            self._close_output()
            self._was_lost = True
        if not self.is_open and self._wanted in outputs:
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
            self._raw_name = None if name is None else self._ports.outputs().get(name)
            self._output = self._open_synth() if name is None else self._ports.open_output(name)
        except ComposerError as error:
            self._report(OutputLost(name, str(error)))
            return
        self._player.set_output(self._output)
        if self._was_lost:  # perhaps it only lost us, and still sounds
            self._player.quieten()
        self._was_lost = False
        self._report(OutputOpened(name))

    def _open_synth(self) -> Synth:
        settings = self._synth_settings
        try:
            self._synth = self._new_synth(settings)
        except SynthError as error:
            kept = replace(settings, sound_font="", audio_driver="")
            if kept == settings:
                raise
            self._synth, self._synth_settings = self._new_synth(kept), kept
            self._report(SynthRefused(str(error), kept))
        return self._synth

    def _list(self, outputs: Iterable[str]) -> PortsListed:
        return PortsListed(tuple(outputs), self._ports.backend_names, self._ports.inputs(), self._ports.hint)

    def _reaches(self, output: MidiOutput, outputs: Mapping[str, str]) -> bool:
        """Whether the other side is the one that was opened: a synth that was restarted has its name, but is not."""
        return outputs.get(str(self._wanted)) == self._raw_name and output.is_connected

    def _let_go(self) -> None:
        self._player.set_output(None)
        self._close_output()

    def _close_output(self) -> None:
        output, self._output, self._synth = self._output, None, None
        if output is not None:
            output.close()
