"""The transport among the window's parts: what the bar and the roll ask of it, and what they show of it."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from composer.gui.banner import Banner
from composer.gui.document import Document
from composer.gui.icons import icon
from composer.gui.piano_roll import PianoRoll
from composer.gui.seed_editor import SeedEditor
from composer.gui.settings import Settings
from composer.gui.transport import Transport
from composer.gui.transport_bar import TransportBar, with_bpm_at


class TransportDesk(QObject):
    """Connects the transport with the transport bar, the roll, the seed's band and the menu."""

    def __init__(
        self,
        document: Document,
        transport: Transport,
        bar: TransportBar,
        roll: PianoRoll,
        seed_editor: SeedEditor,
        banner: Banner,
        actions: Mapping[str, QAction],
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document, self._transport, self._bar, self._roll = document, transport, bar, roll
        self._seed_editor, self._actions, self._settings = seed_editor, actions, settings
        roll.note_sounded.connect(self._sound)
        roll.playhead_requested.connect(transport.seek)
        roll.loop_requested.connect(transport.set_loop_range)
        transport.playhead_moved.connect(self._show_playhead)
        transport.playing_changed.connect(self._show_playing)
        transport.loop_changed.connect(self.show_loop)
        transport.outputs_changed.connect(self._show_outputs)
        transport.troubled.connect(banner.tell_trouble)
        transport.recovered.connect(banner.tell_news)
        bar.bpm_requested.connect(self._set_bpm)
        bar.output_requested.connect(banner.hide)
        bar.output_requested.connect(transport.use_output)
        bar.ports_wanted.connect(transport.refresh_ports)

    def begin_anew(self) -> None:
        """Other notes than before are there: nothing of the old ones plays or loops."""
        self._transport.stop()
        self._transport.set_loop_range(0, 0)
        self._transport.to_start()

    @Slot()
    def show_loop(self) -> None:
        """Show where the loop is, or that there is none."""
        self._actions["loop"].setChecked(self._transport.is_looping)
        self._roll.set_loop(self._transport.loop)

    @Slot(int)
    def _show_playhead(self, tick: int) -> None:
        self._roll.set_playhead(tick)
        self._bar.set_playhead(tick)
        if not self._transport.is_playing:
            self._seed_editor.set_playhead(tick)

    @Slot(bool)
    def _show_playing(self, is_playing: bool) -> None:
        self._roll.set_playing(is_playing)
        self._actions["play"].setIcon(icon("stop" if is_playing else "play"))

    @Slot()
    def _show_outputs(self) -> None:
        transport = self._transport
        self._settings.output_port = transport.output or ""
        self._bar.show_outputs(transport.ports, transport.output, transport.lost_output, transport.ports_hint)

    @Slot(int, int)
    def _sound(self, pitch: int, velocity: int) -> None:
        if not self._transport.is_playing:
            track = self._document.score.tracks[self._roll.active_track]
            self._transport.sound(pitch, velocity, track)

    @Slot(float)
    def _set_bpm(self, bpm: float) -> None:
        score = self._document.score
        tempo_map = with_bpm_at(score.tempo_map, self._transport.playhead, bpm)
        if tempo_map != score.tempo_map:
            self._document.apply("Change tempo", replace(score, tempo_map=tempo_map))
