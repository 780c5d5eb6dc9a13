"""One wanted output: opens it, notices when it is gone, and opens it again when it is back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from composer.midi.outputs import MidiOutput
from composer.midi.ports import Ports
from composer.music.errors import ComposerError, SynthError
from composer.playback.player import Player
from composer.playback.protocol import BUILT_IN_SYNTH, EngineEvent, OutputLost, OutputOpened, SynthRefused
from composer.playback.synth_settings import SynthSettings


class Synth(MidiOutput, Protocol):
    """An output that can be made to sound otherwise."""

    def adjust(self, settings: SynthSettings) -> None:
        """Sound like this from now on; SynthError, and all stays as it was, if that cannot be."""
        ...


NewSynth = Callable[[SynthSettings], Synth]


class OutputKeeper:
    """Gives a player the output that was asked for, for as long as it is there."""

    def __init__(
        self, player: Player, ports: Ports, new_synth: NewSynth, report: Callable[[EngineEvent], None]
    ) -> None:
        self.player = player
        self._ports = ports
        self._new_synth = new_synth
        self._report = report
        self.wanted: str | None = BUILT_IN_SYNTH  # the name of the output, be it there or not
        self._output: MidiOutput | None = None
        self._synth: Synth | None = None  # the same, if it is the built-in synth
        self._synth_settings = SynthSettings()
        self._raw_name: str | None = None  # what the system called the port when it was opened
        self._was_lost = False

    @property
    def is_open(self) -> bool:
        """Whether notes go anywhere."""
        return self._output is not None

    def open(self, name: str | None) -> None:
        """Silence and close the present output and open this one."""
        self.let_go()
        self.wanted, self._was_lost = name, False
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

    def check(self, outputs: Mapping[str, str]) -> None:
        """Mend what has changed; `outputs` are the ports of this moment with the system's names of them."""
        if self.wanted is None:
            return
        if self._output is not None and not self._reaches(self._output, outputs):
            self.player.set_output(None, is_old_gone=True)
            self._report(
                OutputLost(
                    self.wanted,
                    f"The MIDI port “{self.wanted}” is gone: connect it again and it will be used at once, "
                    "or choose another port.",
                )
            )
            self._close_output()
            self._was_lost = True
        if not self.is_open and self.wanted in outputs:
            self._try_to_open()

    def let_go(self) -> None:
        """Silence and close the output."""
        self.player.set_output(None)
        self._close_output()

    def _try_to_open(self) -> None:
        name = self.wanted
        try:
            self._raw_name = None if name is None else self._ports.outputs().get(name)
            self._output = self._open_synth() if name is None else self._ports.open_output(name)
        except ComposerError as error:
            self._report(OutputLost(name, str(error)))
            return
        self.player.set_output(self._output)
        if self._was_lost:  # perhaps it only lost us, and still sounds
            self.player.quieten()
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

    def _reaches(self, output: MidiOutput, outputs: Mapping[str, str]) -> bool:
        """Whether the other side is the one that was opened: a synth that was restarted has its name, but is not."""
        return outputs.get(str(self.wanted)) == self._raw_name and output.is_connected

    def _close_output(self) -> None:
        output, self._output, self._synth = self._output, None, None
        if output is not None:
            output.close()
