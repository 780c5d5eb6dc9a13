"""Whoever hears the window instead of seeing it learns the name of every control."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from composer.gui.form import Section
from composer.gui.piano_roll.painted import PaintedWidget
from composer.gui.settings import Settings
from composer.music.score import Note, Score, Track
from tests.gui.test_main_window import Desk

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, PaintedWidget)
LONG = Score(
    tuple(Track.of([Note(60, 480 * beat, 480) for beat in range(200)], name=name) for name in ("Flute", "Bass"))
)


@pytest.fixture
def desk(qtbot):
    """A window in which everything is shown that can be."""
    desk = Desk(qtbot, settings=Settings(theme="dark", shows_velocity_lane=True))
    desk.document.load(LONG, None)
    yield desk
    desk.transport.close()
    desk.flow.close()


def controls_of(window: QWidget) -> list[QWidget]:
    """What a user can reach; not the inner parts of a control, such as the field of a spin box."""
    found = [widget for widget in window.findChildren(QWidget) if isinstance(widget, CONTROLS)]
    return [widget for widget in found if widget.isVisible() and not isinstance(widget.parentWidget(), CONTROLS)]


def name_of(widget: QWidget) -> str:
    """What a screen reader says: a name of its own, the words on it, or those of its label."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def is_inner(widget: QWidget) -> bool:
    return any(each.objectName().startswith("qt_") for each in (widget, widget.parentWidget()) if each)


def test_every_control_has_a_name(desk):
    controls = [widget for widget in controls_of(desk.window) if not is_inner(widget)]
    assert len(controls) > 30
    nameless = [f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}" for widget in controls]
    nameless = [words for words, widget in zip(nameless, controls, strict=True) if not name_of(widget).strip()]
    assert nameless == []


def test_every_part_that_takes_the_keyboard_has_a_name(desk):
    focusable = [widget for widget in desk.window.findChildren(QWidget) if widget.focusPolicy() and widget.isVisible()]
    nameless = [
        type(widget).__name__
        for widget in focusable
        if not is_inner(widget) and not isinstance(widget.parentWidget(), CONTROLS) and not name_of(widget).strip()
    ]
    assert nameless == []


def test_the_views_of_the_piece_have_names(desk):
    desk.do("falling notes")
    QApplication.processEvents()
    assert name_of(desk.window.roll._overview) == "Overview of the piece"
    assert name_of(desk.window.roll_view._falling) == "Falling notes"


def test_what_cannot_work_has_a_sentence_beside_it(qtbot):
    desk = Desk(qtbot)
    grey = [control for control in controls_of(desk.window) if not control.isEnabled()]
    sections = [section_of(control) for control in grey]
    assert len(grey) >= 6
    assert [control for control, section in zip(grey, sections, strict=True) if not sentences_of(section)] == []
    desk.transport.close()
    desk.flow.close()


def section_of(widget: QWidget) -> Section:
    """The part of the panel that it is in."""
    while not isinstance(widget, Section):
        widget = widget.parentWidget()
    return widget


def sentences_of(section: Section) -> list[str]:
    """What is said there in whole sentences."""
    return [label.text() for label in section.findChildren(QLabel) if label.isVisible() and label.text().endswith(".")]
