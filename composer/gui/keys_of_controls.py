"""The keys that a control uses itself when it has the focus, whatever they are shortcuts of."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QWidget,
)

_ARROWS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right})
_WAYS = _ARROWS | {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_WRITING = _WAYS | {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_DIGITS = frozenset(Qt.Key(key) for key in range(Qt.Key.Key_0, Qt.Key.Key_9 + 1))
_KEYS_OF_CONTROLS: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractButton, frozenset({Qt.Key.Key_Space})),
    (QComboBox, frozenset({Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return})),
    (QAbstractSlider, _WAYS),
    (QAbstractSpinBox, _WRITING | _DIGITS),
    (QLineEdit, _WRITING | _DIGITS),
    (QAbstractItemView, _WAYS),
)


def belongs_to(focused: QWidget | None, event: QEvent) -> bool:
    """Whether a key that is also a shortcut of the window is meant for the control that has the focus."""
    if not isinstance(event, QKeyEvent) or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    return any(isinstance(focused, kind) and event.key() in keys for kind, keys in _KEYS_OF_CONTROLS)
