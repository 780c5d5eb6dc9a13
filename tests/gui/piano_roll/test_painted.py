"""What is on the screen after scrolling is what painting everything anew would show."""

import random

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont, QImage

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll, detail
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.painted import PaintedWidget
from composer.gui.piano_roll.strips import STRIP_WIDTH
from composer.gui.piano_roll.velocity_lane import VelocityLane
from composer.gui.theme import apply_theme
from composer.music import edits
from composer.music.score import Note, Score, Track
from composer.music.take import ContinuedNote
from composer.music.time import Meter, MeterChange, MeterMap


@pytest.fixture
def roll(qtbot, qapp):
    """A roll with two tracks, a take, a seed and a loop, all over some thousand pixels."""
    qapp.setStyleSheet("")  # a window that was shown before may have left its own, which hides a change of theme
    apply_theme(qapp, "dark")
    chance = random.Random(1)
    notes = [Note(chance.randint(40, 80), chance.randint(0, 40_000), chance.randint(20, 4000)) for _ in range(300)]
    meter_map = MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(1920 * 4, Meter(3, 4))))
    roll = PianoRoll(Document(Score((Track.of(notes[:150]), Track.of(notes[150:])), meter_map=meter_map)))
    qtbot.addWidget(roll)
    roll.set_take([ContinuedNote(Note(70, 4800 + 480 * step, 480), 0) for step in range(60)])
    roll.set_seed_range((960, 7000))
    roll.set_loop((480, 9000))
    roll.set_playhead(3000)
    roll.resize(900, 500)
    roll.show()
    roll._state.geometry = Geometry(2000.0, 40.0, 0.2, 16)
    return roll


def on_screen(roll: PianoRoll) -> QImage:
    """What the window's backing store holds: unlike `grab`, this paints nothing anew but what waits to be."""
    roll.repaint(QRect(0, 0, 1, 1))
    device = roll.backingStore().paintDevice()
    assert isinstance(device, QImage)
    return device.copy()


@pytest.mark.parametrize("row_height", [8, 16])
def test_after_scrolling_the_screen_shows_what_painting_anew_would(roll, qapp, row_height):
    chance = random.Random(2)
    roll._state.geometry = Geometry(2000.0, 40.0, 0.2, row_height)
    for _ in range(25):
        roll._state.geometry = roll._state.geometry.scrolled(chance.randint(-90, 120), chance.choice((0, 0, -30, 21)))
        if chance.random() < 0.5:
            roll.set_playhead(round(roll._state.geometry.x_to_tick(chance.randint(0, 800))))
        qapp.processEvents()
        scrolled = on_screen(roll)
        for part in (roll._note_grid, roll._ruler, roll._keyboard):
            part.refresh()
        qapp.processEvents()
        assert on_screen(roll) == scrolled


def do_something(roll: PianoRoll, chance: random.Random, application) -> None:
    """Scroll, zoom, edit, select, undo or change the theme, as hands might."""
    state, document = roll._state, roll._state.document
    track = document.score.tracks[0]
    note = Note(chance.randint(40, 80), round(max(state.geometry.left, 0)) + chance.randint(0, 4000), 500)
    some = frozenset((0, each) for each in chance.sample(tuple(track.notes), 5))
    chance.choice(
        (
            lambda: None,
            lambda: setattr(state, "geometry", state.geometry.zoomed_time(chance.choice((0.05, 0.5, 2, 20)), 300)),
            lambda: setattr(state, "geometry", state.geometry.zoomed_pitch(chance.choice((-7, -1, 3)), 200)),
            lambda: state.commit("Draw note", edits.add(document.score, 0, [note])),
            lambda: setattr(state, "selection", some),
            document.undo_stack.undo,
            lambda: apply_theme(application, chance.choice(("dark", "light", "contrast"))),
            lambda: setattr(state, "active_track", 1 - state.active_track),
        )
    )()


@pytest.mark.parametrize("most", [12_000, 40])
def test_whatever_was_done_the_screen_shows_what_painting_anew_would(roll, qapp, monkeypatch, most):
    monkeypatch.setattr(detail, "_MOST_RECTANGLES", most)
    chance = random.Random(most)
    for _ in range(40):
        do_something(roll, chance, qapp)
        for _ in range(2):
            dx, dy = chance.randint(-90, 120), chance.choice((0, 0, -30, 21))
            roll._state.geometry = roll._state.geometry.scrolled(dx, dy)
            qapp.processEvents()
        seen = on_screen(roll)
        for part in (roll._note_grid, roll._ruler, roll._keyboard):
            part.refresh()
        qapp.processEvents()
        assert on_screen(roll) == seen


