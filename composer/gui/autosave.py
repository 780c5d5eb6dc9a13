"""The autosave: after every edit, the window's session copy holds the whole piece."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from composer.gui.waiting import result_of
from composer.gui.workspace import Workspace
from composer.storage.session import About, Session

VIEW_INTERVAL = 2_000  # milliseconds between looks at what no signal tells: scrolling, zoom, settings
PATIENCE = 10.0  # seconds that copying may take


class Autosave(QObject):
    """Keeps one session for the window, from its first unsaved change on."""

    troubled = Signal(str)  # a sentence for the user
    recovered = Signal(str)  # a sentence too: what troubled is over

    def __init__(self, workspace: Workspace, folder: Path, is_unsaved: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._folder, self._is_unsaved = workspace, folder, is_unsaved
        self._session: Session | None = None
        self._is_another = True
        self._is_over = False
        self._edited_at = ""
        self._timer = QTimer(self, interval=VIEW_INTERVAL)
        self._timer.timeout.connect(self._store)

    def begin(self) -> None:
        """Store from now on whatever happens."""
        document = self._workspace.document
        document.begun.connect(self._begin_another)
        document.undo_stack.moved.connect(self._store_edit)
        document.undo_stack.clean_changed.connect(self._store)
        document.path_changed.connect(self._store)
        self._workspace.takes_changed.connect(self._store_edit)
        self._timer.start()
        self._store_edit()

    def end(self) -> None:
        """The window closes and the piece has been saved or let go: nothing is left behind."""
        self._close(keep=False)

    def break_off(self) -> None:
        """The window ends without anyone having been asked: what is not saved will be offered at the next start."""
        self._close(keep=self._is_unsaved())

    def holds_all(self) -> bool:
        """Whether the copy holds the piece as it is now; waited for, but not without end."""
        session = self._session
        return session is not None and result_of(lambda: session.flush(PATIENCE))

    @Slot()
    def _begin_another(self) -> None:
        self._is_another = True
        self._store_edit()

    @Slot()
    def _store_edit(self) -> None:
        self._edited_at = datetime.now().astimezone().isoformat()
        self._store()

    @Slot()
    def _store(self) -> None:
        if self._is_over:  # the document, which is being taken down, still speaks
            return
        is_unsaved = self._is_unsaved()
        if self._session is None:
            if not is_unsaved:
                return
            self._session = self._new_session()
        document = self._workspace.document
        about = About(document.title, str(document.path or ""), not is_unsaved, self._edited_at)
        self._session.store(self._workspace.project(), about, self._is_another)
        self._is_another = False

    def _new_session(self) -> Session:
        # Called in the session's thread: only a signal may cross over.
        return Session(self._folder, self.troubled.emit, self._tell_recovered)

    def _tell_recovered(self) -> None:
        self.recovered.emit("Your edits are being copied again.")

    def _close(self, keep: bool) -> None:
        self._timer.stop()
        self._is_over = True
        if self._session is not None:
            self._session.close(keep)
            self._session = None
