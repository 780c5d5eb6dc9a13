"""The piano roll: a score as notes over time, edited by hand."""

from composer.gui.piano_roll.piano_roll import PianoRoll
from composer.gui.piano_roll.tools import Tool
from composer.music.grid import Grid

__all__ = ["Grid", "PianoRoll", "Tool"]
