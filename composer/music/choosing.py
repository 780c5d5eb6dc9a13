"""Choosing notes: pure functions from a score, and what is selected, to the next selection."""

from composer.music.edits import Selection, everything
from composer.music.notes import Notes
from composer.music.score import Score
from composer.music.selection import SelectedNotes


def inverted(score: Score, selection: Selection) -> Selection:
    """The notes that are not selected."""
    return everything(score) - selection


def of_same_pitch(score: Score, selection: Selection) -> Selection:
    """Every note that shares track and pitch with a selected one."""
    tracks = SelectedNotes.of(selection).by_track.items()
    return SelectedNotes({index: _as_high(score.tracks[index].notes, chosen) for index, chosen in tracks})


def in_range(score: Score, start: int, end: int) -> Selection:
    """Every note that begins in ``start <= tick < end``."""
    notes = (track.notes.starting_between(start, end) for track in score.tracks)
    return SelectedNotes({index: there.each_once() for index, there in enumerate(notes)})


def by_velocity(among: Selection, lowest: int, highest: int) -> Selection:
    """Those of `among` whose velocity is in ``lowest..highest``, both included."""
    return SelectedNotes.of(among).where(lambda notes: (lowest <= notes.velocity) & (notes.velocity <= highest))


def _as_high(notes: Notes, chosen: Notes) -> Notes:
    """The notes that share their pitch with one of `chosen`."""
    import numpy as np

    return notes.each_once().where(lambda notes: np.isin(notes.pitch, chosen.columns.pitch))
