"""Crowded views: the picture of where notes are is the same however it comes about."""

import random

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from composer.gui.piano_roll import note_cells
from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.density_painter import paint_density
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.note_index import NoteIndex
from composer.music.notes import Note, Notes, note_order

WIDTH, NARROWEST = 300, 2  # pixels
RED = QColor("#ff0000")


def some_notes(count: int, longest: int) -> Notes:
    chance = random.Random(3)
    notes = [Note(chance.randint(0, 127), chance.randint(0, 30_000), chance.randint(1, longest)) for _ in range(count)]
    return Notes(sorted(notes, key=note_order))


def picture_of(notes: Notes, geometry: Geometry, left: int = 0, width: int = WIDTH) -> np.ndarray:
    """Where red is (rows, columns), painted from the column `left` on."""
    image = QImage(width, 128, QImage.Format.Format_RGB32)
    image.fill(0)
    with Canvas(image, QSize(width, 128), 1.0) as canvas:
        canvas.painter.translate(-left, 0)
        canvas.area.moveLeft(left)
        paint_density(canvas, geometry, [(NoteIndex(notes), RED)], NARROWEST)
    return np.frombuffer(image.constBits(), np.uint32).reshape(128, width) == RED.rgb()


@pytest.mark.parametrize("pixels_per_tick", [0.01, 0.11, 0.7])
@pytest.mark.parametrize("longest", [3, 4000])
def test_each_note_covers_its_own_pixels_and_nothing_else_is_covered(qapp, pixels_per_tick, longest):
    notes, left = some_notes(3000, longest), 700 / pixels_per_tick / 7
    geometry = Geometry(left, 0.0, pixels_per_tick, 1)
    first = round(left * pixels_per_tick)
    expected = np.zeros((128, WIDTH), bool)
    for note in notes:
        begin, end = (round(tick * pixels_per_tick) - first for tick in (note.start, note.end))
        expected[127 - note.pitch, max(begin, 0) : max(end, begin + NARROWEST, 0)] = True
    assert (picture_of(notes, geometry) == expected).all()


def test_a_strip_is_painted_like_the_same_part_of_the_whole(qapp):
    notes, geometry = some_notes(3000, 900), Geometry(100.0, 0.0, 0.013, 1)
    whole = picture_of(notes, geometry)
    for left, width in ((0, 5), (120, 40), (290, 10)):
        assert (picture_of(notes, geometry, left, width) == whole[:, left : left + width]).all()


def test_after_an_edit_only_the_notes_around_it_are_looked_at_again(qapp, monkeypatch):
    notes, geometry = some_notes(20_000, 30), Geometry(0.0, 0.0, 0.01, 1)
    picture_of(notes, geometry)
    looked_at = []
    look = note_cells._cells_of
    monkeypatch.setattr(note_cells, "_cells_of", lambda *it: looked_at.append(1) or look(*it))
    edited = notes.with_added([Note(60, 15_000, 30)])
    once = picture_of(edited, geometry)
    assert len(looked_at) == 1
    note_cells._known_at.cache_clear()
    assert (picture_of(edited, geometry) == once).all()
