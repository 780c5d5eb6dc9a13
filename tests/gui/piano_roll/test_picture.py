import os
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from composer.gui.job import Job
from composer.gui.piano_roll.picture import FORMATS, PictureError, PictureRange, systems_of, write_picture
from composer.gui.theme import LIGHT
from composer.music.score import Note, Score, Track
from composer.music.time import Meter, MeterChange, MeterMap
from tests.storage.failing import FailingDisk

METERS = MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(1920 * 3, Meter(7, 8))))
SCORE = Score((Track.of([Note(60 + beat % 12, 480 * beat, 470) for beat in range(64)]),), meter_map=METERS)


@given(st.integers(0, 20_000), st.integers(1, 60_000), st.floats(50, 5000), st.floats(2, 40))
def test_systems_are_whole_bars_without_gaps_that_hold_the_whole_range(start, length, line, quarter):
    shown = PictureRange(start, start + length, 60, 72)
    systems = systems_of(SCORE, shown, line, quarter)
    assert systems[0][0] <= start
    assert systems[-1][1] >= start + length > systems[-1][0]
    assert all(before[1] == after[0] for before, after in pairwise(systems))
    assert all(METERS.bar_start(METERS.bar_at(begin)) == begin for begin, _ in systems)
    for begin, end in systems:
        is_one_bar = METERS.bar_at(end) - METERS.bar_at(begin) == 1
        assert is_one_bar or (end - begin) / 480 * quarter <= line


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_is_written_whole(qapp, tmp_path, suffix):
    path = tmp_path / f"picture{suffix}"
    systems = list(write_picture(SCORE, PictureRange.of(SCORE), LIGHT, path))
    assert systems == list(range(1, len(systems) + 1))
    signature = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix]
    assert path.read_bytes().startswith(signature)
    assert os.listdir(tmp_path) == [path.name]


def test_a_picture_shows_the_notes_in_the_colours_of_the_theme(qapp, tmp_path):
    path = tmp_path / "picture.png"
    list(write_picture(SCORE, PictureRange.of(SCORE), LIGHT, path))
    picture = QImage(str(path))
    seen = {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 2)}
    velocity_80 = LIGHT.note_shades[5]
    assert velocity_80.rgb() in seen
    assert LIGHT.window.rgb() in seen


def test_a_picture_that_cannot_be_written_leaves_what_was_there(qapp, tmp_path):
    path = tmp_path / "missing" / "picture.png"
    with pytest.raises(PictureError, match="could not be written"):
        list(write_picture(SCORE, PictureRange.of(SCORE), LIGHT, path))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_picture_for_which_there_is_no_room_leaves_what_was_there(qapp, tmp_path, suffix):
    path = tmp_path / f"picture{suffix}"
    path.write_text("the old one")
    with pytest.raises(PictureError, match="no space left"):
        list(write_picture(SCORE, PictureRange.of(SCORE), LIGHT, path, FailingDisk(0)))
    assert path.read_text() == "the old one"
    assert os.listdir(tmp_path) == [path.name]


def test_a_picture_is_drawn_in_the_background(qtbot, qapp, tmp_path):
    path = tmp_path / "picture.pdf"
    job = Job(lambda: write_picture(SCORE, PictureRange.of(SCORE), LIGHT, path))
    with qtbot.waitSignal(job.succeeded, timeout=10_000):
        job.start()
    assert path.exists()
