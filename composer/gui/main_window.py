"""The main window: the parts, connected with each other."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QMainWindow, QMenu, QScrollBar

from composer.gui.actions import make_actions
from composer.gui.appearance import Appearance
from composer.gui.arrangement import Arrangement
from composer.gui.audition import Audition
from composer.gui.banner import Banner
from composer.gui.commands import TOOLS, commands_of
from composer.gui.document import Document
from composer.gui.generate_panel import GeneratePanel
from composer.gui.generation_flow import GenerationFlow, Phase
from composer.gui.live_desk import LiveDesk
from composer.gui.midi_clipboard import MidiClipboard
from composer.gui.model_desk import ModelDesk
from composer.gui.out_desk import OutDesk
from composer.gui.piano_roll import PianoRoll, Tool
from composer.gui.roll_desk import RollDesk
from composer.gui.roll_tools import RollTools
from composer.gui.roll_view import RollView
from composer.gui.seed_desk import SeedDesk
from composer.gui.seed_editor import SeedEditor
from composer.gui.settings import Settings
from composer.gui.shortcuts import Shortcuts
from composer.gui.takes_panel import TakesPanel
from composer.gui.track_desk import TrackDesk
from composer.gui.transport import Transport
from composer.gui.transport_bar import TransportBar
from composer.gui.transport_desk import TransportDesk
from composer.gui.turns import Turns
from composer.gui.window_frame import WindowFrame
from composer.music.errors import ComposerError

if TYPE_CHECKING:  # imported when they are first wanted
    from composer.gui.file_desk import FileDesk
    from composer.gui.recovery import Recovery
    from composer.gui.training.training_desk import TrainingDesk

FIRST_SIZE = (1280, 720)
REATTACH_DELAY = 3_000  # milliseconds until trainings of earlier are looked for: there is more urgent work


class MainWindow(QMainWindow):
    """Builds the parts and connects them; what they do is theirs."""

    painted = Signal()  # the window has been seen for the first time
    closed = Signal()  # for good; the settings are up to date

    def __init__(self, document: Document, flow: GenerationFlow, transport: Transport, settings: Settings) -> None:
        super().__init__()
        self.document, self.flow, self.transport, self.settings = document, flow, transport, settings
        self._is_painted = False
        self._turns = Turns(self)
        self.actions_by_name = make_actions(self)
        self.appearance = Appearance(self, self.actions_by_name, settings)
        self.roll = PianoRoll(document)
        self.shortcuts = Shortcuts(self.actions_by_name, self.roll, settings, self)
        self.tools = RollTools([self.actions_by_name[name] for name in TOOLS.values()])
        self.roll_desk = RollDesk(document, self.roll, self.tools, self.actions_by_name, self)
        self.transport_bar = TransportBar(self.actions_by_name, self.tools)
        self.seed_editor, self.generate_panel, self.takes_panel = SeedEditor(), GeneratePanel(), TakesPanel()
        self.banner = Banner()
        self.transport_desk = TransportDesk(
            document,
            transport,
            self.transport_bar,
            self.roll,
            self.seed_editor,
            self.banner,
            self.actions_by_name,
            settings,
            self,
        )
        self.roll_view = RollView(document, self.roll, transport, self.banner, self.actions_by_name, settings, self)
        self.seed_desk = SeedDesk(
            document, self.seed_editor, self.roll, transport, self.roll_desk, lambda: self.files, self
        )
        self.audition = Audition(
            document, flow, self.roll, transport, self.seed_editor, self.generate_panel, self.takes_panel, self
        )
        self.clipboard = MidiClipboard(document, self.roll, self)
        self.out = OutDesk(document, flow, self.roll, self.takes_panel, self.transport_bar, self)
        self.models = ModelDesk(flow, self.generate_panel, settings, self)
        self.tracks = TrackDesk(document, self.roll, transport, self.actions_by_name, settings, self)
        self.live = LiveDesk(self)
        panels, footers = (self.seed_editor, self.generate_panel), (self.generate_panel.footer, self.takes_panel)
        parts = self.transport_bar, self.banner, self.tracks.column, self.roll
        arrangement = Arrangement(*parts, panels, footers)
        self.setCentralWidget(arrangement)
        self._dress_what_shows(*self.roll.scroll_bars, arrangement.panel_bar)
        self.setAcceptDrops(True)
        self.installEventFilter(self)
        self.frame = WindowFrame(document, self.actions_by_name, settings, self)
        self._connect_actions()
        self._connect_parts()
        self._restore()

    def _dress_what_shows(self, *bars: QScrollBar) -> None:
        buttons = self.generate_panel.button, self.generate_panel.dice
        self.appearance.dress_first(self.transport_bar, self.takes_panel, *buttons, *bars)

    def _connect_actions(self) -> None:
        for name, do in commands_of(self).items():
            self.actions_by_name[name].triggered.connect(partial(_without_argument, do))

    def _connect_parts(self) -> None:
        document, roll = self.document, self.roll
        document.score_changed.connect(self._show_score)
        self.frame.file_chosen.connect(self._open)
        for part in (self.frame, self.roll_desk, self.tracks):
            part.menu_opened.connect(self._dim_idle_actions)
        roll.tool_changed.connect(self.show_tool)
        self.seed_desk.began_anew.connect(self._show_beginning)
        self.flow.phase_changed.connect(self._make_way_for_run)
        for part in (self.audition, self.clipboard, self.out, self.roll_desk):
            part.troubled.connect(self.banner.tell_trouble)
        self.audition.settled.connect(self.banner.take_back)
        self.audition.failed.connect(self.show_error)
        self.transport.failed.connect(self.show_error)

    def _restore(self) -> None:
        self.resize(*FIRST_SIZE)
        self.restoreGeometry(QByteArray.fromHex(self.settings.geometry.encode("ascii", "ignore")))
        self.audition.begin(self.settings.sampling_options, self.settings.plays_while_generating)
        self.show_tool(self.roll.tool)
        self._show_score()
        self.transport_desk.show_loop()
        self.roll.setFocus()

    @cached_property
    def files(self) -> "FileDesk":
        """The file desk; made when it is first wanted, so that the first paint does not wait for it."""
        from composer.gui.file_desk import FileDesk
        from composer.gui.workspace import workspace_of

        files = FileDesk(workspace_of(self), self.settings, self.live.recording.end, self)
        files.opened.connect(self._show_beginning)
        files.recent_changed.connect(self.frame.show_recent)
        files.troubled.connect(self.banner.tell_trouble)
        files.told.connect(self.banner.tell_news)
        return files

    @cached_property
    def recovery(self) -> "Recovery":
        """What becomes of crashed windows' pieces; made when it is first wanted too."""
        from composer.gui.recovery import Recovery

        recovery = Recovery(self.files, self)
        recovery.troubled.connect(self.banner.tell_trouble)
        recovery.told.connect(self.banner.tell_news)
        return recovery

    @cached_property
    def training(self) -> "TrainingDesk":
        """The training desk; made when it is first wanted too."""
        from composer.gui.training.training_desk import desk_of

        return desk_of(self)

    def begin_work(self, file: Path | None = None) -> None:
        """Begin to start the engine, load the model, and open `file`; best when the window is already painted."""
        # The model once the engine has started: another thread loads torch, and whatever this one imports or starts
        # meanwhile takes much longer. What may ask the user something comes last, and the file before what was lost.
        from composer.gui.qt_loading import load_wording

        settings = self.settings
        self.transport.started.connect(self.flow.load_model)
        self._turns.begin([self.appearance.dress_all, *load_wording(), lambda: self.files, lambda: self.recovery])
        self._turns.begin([lambda: self.transport.open(settings.output_port or None, settings.opens_output)])
        if file:
            self._turns.begin([lambda: self.files.open(file)])
        self._turns.begin([lambda: self.recovery.begin()])
        QTimer.singleShot(REATTACH_DELAY, self, lambda: self.training.reattach())

    def end_work(self) -> None:
        """Silence and end the engine, and whatever runs in the background."""
        self._turns.stop()
        self.flow.close()
        self.transport.close()
        self.recovery.break_off()
        self.clipboard.let_go()

    @Slot(Exception)
    def show_error(self, error: Exception) -> None:
        """Say what does not work, or calmly that the program itself has failed; one dialog is enough at a time."""
        if isinstance(error, ComposerError):
            self.banner.tell_trouble(str(error))
            return
        from composer.gui.crash_dialog import CrashDialog

        if not self.findChild(CrashDialog):
            dialog = CrashDialog(error, self)
            dialog.close_requested.connect(self.close)
            dialog.show()

    @Slot()
    def _show_beginning(self) -> None:
        """Other notes than before are there: nothing of the old ones plays, loops or waits to be kept."""
        self.flow.discard()
        self.banner.hide()
        self.transport_desk.begin_anew()
        self.tracks.begin_anew()
        self.roll.show_beginning()
        self.roll.setFocus()

    def _show_score(self) -> None:
        self.transport_bar.set_score(self.document.score)
        self.seed_editor.set_score(self.document.score)
        self.roll.set_loop(self.transport.loop)

    @Slot(Path)
    def _open(self, path: Path) -> None:
        (self.training.train if path.is_dir() else self.files.open)(path)

    @Slot(QMenu)
    def _dim_idle_actions(self, menu: QMenu) -> None:
        from composer.gui.availability import dim_idle_actions  # imported late: nobody opens a menu at once

        dim_idle_actions(menu, self)

    def show_tool(self, tool: Tool) -> None:
        """Check the button of `tool` alone."""
        for each, name in TOOLS.items():
            self.actions_by_name[name].setChecked(each is tool)

    @Slot()
    def _make_way_for_run(self) -> None:
        if self.flow.phase is Phase.GENERATING:
            self.banner.hide()
            self._leave_field()

    def _leave_field(self) -> None:
        """Give the keys back to the roll: a field would write them, and Space or 1 to 8 would not be heard."""
        if isinstance(self.focusWidget(), QAbstractSpinBox | QLineEdit):
            self.roll.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Return in a field as the end of writing in it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._leave_field()
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave keys that are shortcuts too to the control that has the focus, if it uses them."""
        if event.type() == QEvent.Type.ShortcutOverride:
            from composer.gui.keys_of_controls import belongs_to

            if belongs_to(self.focusWidget(), event):
                event.accept()
                return True
        if event.type() == QEvent.Type.Paint and not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome projects, MIDI files and folders that do not come from this window itself."""
        from composer.gui.drop_in import music_files_of

        if event.source() is None and music_files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped, of several the first; a folder is there to be learned from."""
        from composer.gui.drop_in import NOTHING_DROPPED, music_files_of

        event.acceptProposedAction()
        if files := music_files_of(event.mimeData()):
            QTimer.singleShot(0, partial(self._open, files[0]))  # later: the program that it comes from waits for this
        else:
            self.banner.tell_trouble(NOTHING_DROPPED)

    def remember_settings(self) -> None:
        """Put into the settings what only the window knows."""
        self.settings.geometry = bytes(self.saveGeometry().toHex().data()).decode()
        self.settings.remember_options(self.generate_panel.sound_options, self.generate_panel.plays_while_generating)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close unless the user wants to save first; the settings are up to date then."""
        if not self.files.may_leave():
            event.ignore()
            return
        self.remember_settings()
        event.accept()
        self._turns.stop()
        self.recovery.end()
        self.closed.emit()


def _without_argument(do: Callable[[], object], *_: object) -> None:
    """Call `do` without the "checked" that `triggered` brings."""
    do()
