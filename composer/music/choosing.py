"""Choosing notes: pure functions from a score, and what is selected, to the next selection."""

from composer.music.edits import Selection, everything
from composer.music.score import Score
from composer.music.selection import SelectedNotes


def inverted(score: Score, selection: Selection) -> Selection:
    """The notes that are not selected."""
    return everything(score) - selection


def of_same_pitch(score: Score, selection: Selection) -> Selection:
    """Every note that shares track and pitch with a selected one."""
    chosen = {(track, note.pitch) for track, note in selection}
    return frozenset(entry for entry in _of_tracks(score, selection) if (entry[0], entry[1].pitch) in chosen)


def in_range(score: Score, start: int, end: int) -> Selection:
    """Every note that begins in ``start <= tick < end``."""
    notes = (track.notes.starting_between(start, end) for track in score.tracks)
    return SelectedNotes({index: there.each_once() for index, there in enumerate(notes)})


def by_velocity(among: Selection, lowest: int, highest: int) -> Selection:
    """Those of `among` whose velocity is in ``lowest..highest``, both included."""
    return frozenset(entry for entry in among if lowest <= entry[1].velocity <= highest)


def _of_tracks(score: Score, selection: Selection) -> Selection:
    """All notes of the tracks in which something is selected."""
    tracks = {track for track, _ in selection}
    return frozenset((index, note) for index in tracks for note in score.tracks[index].notes)
