"""Recovery: the window's own session copy, and what becomes of those that crashed windows have left."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from composer.gui.autosave import Autosave
from composer.gui.file_desk import FileDesk
from composer.gui.waiting import result_of
from composer.storage.recovery import CrashedSession, crashed_sessions
from composer.storage.session import origin_of, remove


class Recovery(QObject):
    """Connects autosave, recovery dialog and file desk; does nothing before `begin`."""

    troubled = Signal(str)  # a sentence for the user
    told = Signal(str)  # what has been done

    def __init__(self, files: FileDesk, window: QWidget) -> None:
        super().__init__(window)
        self._files, self._window = files, window
        self._autosave: Autosave | None = None

    def begin(self) -> None:
        """Copy every edit from now on, and offer what there is to recover."""
        files = self._files
        self._autosave = Autosave(files.workspace, files.store.sessions, lambda: bool(files.unsaved), self)
        self._autosave.troubled.connect(self.troubled)
        self._autosave.recovered.connect(self.told)
        self._autosave.begin()
        self.offer()

    def end(self) -> None:
        """The window closes, and its piece has been saved or let go."""
        if self._autosave:
            self._autosave.end()

    def break_off(self) -> None:
        """The window is gone, perhaps without anyone having been asked."""
        if self._autosave:
            self._autosave.break_off()
        self._files.store.release()

    def offer(self) -> bool:
        """Show what can be recovered; False when there is nothing."""
        sessions = result_of(lambda: crashed_sessions(self._files.store.sessions))
        if not sessions:
            return False
        from composer.gui.recovery_dialog import RecoveryDialog

        dialog = RecoveryDialog(sessions, {session.path: _report_on(session) for session in sessions}, self._window)
        dialog.recover_requested.connect(self._recover)
        dialog.discarded.connect(self._discard)
        dialog.open()
        return True

    def offer_on_request(self) -> None:
        """The same, and say so when there is nothing."""
        if not self.offer():
            self.told.emit("There is nothing to recover: no window has ended with an unsaved piece.")

    @Slot(object)
    def _recover(self, session: CrashedSession) -> None:
        if not self._files.recover(session):
            return
        if self._autosave and self._autosave.holds_all():
            self._discard(session)
        self.told.emit(f"“{session.title}” is here again as it was. Save it to have it in a file.")

    @Slot(object)
    def _discard(self, session: CrashedSession) -> None:
        remove(session.path)


def _report_on(session: CrashedSession) -> str:
    """What its window noted down about its end; empty when it could not or had nothing to say."""
    from composer.fault_log import faults_of, log_path

    origin = origin_of(session.path)
    if origin is None:
        return ""
    began_at, process = origin
    return faults_of(log_path("composer"), process, began_at)
