"""The plots: painted where the numbers are."""

from PySide6.QtGui import QColor

from composer.gui.theme import current_palette
from composer.gui.training.plots import Curves, Histogram


def pixels_like(widget, colour: QColor) -> list[tuple[int, int]]:
    image = widget.grab().toImage()
    return [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).rgb() == colour.rgb()
    ]


def test_a_histogram_has_its_highest_bar_where_most_is(qtbot):
    plot = Histogram("Pitch")
    qtbot.addWidget(plot)
    plot.resize(200, 120)
    plot.show_counts([1, 4, 2, 1], "C4", "E4")
    found = pixels_like(plot, current_palette().loud_note)
    highest = min(found, key=lambda place: place[1])
    assert 50 <= highest[0] < 100


def test_an_empty_histogram_has_no_bars(qtbot):
    plot = Histogram("Pitch")
    qtbot.addWidget(plot)
    plot.show_counts((), "", "")
    assert not pixels_like(plot, current_palette().loud_note)


def test_a_falling_loss_is_a_falling_curve(qtbot):
    plot = Curves("Loss", "{:.2f}".format)
    qtbot.addWidget(plot)
    plot.resize(400, 200)
    plot.show_series([(0, 4.0), (10, 1.0)], [(10, 2.0)], 10, ("0", "epoch 1"))
    found = [place for place in pixels_like(plot, current_palette().loud_note) if place[1] > 30]
    left, right = min(found), max(found)
    assert left[1] < right[1]
    assert right[0] - left[0] > 300


def test_the_words_above_are_written_in_the_colour_of_text_beside_a_dot_in_the_colour_of_the_curve(qtbot):
    plot = Curves("Loss", "{:.2f}".format)
    qtbot.addWidget(plot)
    plot.resize(400, 200)
    plot.show_series([(0, 4.0), (10, 1.0)], [(10, 2.0)], 10, ("0", "epoch 1"))
    for colour in (current_palette().loud_note, current_palette().loud_take):
        across = [x for x, y in pixels_like(plot, colour) if y < 20]
        assert 3 <= max(across) - min(across) <= 6


def test_a_loss_that_is_no_number_breaks_nothing(qtbot):
    plot = Curves("Loss", "{:.2f}".format)
    qtbot.addWidget(plot)
    plot.show_series([(0, float("nan")), (1, 2.0)], [], 1, ("", ""))
    plot.grab()
    plot.show_series([(0, float("nan"))], [], 1, ("", ""))
    plot.grab()
