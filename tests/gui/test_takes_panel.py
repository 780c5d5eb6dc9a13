import pytest
from PySide6.QtWidgets import QPushButton, QToolButton

from composer.gui.drag_out import DragHandle
from composer.gui.takes_panel import TakesPanel


@pytest.fixture
def panel(qtbot):
    panel = TakesPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def texts_of_takes(panel: TakesPanel) -> list[str]:
    return [button.text() for button in panel.findChildren(QToolButton, "take") if button.isEnabled()]


def enabled_commands(panel: TakesPanel) -> list[str]:
    return [button.text() for button in panel.findChildren(QPushButton) if button.isEnabled()]


def test_without_takes_every_command_is_off_and_the_panel_says_why(panel):
    assert enabled_commands(panel) == []
    assert "generate first" in panel.words


def test_each_take_has_a_button_and_the_likeliest_a_star(panel):
    panel.show_takes([10, 12, 7], chosen=1, likeliest=2, is_generating=False)
    assert texts_of_takes(panel) == ["1", "2", "3★"]
    assert "Take 2 of 3: 12 notes" in panel.words
    assert enabled_commands(panel) == ["Keep", "Roll again", "Discard"]


def test_no_take_is_marked_once_they_are_gone(panel):
    panel.show_takes([10, 12], chosen=1, likeliest=None, is_generating=False)
    assert [button.isChecked() for button in panel.findChildren(QToolButton)][:2] == [False, True]
    panel.show_takes([], chosen=0, likeliest=None, is_generating=False)
    assert not any(button.isChecked() for button in panel.findChildren(QToolButton))


def test_a_take_button_asks_to_hear_it(qtbot, panel):
    panel.show_takes([1, 1], chosen=0, likeliest=None, is_generating=False)
    with qtbot.waitSignal(panel.take_requested) as requested:
        panel.findChildren(QToolButton)[1].click()
    assert requested.args == [1]


def test_while_notes_come_in_only_discarding_is_possible(panel):
    panel.show_takes([3], chosen=0, likeliest=None, is_generating=True)
    assert enabled_commands(panel) == ["Discard"]
    assert "coming in" in panel.words


def test_the_buttons_side_by_side_are_equally_high(panel):
    assert len({button.height() for button in panel.findChildren(QPushButton)}) == 1


def test_one_line_of_words_is_level_with_the_handle_to_drag_the_take(qapp, panel):
    panel.show_takes([], chosen=0, likeliest=None, is_generating=False)
    qapp.processEvents()
    words, [handle] = panel._words, panel.findChildren(DragHandle)
    picture = words.grab().toImage()
    ground = picture.pixel(words.width() - 1, 0)
    written = [y for y in range(words.height()) if any(picture.pixel(x, y) != ground for x in range(words.width()))]
    assert words.y() + (written[0] + written[-1]) / 2 == pytest.approx(handle.geometry().center().y(), abs=2)
