"""The takes of the latest run: hear one after the other, keep one, or let them go."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QButtonGroup, QPushButton, QToolButton, QWidget

from composer.generation.options import MAX_CANDIDATES
from composer.gui.drag_out import DragHandle
from composer.gui.form import Section, give_icon, named, quiet_label
from composer.gui.icons import icon


class TakesPanel(Section):
    """One button per take, and what can be done with the chosen one."""

    take_requested = Signal(int)  # index
    keep_requested = Signal()
    discard_requested = Signal()
    roll_again_requested = Signal()
    drag_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Takes", parent)
        self._words = quiet_label(lines=2)
        self._words.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)  # as high as the handle
        self._takes = QButtonGroup(self)
        self._takes.idClicked.connect(self.take_requested)
        for index in range(MAX_CANDIDATES):
            button = named(QToolButton(), f"Hear take {index + 1}  ({index + 1})")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setObjectName("take")
            self._takes.addButton(button, index)
        self._keep = self._action("Keep", "Make this take part of the piece  (Return)", self.keep_requested)
        give_icon(self._keep, icon("keep"))
        self._again = self._action(
            "Roll again", "Other notes for the same seed  (Shift+Return)", self.roll_again_requested
        )
        self._discard = self._action("Discard", "Let go of all takes  (Shift+Delete)", self.discard_requested)
        self.add(*self._takes.buttons(), is_left=True)
        self.add(self._keep, self._again, self._discard)
        self._handle = DragHandle("Drag this take into another program or a folder, as a MIDI file")
        self._handle.drag_requested.connect(self.drag_requested)
        self.add(self._words, self._handle)
        self.show_takes([], 0, None, is_generating=False)

    @property
    def words(self) -> str:
        """What a person reads about the takes."""
        return self._words.text()

    def show_takes(
        self, note_counts: list[int], chosen: int, likeliest: int | None, is_generating: bool, lost_model: str = ""
    ) -> None:
        """Show one button per take; `likeliest` is the one that the model finds most probable.

        `lost_model` is the name of the model that made them, if it is not there any more.
        """
        self._takes.setExclusive(bool(note_counts))  # an exclusive group would keep the last take checked
        for index, button in enumerate(self._takes.buttons()):
            button.setVisible(index < max(len(note_counts), 1))
            button.setEnabled(index < len(note_counts))
            button.setText(f"{index + 1}★" if index == likeliest else str(index + 1))
            button.setChecked(index == chosen and bool(note_counts))
        can_keep = bool(note_counts) and not is_generating
        for button in (self._keep, self._again):
            button.setEnabled(can_keep)
        self._discard.setEnabled(bool(note_counts))
        self._handle.setEnabled(bool(note_counts))
        self._words.setText(_words(note_counts, chosen, likeliest, is_generating, lost_model))

    def _action(self, text: str, tip: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(signal)
        return button


def _words(note_counts: list[int], chosen: int, likeliest: int | None, is_generating: bool, lost_model: str) -> str:
    if not note_counts:
        return "Nothing to keep or discard: generate first."
    if is_generating:
        return "Notes are coming in. Keep and Roll again wait until they are all here."
    count = note_counts[chosen]
    words = f"Take {chosen + 1} of {len(note_counts)}: {count:,} {'note' if count == 1 else 'notes'}."
    if lost_model:
        return f"{words} Its model “{lost_model}” is not here any more."
    return words + (" ★ marks the model’s own favourite." if likeliest is not None else "")
