"""One wanted output: opens it, notices when it is gone, and opens it again when it is back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Protocol

from composer.midi.outputs import MidiOutput
from composer.midi.ports import Ports
from composer.music.errors import ComposerError, SynthError
from composer.playback.opening import OPENING_SECONDS, Opening, Run, at_once, in_background
from composer.playback.player import Player
from composer.playback.protocol import BUILT_IN_SYNTH, EngineEvent, Heartbeat, OutputLost, OutputOpened, SynthRefused
from composer.playback.synth_settings import SynthSettings
from composer.playback.tries import Tries


class Synth(MidiOutput, Protocol):
    """An output that can be made to sound otherwise."""

    def adjust(self, settings: SynthSettings) -> None:
        """Sound like this from now on; SynthError, and all stays as it was, if that cannot be."""
        ...


NewSynth = Callable[[SynthSettings], Synth]


class OutputKeeper:
    """Gives a player the output that was asked for, for as long as it is there.

    What has to be opened or closed while others are heard is left to `in_background`; they are not kept waiting.
    """

    def __init__(
        self,
        player: Player,
        ports: Ports,
        new_synth: NewSynth,
        report: Callable[[EngineEvent | Heartbeat], None],
        in_background: Run = in_background,
        lost: set[str | None] | None = None,
    ) -> None:
        """Keepers that share `lost`, outputs that may sound what nobody could end, quieten what another one lost."""
        self.player = player
        self._ports = ports
        self._new_synth = new_synth
        self._report = report
        self._in_background = in_background
        self._opening: Opening | None = None
        self._tries = Tries()
        self.wanted: str | None = BUILT_IN_SYNTH  # the name of the output, be it there or not
        self._output: MidiOutput | None = None
        self._synth: Synth | None = None  # the same, if it is the built-in synth
        self._synth_settings = SynthSettings()
        self._raw_name: str | None = None  # what the system called the port when it was opened
        self._lost = set() if lost is None else lost

    @property
    def is_open(self) -> bool:
        """Whether notes go anywhere."""
        return self._output is not None

    def open(self, name: str | None, is_urgent: bool = True) -> None:
        """Silence and close the present output and open this one: now if it `is_urgent`, else without any waiting."""
        self.let_go()
        self.wanted = name
        self._tries.begin_anew()
        self._open(at_once if is_urgent else self._in_background)

    def adjust_synth(self, settings: SynthSettings) -> None:
        """Let the built-in synth sound like this, now or when it is opened."""
        if self._synth is not None:
            self._ask_for_patience(settings)
            try:
                self._synth.adjust(settings)
            except SynthError as error:
                self._report(SynthRefused(str(error), self._synth_settings))
                return
        self._synth_settings = settings

    def check(self, outputs: Mapping[str, str]) -> None:
        """Mend what has changed; `outputs` are the ports of this moment with the system's names of them."""
        self.settle()
        if self.wanted is None:
            return
        if self._output is not None and not self._reaches(self._output, outputs):
            self.player.set_output(None, is_old_gone=True)
            output, self._output = self._output, None
            self._in_background(output.close)
            self._note_loss(
                f"The MIDI port “{self.wanted}” is gone: connect it again and it will be used at once, "
                "or choose another port."
            )
        if self.wanted not in outputs:
            self._tries.hurry()
        elif not self.is_open and self._opening is None and self._tries.are_due():
            self._open(self._in_background)

    def let_go(self) -> None:
        """Silence and close the output."""
        if self._opening is not None:
            self._opening.drop()
            self._opening = None
        self.player.set_output(None)
        output, self._output, self._synth = self._output, None, None
        if output is not None:
            output.close()

    def _open(self, run: Run) -> None:
        name = self.wanted
        self._raw_name = None if name is None else self._ports.outputs().get(name)
        self._opening = Opening(self._open_synth if name is None else partial(self._ports.open_output, name), run)
        self.settle()

    def settle(self) -> None:
        """Use what has been opened meanwhile, or say why it could not be."""
        opening = self._opening
        if opening is None or not opening.is_over:
            return
        self._opening, self._output = None, opening.output
        if isinstance(opening.error, ComposerError):
            self._note_loss(str(opening.error))
            return
        if opening.error is not None:
            raise opening.error
        self.player.set_output(self._output)
        if self.wanted in self._lost:  # perhaps it only lost us, and still sounds
            self._lost.remove(self.wanted)
            self.player.quieten()
        self._tries.begin_anew()
        self._report(OutputOpened(self.wanted))

    def _note_loss(self, message: str) -> None:
        self._lost.add(self.wanted)
        if self._tries.note(message):
            self._report(OutputLost(self.wanted, message))

    def _open_synth(self) -> Synth:
        settings = self._synth_settings
        self._ask_for_patience(settings)
        try:
            self._synth = self._new_synth(settings)
        except SynthError as error:
            kept = replace(settings, sound_font="", audio_driver="")
            if kept == settings:
                raise
            self._synth, self._synth_settings = self._new_synth(kept), kept
            self._report(SynthRefused(str(error), kept))
        return self._synth

    def _ask_for_patience(self, settings: SynthSettings) -> None:
        """Say how long all may stand still while a sound font is read."""
        if settings.reading_seconds:
            self._report(Heartbeat(OPENING_SECONDS + settings.reading_seconds))

    def _reaches(self, output: MidiOutput, outputs: Mapping[str, str]) -> bool:
        """Whether the other side is the one that was opened: a synth that was restarted has its name, but is not."""
        return outputs.get(str(self.wanted)) == self._raw_name and output.is_connected
