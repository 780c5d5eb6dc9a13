"""A roll on the screen, and a hand that works in it with real mouse events."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.geometry import Geometry
from composer.music.score import Note, Score, Track

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton


class Hand:
    """A mouse over one widget of the roll. Places are ticks and pitches, or with the `_xy` methods pixels."""

    def __init__(self, roll, widget):
        self.roll, self.widget = roll, widget
        self.modifiers = Qt.KeyboardModifier.NoModifier
        self.button = LEFT

    def place(self, tick, pitch):
        geometry = self.roll._state.geometry
        return QPointF(geometry.tick_to_x(tick), geometry.pitch_to_y(pitch) + geometry.row_height / 2)

    def send(self, kind, position, button=None, buttons=None):
        button = self.button if button is None else button
        held = button if buttons is None else buttons
        place = self.widget.mapToGlobal(position)
        QApplication.sendEvent(self.widget, QMouseEvent(kind, position, place, button, held, self.modifiers))

    def press(self, tick, pitch):
        self.send(QEvent.Type.MouseButtonPress, self.place(tick, pitch))

    def move(self, tick, pitch):
        self.send(QEvent.Type.MouseMove, self.place(tick, pitch), Qt.MouseButton.NoButton, self.button)

    def release(self, tick, pitch):
        self.send(QEvent.Type.MouseButtonRelease, self.place(tick, pitch), None, Qt.MouseButton.NoButton)

    def click(self, tick, pitch):
        self.press(tick, pitch)
        self.release(tick, pitch)

    def double_click(self, tick, pitch):
        self.click(tick, pitch)
        self.send(QEvent.Type.MouseButtonDblClick, self.place(tick, pitch))
        self.release(tick, pitch)

    def drag(self, *places):
        """Press at the first place, move over the others, release at the last."""
        self.press(*places[0])
        for place in places[1:]:
            self.move(*place)
        self.release(*places[-1])

    def hover(self, tick, pitch):
        self.send(QEvent.Type.MouseMove, self.place(tick, pitch), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)

    def wheel(self, tick, pitch, notches=0, pixels=(0, 0), sideways=0):
        position = self.place(tick, pitch)
        event = QWheelEvent(
            position,
            self.widget.mapToGlobal(position),
            QPoint(*pixels),
            QPoint(120 * sideways, 120 * notches),
            Qt.MouseButton.NoButton,
            self.modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.widget, event)


@pytest.fixture
def document(qapp):
    """Two tracks: two notes to play with, and a bass."""
    tune = Track.of([Note(60, 480, 480, 90), Note(64, 960, 240, 60)])
    return Document(Score((tune, Track.of([Note(48, 480, 1920)], name="Bass"))))


@pytest.fixture
def roll(qtbot, document):
    """A roll of 5 ticks per pixel that shows pitches 40 to 80 and all the notes of `document`."""
    roll = PianoRoll(document)
    qtbot.addWidget(roll)
    roll.resize(1000, 700)
    roll.show()
    roll._state.geometry = Geometry(0.0, 47.0, 0.2, 16)
    return roll


@pytest.fixture
def hand(roll):
    """A mouse over the grid."""
    return Hand(roll, roll._note_grid)


@pytest.fixture
def ruler_hand(roll):
    """A mouse over the ruler."""
    return Hand(roll, roll._ruler)


@pytest.fixture
def heard(roll):
    """The (pitch, velocity) of every note that the roll wanted to be heard."""
    sounded = []
    roll.note_sounded.connect(lambda pitch, velocity: sounded.append((pitch, velocity)))
    return sounded


@pytest.fixture
def tune(document):
    """The notes of the first track, now."""
    return lambda: document.score.tracks[0].notes
