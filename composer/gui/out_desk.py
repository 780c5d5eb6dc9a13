"""The out desk: the ways of notes out of the window, other than saving the piece."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from composer.gui.document import Document
from composer.gui.drag_out import DragOut
from composer.gui.generation_flow import GenerationFlow
from composer.gui.piano_roll import PianoRoll
from composer.gui.takes_panel import TakesPanel
from composer.gui.transport_bar import TransportBar


class OutDesk(QObject):
    """Lets the selected notes, the piece and the takes be dragged into other programs."""

    troubled = Signal(str)  # a sentence for the user

    def __init__(
        self,
        document: Document,
        flow: GenerationFlow,
        roll: PianoRoll,
        takes: TakesPanel,
        bar: TransportBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document, self._flow, self._roll, self._takes, self._bar = document, flow, roll, takes, bar
        self.drag_out = DragOut(self)
        self.drag_out.troubled.connect(self.troubled)
        bar.drag_requested.connect(self._drag_from_bar)
        takes.drag_requested.connect(self._drag_take)
        # Queued: the gesture that asks for it has to end before the drag takes the mouse.
        roll.drag_out_requested.connect(self._drag_from_roll, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _drag_from_bar(self) -> None:
        self._drag_notes(self._bar)

    @Slot()
    def _drag_from_roll(self) -> None:
        self._roll.cancel_gesture()
        self._drag_notes(self._roll)

    def _drag_notes(self, source: QWidget) -> None:
        """Drag the selected notes, from the bar in which they begin; without a selection the whole piece."""
        from composer.music.extract import bar_before, extract

        score, selection, title = self._document.score, self._roll.selection, self._document.title
        if selection:
            part = extract(score, selection, bar_before(score, selection))
            self.drag_out.drag(source, part, f"{title} - selection")
        elif score.note_count:
            self.drag_out.drag(source, score, title)
        else:
            self.troubled.emit("There are no notes to drag out yet: draw some in the roll.")

    @Slot()
    def _drag_take(self) -> None:
        from composer.music.extract import continuation

        if notes := self._flow.chosen_notes:
            name = f"{self._document.title} - take {self._flow.chosen + 1}"
            self.drag_out.drag(self._takes, continuation(self._document.score, notes), name)
