import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from composer.generation.options import OptionError, SamplingOptions
from composer.gui.more_form import MoreForm
from composer.gui.more_options import MoreOptions

MORE = "More settings: form, limits and how notes are drawn"
UNUSUAL = SamplingOptions(
    top_p=0.8,
    min_p=0.1,
    rhythm_temperature=0.5,
    pitch_temperature=1.5,
    velocity_temperature=2.0,
    scale="2 dorian",
    lowest_pitch=48,
    highest_pitch=72,
    largest_leap=7,
    densest=2.5,
    keeps_register=False,
    avoids_copies=False,
    plan="A A B A",
)


@pytest.fixture
def more(qtbot):
    more = MoreOptions()
    qtbot.addWidget(more)
    more.show()
    return more


def toggle_of(more: MoreOptions) -> QToolButton:
    return more.findChild(QToolButton)


def control(more: MoreOptions, kind: type, name: str):
    return next(each for each in more.findChildren(kind) if each.accessibleName().startswith(name))


def test_the_settings_are_built_when_they_are_first_opened(qtbot, more):
    assert more.findChild(MoreForm) is None
    qtbot.mouseClick(toggle_of(more), Qt.MouseButton.LeftButton)
    assert more.findChild(MoreForm).isVisible()
    qtbot.mouseClick(toggle_of(more), Qt.MouseButton.LeftButton)
    assert not more.findChild(MoreForm).isVisible()


def test_the_tab_key_goes_through_the_settings_before_what_stands_below_them(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    more, below = MoreOptions(), QPushButton("Generate")
    for widget in (more, below):
        column.addWidget(widget)
    whole.show()
    whole.activateWindow()
    toggle_of(more).click()
    toggle_of(more).setFocus()
    qtbot.waitUntil(toggle_of(more).hasFocus)
    names = []
    for _ in range(21):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        names.append(QApplication.focusWidget().accessibleName() or QApplication.focusWidget().text())
    assert [name.split(" ")[0] for name in names[:4]] == ["Sections", "Keep", "The", "The"]
    assert names[-5:] == ["Stay near the seed’s range", "Do not copy training pieces", "Defaults", "Generate", MORE]


@pytest.mark.parametrize("is_open", [False, True])
def test_options_come_back_as_they_were_shown(more, is_open):
    if is_open:
        toggle_of(more).click()
    more.set_options(UNUSUAL)
    assert more.applied_to(SamplingOptions()) == UNUSUAL
    toggle_of(more).click()
    assert more.applied_to(SamplingOptions()) == UNUSUAL


@pytest.mark.parametrize("scale", ["", "key", "0 major", "11 blues"])
def test_every_kind_of_scale_is_shown(more, scale):
    toggle_of(more).click()
    more.set_options(SamplingOptions(scale=scale))
    assert more.findChild(MoreForm).values["scale"] == scale
    assert control(more, QComboBox, "The tonic").isVisible() == (scale not in ("", "key"))


def test_what_is_not_as_usual_is_said_while_collapsed(more):
    assert toggle_of(more).text() == "More"
    more.set_options(SamplingOptions(scale="key", lowest_pitch=40, highest_pitch=80))
    assert toggle_of(more).text() == "More: scale, range"


def test_a_change_is_told_and_taken(qtbot, more):
    toggle_of(more).click()
    for box in more.findChildren(QCheckBox):
        with qtbot.waitSignal(more.options_changed):
            qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    qtbot.keyClicks(control(more, QLineEdit, "Sections"), "aaba")
    expected = SamplingOptions(keeps_register=False, avoids_copies=False, plan="aaba")
    assert more.applied_to(SamplingOptions()) == expected


def test_a_plan_that_cannot_be_read_is_refused(qtbot, more):
    toggle_of(more).click()
    qtbot.keyClicks(control(more, QLineEdit, "Sections"), "A ?")
    with pytest.raises(OptionError, match="cannot be read"):
        more.applied_to(SamplingOptions())


def test_a_pitch_is_typed_by_its_name(qtbot, more):
    toggle_of(more).click()
    lowest = control(more, QSpinBox, "The lowest")
    lowest.selectAll()
    qtbot.keyClicks(lowest, "eb3")
    lowest.interpretText()
    assert lowest.value() == 51
    assert control(more, QSpinBox, "The highest").minimum() == 63


def test_all_is_set_back_at_once(qtbot, more):
    more.set_options(UNUSUAL)
    toggle_of(more).click()
    with qtbot.waitSignal(more.options_changed):
        more.findChild(QPushButton).click()
    assert more.applied_to(SamplingOptions()) == SamplingOptions()


def test_a_model_that_does_not_listen_switches_them_off(more):
    toggle_of(more).click()
    more.show_model(is_recipe=True)
    assert not more.findChild(MoreForm).isEnabled()
    assert "knows nothing" in toggle_of(more).toolTip()
    more.show_model(is_recipe=False)
    assert more.findChild(MoreForm).isEnabled()
