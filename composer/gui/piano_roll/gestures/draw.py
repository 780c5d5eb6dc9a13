"""Drawing a note: a click sets it, a drag makes it longer and moves it in pitch."""

from dataclasses import replace

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.state import RollState
from composer.music import edits
from composer.music.score import Note

_SOFTEST, _LOUDEST = 30, 120  # that a pen can draw


class DrawNote(Gesture):
    """A new note on the step under the mouse, as long and as loud as the last one."""

    def __init__(self, state: RollState, pressed: Pointer) -> None:
        super().__init__(state, pressed)
        grid = self.grid(pressed)
        start = grid.at_or_before(pressed.tick, state.document.score.meter_map)
        self._note = Note(pressed.pitch, start, state.pen.duration, _velocity(pressed, state.pen.velocity))
        self._is_lengthening = False

    def start(self) -> None:
        """Show the note and let it be heard."""
        self.state.sound(self._note)
        self._show()

    def drag(self, pointer: Pointer) -> None:
        """Lengthen the note, or move it to another pitch."""
        before, meter_map = self._note, self.state.document.score.meter_map
        self._is_lengthening |= abs(pointer.x - self.pressed.x) >= abs(pointer.y - self.pressed.y)
        if self._is_lengthening:
            duration = self.snapped(pointer.tick, pointer) - before.start
            shortest = self.grid(pointer).step_at(before.start, meter_map)
            self._note = replace(before, duration=max(duration, shortest), pitch=pointer.pitch)
        else:
            self._note = replace(before, pitch=pointer.pitch)
        if self._note.pitch != before.pitch:
            self.state.sound(self._note)
        if self._note != before:
            self._show()

    def end(self) -> None:
        """Add the note to the score."""
        self.state.remember_pen(self._note)
        self.state.commit("Draw note", self._edit())

    def _edit(self) -> edits.Edit:
        return edits.add(self.state.document.score, self.state.active_track, [self._note])

    def _show(self) -> None:
        self.state.preview(self._edit())


def _velocity(pointer: Pointer, otherwise: int) -> int:
    """The harder a pen is pressed, the louder; a mouse cannot say."""
    return otherwise if pointer.pressure is None else round(_SOFTEST + (_LOUDEST - _SOFTEST) * pointer.pressure)
