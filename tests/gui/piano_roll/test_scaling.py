"""The roll on finer screens. Qt reads the scale when it starts, so each runs in a process of its own."""

import os
import subprocess
import sys

import pytest

ROLL = """
from PySide6.QtWidgets import QApplication
from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.theme import DARK, apply_theme
from composer.music.score import Note, Score, Track

app = QApplication([])
apply_theme(app, "dark")
roll = PianoRoll(Document(Score((Track.of([Note(60, 960, 480, 127)]),))))
roll.resize(800, 600)
roll.show()
app.processEvents()
roll._state.geometry = Geometry(0.0, 47.0, 0.2, 16)
grid = roll._note_grid
"""

EDGES_OF_A_NOTE = """
picture = grid.grab().toImage()
scale = grid.devicePixelRatioF()
y = roll._state.geometry.pitch_to_y(60) + 8
print(scale)
for x in (192 - 1.5, 192 + 4, 288 - 4, 288 + 1.5):
    print(picture.pixelColor(int(x * scale), int(y * scale)) == DARK.loud_note)
corner = picture.pixelColor(picture.width() - 4, picture.height() - 4)
print(corner in (DARK.white_row, DARK.black_row, DARK.row_line, DARK.step_line))
"""


PLAYING = """
from PySide6.QtCore import QRect

def on_screen():
    roll.repaint(QRect(0, 0, 1, 1))
    return roll.backingStore().paintDevice().copy(0, 0, 800, 600)  # the lower edge of the grid lies between two pixels

for tick in range(900, 2000, 25):
    roll.set_playhead(tick)
    app.processEvents()
passed = on_screen()
grid.refresh()
app.processEvents()
print(on_screen() == passed)
"""


@pytest.mark.parametrize("scale", ["1.25", "1.5", "2"])
def test_notes_lie_where_they_belong_at_every_screen_scale(scale):
    assert printed_by(ROLL + EDGES_OF_A_NOTE, scale) == [str(float(scale)), "False", "True", "True", "False", "True"]


@pytest.mark.parametrize("scale", ["1.25", "2"])
def test_where_the_playhead_has_passed_everything_is_where_it_was(scale):
    assert printed_by(ROLL + PLAYING, scale) == ["True"]


def printed_by(program: str, scale: str) -> list[str]:
    """The words that a program prints on a screen of this scale."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    return run.stdout.split()
