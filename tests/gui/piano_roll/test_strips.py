"""Strips of pictures are painted when they are first wanted, and no more of them are kept than are of use."""

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFont, QImage

from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.strips import STRIP_WIDTH, Strips

WIDTH, HEIGHT = 3000, 4  # pixels


class Wall:
    """Something long to paint: column `x` of it has the number `x` as its colour."""

    def __init__(self):
        self.strips, self.origin, self.painted = Strips(HEIGHT, 1.0), 0, []

    def paint(self, canvas):
        left = canvas.area.left()
        self.painted.append((self.origin + left) / STRIP_WIDTH)
        for x in range(left, canvas.area.right() + 1):
            canvas.fill_one(x, 0, x + 1, HEIGHT, QColor(0xFF000000 + self.origin + x))

    def draw(self, left, width=10, held=0):
        """The columns that the strips draw from `left` of the view on."""
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        with Canvas(image, QSize(WIDTH, HEIGHT), 1.0) as canvas:
            canvas.show_only(QRect(left, 0, width, HEIGHT))
            self.strips.draw(canvas, self.paint, QFont(), self.origin, held)
        return [image.pixel(x, HEIGHT - 1) & 0xFFFFFF for x in range(left, left + width)]


@pytest.fixture
def wall(qapp):
    return Wall()


@pytest.mark.parametrize(("origin", "left"), [(0, 20), (700, 20), (100, STRIP_WIDTH - 105), (3 * STRIP_WIDTH, 0)])
def test_an_area_is_drawn_as_it_would_be_painted(wall, origin, left):
    wall.origin = origin
    assert wall.draw(left) == list(range(origin + left, origin + left + 10))


def test_a_strip_is_painted_once_wherever_the_view_goes(wall):
    for wall.origin in range(0, 400, 10):
        assert wall.draw(STRIP_WIDTH)[0] == wall.origin + STRIP_WIDTH
    assert wall.painted == [1.0]


def test_a_strip_in_which_something_keeps_its_place_is_painted_for_each_view(wall):
    for wall.origin in (0, 0, 10, 10, 0):
        wall.draw(60, held=50)
    assert wall.painted == [0.0, 0.0, 0.0]


def test_a_strip_right_of_what_keeps_its_place_is_painted_once(wall):
    for wall.origin in (0, 300, STRIP_WIDTH - 20):
        wall.draw(STRIP_WIDTH, held=50)
    assert wall.painted == [1.0]


def test_of_many_strips_those_used_last_are_kept(wall):
    for number in (0, 1, 2, 3, 0, 4, 0, 3):
        assert wall.draw(number * STRIP_WIDTH)[0] == number * STRIP_WIDTH
    assert wall.painted == [0.0, 1.0, 2.0, 3.0, 4.0]
    wall.draw(STRIP_WIDTH)
    assert wall.painted[5:] == [1.0]


def test_strips_do_not_fit_a_widget_of_another_height_or_scale(wall):
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    fits = []
    for height, scale in ((HEIGHT, 1.0), (HEIGHT + 1, 1.0), (HEIGHT, 2.0)):
        with Canvas(image, QSize(WIDTH, height), scale) as canvas:
            fits.append(wall.strips.fit(canvas))
    assert fits == [True, False, False]
