"""The live desk: the MIDI keyboard, recording and the metronome among the window's parts."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from composer.generation.options import HIGHEST_TEMPERATURE, LOWEST_TEMPERATURE, MAX_BARS
from composer.gui.audition import Audition
from composer.gui.banner import Banner
from composer.gui.controllers import Controllers
from composer.gui.document import Document
from composer.gui.generate_panel import GeneratePanel
from composer.gui.generation_flow import GenerationFlow
from composer.gui.piano_roll import PianoRoll
from composer.gui.recording import Recording
from composer.gui.seed_editor import SeedEditor
from composer.gui.settings import Settings
from composer.gui.transport import Transport
from composer.music.score import BUILT_IN_SYNTH

if TYPE_CHECKING:
    from composer.gui.main_window import MainWindow
    from composer.playback.protocol import PlayedMessage
    from composer.playback.synth_settings import SynthSettings

_THROUGH = "Midi Through"  # ALSA's own port, which nobody plays, as it is called there and by what passes it on


class LiveDesk(QObject):
    """Tells the engine what to listen to and how to keep time, and does what is recorded or turned there."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._document: Document = window.document
        self._transport: Transport = window.transport
        self._flow: GenerationFlow = window.flow
        self._roll: PianoRoll = window.roll
        self._settings: Settings = window.settings
        self._seed_editor: SeedEditor = window.seed_editor
        self._panel: GeneratePanel = window.generate_panel
        self._audition: Audition = window.audition
        self._actions: Mapping[str, QAction] = window.actions_by_name
        self._banner: Banner = window.banner
        self._window = window
        self.controllers = Controllers(self._knobs(), self._buttons(), self._settings.controllers, self)
        self.controllers.changed.connect(self._send_learned)
        self.recording = Recording(
            self._document, self._transport, self._flow, self._roll, self._settings, self.controllers.takes, self
        )
        self.recording.changed.connect(self._show_recording)
        self.recording.recorded.connect(self._answer)
        self.recording.troubled.connect(self._banner.tell_trouble)
        self.recording.told.connect(self._banner.tell_news)
        self._transport.played.connect(self.controllers.take)
        self._transport.played.connect(self._enter)
        self._transport.keyboard_lost.connect(self._let_keys_go)
        self._transport.started.connect(self.begin)
        self._transport.outputs_changed.connect(self._choose_keyboard)
        self._transport.synth_refused.connect(self._keep_synth)
        self._roll.active_track_changed.connect(self._send_instrument)
        self._document.score_changed.connect(self._send_instrument)
        self._transport.clock_heard.connect(self._show_clock)
        self._transport.keyboard = self._settings.keyboard_port or None
        self._is_begun = False
        self._actions["metronome"].setChecked(self._settings.has_metronome)

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What the actions about live playing do."""
        return {
            "record": self.recording.switch,
            "keep played": self.recording.keep_played,
            "metronome": self.switch_metronome,
            "sound settings": self._show_settings,
            "synth settings": self._show_synth,
        }

    @property
    def keyboards(self) -> tuple[str, ...]:
        """The ports that somebody can play on."""
        return tuple(name for name in self._transport.inputs if _THROUGH not in name)

    @Slot()
    def begin(self) -> None:
        """The engine runs: tell it all that it has to hold to."""
        self._is_begun = True
        if self._transport.keyboard:
            self._listen_to(self._transport.keyboard)
        if self._settings.clock_port:
            self.follow_clock(self._settings.clock_port)
        self._send_instrument()
        self._send_learned()
        self.send_time()

    def use_keyboard(self, name: str) -> None:
        """Listen to the port called `name`, or with an empty name to none, in the next run too."""
        self._settings.keyboard_port, self._settings.has_keyboard = name, bool(name)
        self._listen_to(name or None)

    def follow_clock(self, name: str) -> None:
        """Go as the MIDI clock from the port called `name` says, or with an empty name by the score's own tempo."""
        from composer.playback.protocol import FollowClock

        self._settings.clock_port = name
        self._transport.hold_to(FollowClock(name or None))
        self._transport.clock = None
        self._show_clock()

    def send_time(self) -> None:
        """Tell the engine about metronome, clock, and how late each output sounds."""
        from composer.playback.protocol import SetEarly, SetPulses

        self._transport.hold_to(SetPulses(self._settings.has_metronome, self._settings.sends_clock))
        outputs = self._settings.early_milliseconds
        early = {
            name or None: milliseconds / 1000 for name in outputs if (milliseconds := self.early_milliseconds(name))
        }
        self._transport.hold_to(SetEarly(early))

    @property
    def outputs(self) -> tuple[str, ...]:
        """The outputs in use: the piece's and those of single tracks. The built-in synth has an empty name."""
        ports = (track.port for track in self._document.score.tracks if track.port)
        names = ("" if port == BUILT_IN_SYNTH else port for port in ports)
        return tuple(dict.fromkeys((self._transport.output or "", *names)))

    def early_milliseconds(self, output: str) -> int:
        """How much earlier than its time everything is sent to this output."""
        try:
            return int(self._settings.early_milliseconds[output][0])
        except (KeyError, IndexError, ValueError):
            return 0

    def set_early(self, output: str, milliseconds: int) -> None:
        """Send so much earlier to this output, which sounds so much too late."""
        self._settings.early_milliseconds[output] = [str(milliseconds)]
        self.send_time()

    @Slot()
    def switch_metronome(self) -> None:
        """Click on every beat while playing, or not."""
        self._settings.has_metronome = not self._settings.has_metronome
        self._actions["metronome"].setChecked(self._settings.has_metronome)
        self.send_time()

    @Slot()
    def send_instrument(self) -> None:
        """Let the keyboard be heard on the active track's instrument, if it is to be heard."""
        from composer.playback.protocol import SetInstrument

        tracks = self._document.score.tracks
        track = tracks[min(self._roll.active_track, len(tracks) - 1)]
        channel = track.channel if self._settings.plays_through else None
        self._transport.hold_to(SetInstrument(channel, track.program, track.port))

    @Slot()
    def _send_instrument(self) -> None:
        if self._is_begun:
            self.send_instrument()

    @Slot()
    def _send_learned(self) -> None:
        self._transport.hold_to(self.controllers.setting)

    @Slot()
    def _choose_keyboard(self) -> None:
        """Listen to the first keyboard that appears, if the user has not chosen."""
        if self._is_begun and self._settings.has_keyboard and not self._transport.keyboard and self.keyboards:
            self._listen_to(self.keyboards[0])
        if self._is_begun:
            self.send_time()  # perhaps another output is used

    def _listen_to(self, keyboard: str | None) -> None:
        from composer.playback.protocol import OpenInput

        if keyboard != self._transport.keyboard:
            self._let_keys_go()
        self._transport.keyboard = keyboard
        self._transport.hold_to(OpenInput(keyboard))

    @Slot(str, object)
    def _keep_synth(self, _message: str, kept: "SynthSettings") -> None:
        self._settings.synth = kept

    @Slot()
    def _show_clock(self) -> None:
        name, heard = self._settings.clock_port, self._transport.clock
        show = self._window.transport_bar.show_clock
        if not name:
            show("")
        elif heard is None or heard.bpm is None:
            show("clock –", f"Waits for the MIDI clock from {name}: start it there")
        elif heard.is_leading:
            show(
                f"clock {heard.bpm:.1f}",
                f"Goes with the MIDI clock from {name}, in quarters per minute",
                is_leading=True,
            )
        else:
            show(f"clock {heard.bpm:.1f}", f"The MIDI clock from {name} ticks: start it there, or play in its tempo")

    @Slot()
    def _show_recording(self) -> None:
        self._actions["record"].setChecked(self.recording.is_on)

    @Slot(list)
    def _enter(self, played: "list[PlayedMessage]") -> None:
        """While step entry is on and nothing is recorded, keys that are played are notes of a step."""
        if self._actions["step entry"].isChecked() and not self.recording.is_on:
            for _, _, message in played:
                if not self.controllers.takes(message):
                    self._window.roll_desk.step_entry.take(message, self._settings.plays_through)

    @Slot()
    def _let_keys_go(self) -> None:
        if self._actions["step entry"].isChecked():
            self._window.roll_desk.step_entry.let_keys_go()

    @Slot(int, int)
    def _answer(self, start: int, end: int) -> None:
        if self._settings.answers_recordings:
            self._seed_editor.set_range(start, end)
            self._audition.generate()

    def _knobs(self) -> dict[str, Callable[[float], None]]:
        span = HIGHEST_TEMPERATURE - LOWEST_TEMPERATURE
        return {
            "Temperature": lambda turn: self._panel.temperature.set_value(LOWEST_TEMPERATURE + turn * span),
            "Length": lambda turn: self._panel.length.set_value(1 + turn * (MAX_BARS - 1)),
        }

    def _buttons(self) -> dict[str, Callable[[], object]]:
        return {
            "Generate": self._audition.generate,
            "Keep the take": self._flow.keep,
            "Hear the next take": self._hear_next_take,
            "Record": lambda: self.recording.switch(),
            "Play or stop": self._transport.toggle,
        }

    def _hear_next_take(self) -> None:
        if self._flow.takes:
            self._audition.hear((self._flow.chosen + 1) % len(self._flow.takes))

    def _show_settings(self) -> None:
        from composer.gui.sound_dialog import SoundDialog  # imported late: it would delay the first paint

        SoundDialog(self, self._transport, self._settings, self._window).exec()

    def _show_synth(self) -> None:
        from composer.gui.synth_dialog import SynthDialog  # imported late too

        SynthDialog(self._transport, self._settings, self._window).exec()
