"""What the file desk asks a person, in sentences that say what is where."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from composer.gui.consent import Consent, consents, message_box

if TYPE_CHECKING:
    from composer.storage.backups import Backup


def may_lose(window: QWidget, title: str, unsaved: Sequence[str], has_file: bool) -> Consent:
    """Whether to save (Save), to let go (Discard), or neither (Cancel)."""
    lines = "".join(f"<tr><td>•&nbsp;&nbsp;</td><td>{escape(line)}</td></tr>" for line in unsaved)
    where = "Save it?" if has_file else "Save it as a project?"
    details = f"<table>{lines}</table><p>{where}</p>"  # a table, so that a second line is indented like the first
    box = message_box(window, f"“{escape(title)}” has not been saved as it is now.", details)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setStandardButtons(Consent.Save | Consent.Discard | Consent.Cancel)
    if not has_file:
        box.button(Consent.Save).setText("Save as…")
    box.button(Consent.Discard).setText("Don’t save")
    box.setDefaultButton(Consent.Save)
    return Consent(box.exec())


def may_replace(window: QWidget, path: Path) -> bool:
    """Whether the file at `path` may be replaced."""
    return consents(window, f"“{path.name}” is there already. Replace it?", Consent.Save, "Replace")


def may_heal(window: QWidget, problem: str, saved_at: datetime) -> bool:
    """Whether to open the copy of a damaged project instead."""
    details = (
        f"There is a whole copy of it, saved {time_in_words(saved_at)}. Open the copy? The damaged file stays as it is "
        "until you save."
    )
    return consents(window, problem, Consent.Open, "Open the copy", details, is_usual=True)


def backup_to_revert_to(window: QWidget, title: str, backups: "Sequence[Backup]") -> "Backup | None":
    """Which earlier save to go back to; `backups` begins with the latest."""
    from PySide6.QtWidgets import QInputDialog  # spared until the first paint

    by_line: dict[str, Backup] = {}
    for backup in backups:
        line = time_in_words(backup.saved_at)
        while line in by_line:  # saved within the same second, or an hour apart when the clocks went back
            line += ", earlier"
        by_line[line] = backup
    question = f"Go back to “{title}” as it was saved at:"
    line, is_chosen = QInputDialog.getItem(window, "Revert to", question, list(by_line), 0, False)
    return by_line[line] if is_chosen else None


def time_in_words(moment: datetime) -> str:
    """For example ``today at 14:03:20``, ``yesterday at 9:15:00`` or ``on 3 November 2026 at 18:40:12``."""
    moment = moment.astimezone()
    days = (datetime.now().astimezone().date() - moment.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {moment.day} {moment:%B %Y}")
    return f"{day} at {moment.hour}:{moment:%M:%S}"


def counted(number: int, noun: str) -> str:
    """For example ``1 note`` or ``1,204 notes``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
