import pytest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QWidget

from composer.gui.actions import make_actions
from composer.gui.transport_bar import TransportBar, position_text, with_bpm_at
from composer.music.score import BUILT_IN_SYNTH, Score
from composer.music.time import MeterMap, TempoChange, TempoMap


@pytest.fixture
def bar(qtbot):
    tools = QWidget()
    bar = TransportBar(make_actions(tools), tools)
    qtbot.addWidget(bar)
    return bar


def outputs_of(bar: TransportBar) -> list[str]:
    box = bar.findChild(QComboBox)
    return [box.itemText(index) for index in range(box.count())]


def test_the_position_counts_bars_and_beats_from_one():
    waltz = Score(tempo_map=TempoMap.constant(60), meter_map=MeterMap.constant(3, 4))
    assert position_text(waltz, 0).split() == ["1.1.000", "0:00.0"]
    assert position_text(waltz, 4 * 480 + 10).split() == ["2.2.010", "0:04.0"]
    assert position_text(waltz, 61 * 480).split() == ["21.2.000", "1:01.0"]


def test_a_tempo_holds_from_its_change_to_the_next():
    slow, fast = TempoChange(0, 1_000_000), TempoChange(960, 400_000)
    assert with_bpm_at(TempoMap((slow, fast)), 959, 120.0) == TempoMap((TempoChange(0, 500_000), fast))
    assert with_bpm_at(TempoMap((slow, fast)), 960, 120.0) == TempoMap((slow, TempoChange(960, 500_000)))


def test_the_tempo_at_the_playhead_is_shown_without_being_asked_for(qtbot, bar):
    with qtbot.assertNotEmitted(bar.bpm_requested):
        bar.set_score(Score(tempo_map=TempoMap((TempoChange(0, 1_000_000), TempoChange(960, 400_000)))))
        assert bar.findChild(QDoubleSpinBox).value() == 60
        bar.set_playhead(960)
    assert bar.findChild(QDoubleSpinBox).value() == 150


def test_the_built_in_synth_is_offered_before_the_ports(bar):
    bar.show_outputs(("Synth A", "Synth B"), "Synth B", "")
    assert outputs_of(bar) == [BUILT_IN_SYNTH, "Synth A", "Synth B"]
    assert bar.findChild(QComboBox).currentText() == "Synth B"


def test_a_chosen_port_that_is_gone_stays_listed_as_such(bar):
    bar.show_outputs(("Synth A",), "Synth B", "Synth B is gone.")
    assert outputs_of(bar)[-1] == "Not there: Synth B"
    assert bar.findChild(QComboBox).currentData() == "Synth B"
    assert bar.findChild(QLabel, "trouble").text() == "No sound"


def test_what_would_make_the_ports_better_is_said_where_they_are_chosen(bar):
    bar.show_outputs(("Synth A",), None, "", "Install JACK-Client.")
    assert bar.findChild(QComboBox).toolTip().endswith("Install JACK-Client.")
    bar.show_outputs(("Synth A",), None, "")
    assert "JACK-Client" not in bar.findChild(QComboBox).toolTip()


def test_the_outputs_are_asked_for_anew_before_the_list_opens(qtbot, bar):
    with qtbot.waitSignal(bar.ports_wanted):
        bar.findChild(QComboBox).showPopup()
    bar.findChild(QComboBox).hidePopup()


def test_an_open_list_of_outputs_grows_with_the_ports_and_otherwise_stays_as_it_is(qtbot, bar):
    bar.show()
    bar._outputs.showPopup()
    view = bar._outputs.view()
    bar.show_outputs(("Synth A", "Synth B"), None, "")
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(2, 0)).bottom() < view.viewport().height())
    view.setCurrentIndex(view.model().index(1, 0))
    bar.show_outputs(("Synth A", "Synth B"), None, "")
    assert view.isVisible()
    assert view.model().rowCount() == 3
    bar._outputs.hidePopup()


def test_the_outputs_give_way_where_the_window_is_narrow(bar):
    bar.show_outputs((), None, "There is no sound card.")
    bar.resize(bar.minimumSizeHint())
    bar.show()
    assert bar._outputs.width() < bar._outputs.sizeHint().width() * 0.6
    bar.resize(1366, bar.height())
    assert bar._outputs.width() == bar._outputs.sizeHint().width()
