from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QPushButton, QSlider

from composer.generation.options import HIGHEST_TEMPERATURE, LOWEST_TEMPERATURE, OptionError, SamplingOptions
from composer.generation.recipes.catalogue import RECIPES
from composer.generation.registry import ModelEntry
from composer.gui.form import HANDLE_WIDTH
from composer.gui.generate_panel import MUSICAL_TEMPERATURES, NO_STYLE, GeneratePanel
from composer.gui.theme import current_palette


@pytest.fixture
def panel(qtbot):
    panel = GeneratePanel()
    for widget in (panel, panel.footer):
        qtbot.addWidget(widget)
        widget.show()
    return panel


def button_of(panel: GeneratePanel) -> QPushButton:
    return panel.footer.findChild(QPushButton, "primary")


def test_options_come_back_as_they_were_shown(panel):
    panel.set_styles(("folk", "piano"))
    options = SamplingOptions(bars=16, temperature=0.85, style="piano", candidates=3, rng_seed=42, compose_ending=False)
    panel.set_options(options, plays_while_generating=False)
    assert panel.options == options
    assert not panel.plays_while_generating


def test_no_style_is_the_first_offer(panel):
    panel.set_styles(("folk",))
    assert panel.options.style is None
    assert panel._style.itemText(0) == NO_STYLE


def test_a_label_is_as_faint_as_what_it_stands_before(panel):
    label = next(label for label in panel.findChildren(QLabel) if label.buddy() is panel._style)
    for styles in ((), ("folk",), ()):
        panel.set_styles(styles)
        assert label.isEnabled() == panel._style.isEnabled() == bool(styles)


def test_a_style_chosen_earlier_is_chosen_again_when_the_model_offers_it(panel):
    panel.set_options(SamplingOptions(style="piano"), plays_while_generating=True)
    assert panel.options.style is None
    panel.set_styles(("folk", "piano"))
    assert panel.options.style == "piano"
    panel.set_styles(("folk",))
    assert panel.options.style is None
    assert panel.wanted_style == "piano"


def test_a_style_that_was_switched_off_stays_off(panel):
    panel.set_options(SamplingOptions(style="piano"), plays_while_generating=True)
    panel.set_styles(("folk", "piano"))
    panel._style.setCurrentIndex(0)
    panel._style.activated.emit(0)
    panel.set_styles(("folk", "piano"))
    assert panel.options.style is None


def test_the_sliders_reach_both_ends_of_their_ranges_by_keyboard(qtbot, panel):
    slider = panel.temperature.findChild(QSlider)
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert panel.options.temperature == 0.1
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert panel.options.temperature == 2.0
    length = panel.length.findChild(QSlider)
    qtbot.keyClick(length, Qt.Key.Key_End)
    assert panel.options.bars == 64
    qtbot.keyClick(length, Qt.Key.Key_Home)
    assert panel.options.bars == 1


def test_a_typed_temperature_between_two_slider_steps_is_kept(panel):
    panel.temperature.set_value(0.93)
    assert panel.options.temperature == 0.93


def test_the_button_asks_for_a_run_and_while_one_runs_for_its_end(qtbot, panel):
    panel.show_waiting("Ready", can_generate=True)
    with qtbot.waitSignal(panel.generate_requested):
        button_of(panel).click()
    panel.show_generating(3, 8)
    assert button_of(panel).text() == "Cancel"
    assert panel.status == "3 of 8 bars"
    with qtbot.waitSignal(panel.cancel_requested):
        button_of(panel).click()


def test_a_button_that_cannot_work_says_why_beside_it(panel):
    panel.show_waiting("There is no model.", can_generate=False)
    assert not button_of(panel).isEnabled()
    assert panel.status == "There is no model."


def test_as_published_a_dash_stands_for_what_is_not_used_and_ones_own_values_come_back(panel):
    panel.models.set_models((ModelEntry("lofi-lstm", Path("lofi"), RECIPES["lofi-lstm"]),), "lofi-lstm")
    panel.set_options(SamplingOptions(bars=12, temperature=0.85), plays_while_generating=True)
    fields = [slider.findChild(QDoubleSpinBox) for slider in (panel.temperature, panel.length)]
    panel.models.published.click()
    assert [field.text() for field in fields] == ["–", "–"]
    panel.set_options(SamplingOptions(bars=16, temperature=0.9, as_published=True), plays_while_generating=True)
    assert [field.text() for field in fields] == ["–", "–"]
    assert (panel.options.bars, panel.options.temperature) == (16, 0.9)
    panel.models.published.click()
    assert [field.value() for field in fields] == [0.9, 16]
    assert fields[1].text() == "16 bars"


def test_the_dice_change_the_random_seed(panel):
    rolled = set()
    for _ in range(5):
        panel.roll_dice()
        rolled.add(panel.options.rng_seed)
    assert len(rolled) > 1


def test_a_plan_that_cannot_be_read_is_said_beside_it_and_left_out_of_what_is_remembered(qtbot, panel):
    panel.set_options(SamplingOptions(bars=4, plan="A B"), plays_while_generating=True)
    assert panel.options.plan == "A B"
    panel.length.set_value(1)
    with pytest.raises(OptionError, match="needs as many bars"):
        _ = panel.options
    assert any("needs as many bars" in label.text() for label in panel.findChildren(QLabel) if label.isVisible())
    assert panel.sound_options == SamplingOptions(bars=1)


def test_the_usual_temperature_is_in_the_musical_range_which_is_marked(panel):
    low, high = MUSICAL_TEMPERATURES
    assert low <= SamplingOptions().temperature <= high
    panel.show()
    slider = panel.findChildren(QSlider)[0]
    picture, marked = slider.grab().toImage(), current_palette().loud_take

    def is_marked(temperature: float) -> bool:
        share = (temperature - LOWEST_TEMPERATURE) / (HIGHEST_TEMPERATURE - LOWEST_TEMPERATURE)
        x = HANDLE_WIDTH / 2 + share * (slider.width() - HANDLE_WIDTH)
        return picture.pixelColor(round(x), slider.height() - 2) == marked

    assert not any(map(is_marked, (0.3, 0.6, 1.4, 1.9)))
    assert all(map(is_marked, (0.8, 1.0, 1.2)))
