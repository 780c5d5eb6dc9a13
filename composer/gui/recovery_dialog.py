"""The recovery dialog: pieces that were not saved when Composer ended, to be seen, recovered, or let go."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from composer.gui.consent import Consent, consents
from composer.gui.file_questions import counted, time_in_words
from composer.gui.piece_picture import piece_picture

if TYPE_CHECKING:
    from composer.storage.recovery import CrashedSession

PICTURE_SIZE = QSize(220, 76)  # logical pixels

_ROWS_SHOWN = 4
_GAP = 10  # pixels between a picture and its words, beside those that Qt leaves


class RecoveryDialog(QDialog):
    """Lists crashed sessions with a picture each; what is not chosen is there again at the next start."""

    recover_requested = Signal(object)  # a CrashedSession
    discarded = Signal(object)  # a CrashedSession that nobody wants any more

    def __init__(
        self, sessions: "Sequence[CrashedSession]", reports: Mapping[Path, str], parent: QWidget | None = None
    ) -> None:
        """`reports`: for each session's path what its window noted down about its end, or an empty word."""
        super().__init__(parent)
        self._reports = reports
        self.setWindowTitle("Recover unsaved pieces")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QLabel(
            "Composer ended before these pieces were saved. Every edit is here, and undo still works. "
            "What you leave for later is offered again at the next start.",
            wordWrap=True,
        )
        self._list = QListWidget()
        self._list.setAccessibleName("Pieces that can be recovered")
        self._list.setIconSize(PICTURE_SIZE)
        self._list.setItemDelegate(_Parted(self._list))
        self._list.setSpacing(4)
        self._list.currentItemChanged.connect(self._show_choice)
        self._list.itemActivated.connect(self._recover)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self._recover_button = buttons.addButton("Recover", role.AcceptRole)
        self._discard_button = buttons.addButton("Delete…", role.DestructiveRole)
        self._report_button = buttons.addButton("What happened…", role.ActionRole)
        self._report_button.setVisible(any(reports.values()))
        self._report_button.clicked.connect(self._show_report)
        later = buttons.addButton("Later", role.RejectRole)
        self._recover_button.setDefault(True)
        self._recover_button.clicked.connect(self._recover)
        self._discard_button.clicked.connect(self._discard)
        later.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(12)
        for widget in (words, self._list, buttons):
            column.addWidget(widget)
        for session in sorted(sessions, key=lambda session: session.project is None):  # the damaged ones last
            self._list.addItem(self._item(session))
        self._list.setCurrentRow(0)
        self.resize(680, 140 + min(len(sessions), _ROWS_SHOWN) * (PICTURE_SIZE.height() + 20))

    def _item(self, session: "CrashedSession") -> QListWidgetItem:
        item = QListWidgetItem(_in_words(session))
        item.setData(Qt.ItemDataRole.UserRole, session)
        if session.project:
            picture = piece_picture(session.project.score, PICTURE_SIZE, self.devicePixelRatioF())
            icon = QIcon(picture)
            icon.addPixmap(picture, QIcon.Mode.Selected)  # else it would be tinted
            item.setIcon(icon)
        item.setSizeHint(QSize(0, PICTURE_SIZE.height() + 12))
        return item

    def _chosen(self) -> "CrashedSession | None":
        item = self._list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    @Slot()
    def _show_choice(self) -> None:
        session = self._chosen()
        self._recover_button.setEnabled(bool(session and session.project))
        self._discard_button.setEnabled(session is not None)
        report = self._reports.get(session.path, "") if session else ""
        self._report_button.setEnabled(bool(report))
        self._report_button.setToolTip("" if report else "It was ended from outside: nothing was noted down")

    @Slot()
    def _recover(self) -> None:
        session = self._chosen()
        if session and session.project:
            self.accept()
            self.recover_requested.emit(session)

    @Slot()
    def _show_report(self) -> None:
        from composer.gui.report_dialog import ReportDialog

        if session := self._chosen():
            ReportDialog(f"How “{session.title}” ended", self._reports[session.path], self).open()

    @Slot()
    def _discard(self) -> None:
        session = self._chosen()
        if session is None:
            return
        if consents(self, f"Delete “{session.title}” for good?", Consent.Discard, "Delete"):
            self._list.takeItem(self._list.currentRow())
            self.discarded.emit(session)
            if not self._list.count():
                self.reject()


class _Parted(QStyledItemDelegate):
    """Pictures at some distance from their words."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.decorationSize += QSize(_GAP, 0)  # type: ignore[attr-defined] # the stubs leave the fields out
        option.decorationAlignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter  # type: ignore[attr-defined]


def _in_words(session: "CrashedSession") -> str:
    """Its name, what is in it, the last edit, and where it belongs, on a line each."""
    last_edit = f"Last edit {time_in_words(session.edited_at)}"
    if session.project is None:
        return f"A copy that is damaged and cannot be read\n{last_edit}\nIt stays in {session.path}"
    steps = len(session.project.history.steps)
    content = counted(session.project.score.note_count, "note") + (f", {counted(steps, 'change')}" if steps else "")
    origin = f"Of the project {session.file}" if session.file else "Never saved"
    return f"{session.title}\n{content}\n{last_edit}\n{origin}"