def painted_anew(widget: PaintedWidget) -> QImage:
    """What the widget would look like if nothing of it were known."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def seen_of(widget: PaintedWidget, screen: QImage) -> QImage:
    """The part of the screen that the widget has."""
    place = QRect(widget.mapTo(widget.window(), QPoint()), widget.size())
    return screen.copy(place).convertToFormat(QImage.Format.Format_RGB32)


NAMED, PLAIN, DENSE = (16, 12_000), (8, 12_000), (8, 40)  # height of a row, most rectangles


@pytest.mark.parametrize(
    ("look", "seed_range", "width"),
    [
        (NAMED, (960, 7000), 900),
        (NAMED, (6000, 9000), 900),
        (NAMED, None, 400),
        (PLAIN, (960, 7000), 900),
        (PLAIN, None, 900),
        (PLAIN, None, 400),
        (DENSE, None, 900),
    ],
)
def test_scrolling_on_and_on_shows_what_painting_anew_would(roll, qapp, monkeypatch, look, seed_range, width):
    row_height, most = look
    monkeypatch.setattr(detail, "_MOST_RECTANGLES", most)
    roll.setFont(QFont("Sans Serif", 9, QFont.Weight.Bold))
    roll.resize(width, 500)
    roll.show_velocity_lane(True)
    roll.set_seed_range(seed_range)
    state, chance = roll._state, random.Random(width + most)
    state.geometry = Geometry(500.0, 40.0, 0.15, row_height)  # some ticks lie just between two pixels
    qapp.processEvents()
    for step in range(90):
        dx = chance.choice((3, 40, 120)) * (1 if step % 40 < 25 else -1)
        state.geometry = state.geometry.scrolled(dx, 30 if step % 40 == 34 else 0)
        if step % 2:
            roll.set_playhead(round(state.geometry.x_to_tick(chance.randint(0, width - 100))))
        qapp.processEvents()
        if step % 5 == 4:
            screen = on_screen(roll)
            for widget in (roll._note_grid, roll._ruler, roll.findChild(VelocityLane)):
                assert seen_of(widget, screen) == painted_anew(widget)


def test_the_words_that_invite_to_draw_stay_in_the_middle_of_an_empty_roll(qtbot, qapp):
    roll = PianoRoll(Document(Score((Track(),))))
    qtbot.addWidget(roll)
    roll.resize(500, 400)
    roll.show()
    for dx, dy in ((20, 0), (0, 30), (90, 0), (-40, -20)) * 3:
        roll._state.geometry = roll._state.geometry.scrolled(dx, dy)
        qapp.processEvents()
        assert seen_of(roll._note_grid, on_screen(roll)) == painted_anew(roll._note_grid)


def test_most_steps_of_scrolling_find_painted_what_comes_into_view(roll, qapp, monkeypatch):
    grid, painted = roll._note_grid, []
    paint = grid.paint
    roll._state.geometry = Geometry(2000.0, 40.0, 0.2, 8)  # without names, of which some would keep their place
    for _ in range(10):
        roll._state.geometry = roll._state.geometry.scrolled(20, 0)
        qapp.processEvents()
    monkeypatch.setattr(grid, "paint", lambda canvas: painted.append(canvas.area.width()) or paint(canvas))
    for _ in range(100):
        roll._state.geometry = roll._state.geometry.scrolled(20, 0)
        qapp.processEvents()
    assert painted == [STRIP_WIDTH] * len(painted)
    assert len(painted) <= 100 * 20 // STRIP_WIDTH + 1


def test_an_edit_between_steps_of_scrolling_is_seen_in_what_comes_into_view(roll, qapp):
    state = roll._state
    for step in range(30):
        state.geometry = state.geometry.scrolled(40, 0)
        if step % 10 == 9:
            beyond = round(state.geometry.x_to_tick(roll._note_grid.width() + 60))
            state.commit("Draw note", edits.add(state.document.score, 0, [Note(60, beyond, 480)]))
        qapp.processEvents()
        assert seen_of(roll._note_grid, on_screen(roll)) == painted_anew(roll._note_grid)


def test_scrolling_paints_only_what_comes_into_view(roll, qapp, monkeypatch):
    qapp.processEvents()
    areas = []
    monkeypatch.setattr(roll._note_grid, "paint", lambda canvas: areas.append(QRect(canvas.area)))
    roll._state.geometry = roll._state.geometry.scrolled(30, 0)
    qapp.processEvents()
    grid = roll._note_grid
    assert 0 < sum(area.width() * area.height() for area in areas) < 0.15 * grid.width() * grid.height()
    assert max(area.right() for area in areas) >= grid.width() - 2


def test_piano_keys_are_not_painted_again_when_time_scrolls(roll, qapp, monkeypatch):
    qapp.processEvents()
    painted = []
    monkeypatch.setattr(roll._keyboard, "paint", painted.append)
    roll._state.geometry = roll._state.geometry.scrolled(30, 0)
    qapp.processEvents()
    assert painted == []


def test_while_only_the_playhead_moves_everything_else_is_painted_once(roll, qapp, monkeypatch):
    grid, painted = roll._note_grid, []
    paint = grid.paint
    monkeypatch.setattr(grid, "paint", lambda canvas: painted.append(1) or paint(canvas))
    for tick in range(3000, 5000, 20):
        roll.set_playhead(tick)
        qapp.processEvents()
    assert len(painted) < 40
    with_picture = on_screen(roll)
    roll.set_seed_range((960, 5000))
    qapp.processEvents()
    assert on_screen(roll) != with_picture
    roll.set_seed_range((960, 7000))
    qapp.processEvents()
    assert on_screen(roll) == with_picture
