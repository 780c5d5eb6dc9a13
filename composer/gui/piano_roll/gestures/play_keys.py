"""Playing on the roll's piano keys."""

from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.state import RollState

_SOFTEST, _LOUDEST = 30, 120


class PlayKeys(Gesture):
    """Every key that the mouse comes to sounds, louder at its right end."""

    def __init__(self, state: RollState, pressed: Pointer, key_width: int) -> None:
        """`key_width` is in logical pixels."""
        super().__init__(state, pressed)
        self._key_width = key_width
        self._sounded: int | None = None

    def start(self) -> None:
        """Sound the key that was pressed."""
        self.update(self.pressed)

    def update(self, pointer: Pointer) -> None:
        """Sound a key once the mouse has come to it."""
        if pointer.pitch != self._sounded:
            self._sounded = pointer.pitch
            loudness = min(max(pointer.x / self._key_width, 0.0), 1.0)
            self.state.note_sounded.emit(pointer.pitch, round(_SOFTEST + (_LOUDEST - _SOFTEST) * loudness))
