from composer.gui.export_choice import ExportChoice, Material, Part
from composer.music.notes import Notes
from composer.music.score import Note, Score, Track
from composer.music.selection import SelectedNotes
from composer.music.take import ContinuedNote

BAR = 1920
PIECE = Score((Track.of([Note(60, 0, 480), Note(64, BAR + 480, 480)], "Tune"), Track.of([Note(36, 0, BAR)], "Bass")))
MATERIAL = Material(
    PIECE,
    frozenset({(0, Note(64, BAR + 480, 480)), (1, Note(36, 0, BAR))}),
    [ContinuedNote(Note(67, 2 * BAR, 480), 0), ContinuedNote(Note(40, 2 * BAR + 480, 480), 1)],
)


def test_the_whole_piece_is_exported_as_it_is():
    assert ExportChoice().score_of(MATERIAL) == PIECE


def test_tracks_that_are_left_out_are_not_in_the_file():
    assert ExportChoice(left_out=frozenset({0})).score_of(MATERIAL).tracks == (PIECE.tracks[1],)
    part = ExportChoice(Part.SELECTION, left_out=frozenset({1})).score_of(MATERIAL)
    assert part.tracks == (Track.of([Note(64, 480, 480)], "Tune"),)


def test_a_continuation_begins_with_its_first_bar():
    part = ExportChoice(Part.CONTINUATION).score_of(MATERIAL)
    assert [track.notes for track in part.tracks] == [(Note(67, 0, 480),), (Note(40, 480, 480),)]


def test_ticks_and_tempo_are_those_that_were_chosen():
    score = ExportChoice(ppq=960, bpm=90).score_of(MATERIAL)
    assert (score.ppq, round(score.tempo_map.bpm_at(0))) == (960, 90)
    assert score.tracks[0].notes[0] == Note(60, 0, 960)


def test_what_will_be_written_is_counted():
    for choice in (ExportChoice(), ExportChoice(Part.SELECTION), ExportChoice(Part.CONTINUATION, frozenset({1}))):
        score = choice.score_of(MATERIAL)
        assert choice.counted(MATERIAL) == (score.note_count, len(score.tracks))


def test_counting_what_is_selected_looks_at_no_note(monkeypatch):
    material = Material(PIECE, SelectedNotes.of(MATERIAL.selection))
    monkeypatch.setattr(Notes, "__iter__", None)
    assert ExportChoice(Part.SELECTION).counted(material) == (2, 2)
    assert ExportChoice(Part.SELECTION, frozenset({1})).counted(material) == (1, 1)


def test_a_part_that_is_not_there_says_why():
    empty = Material(PIECE)
    assert empty.why_not(Part.PIECE) == ""
    assert empty.why_not(Part.SELECTION) == "no notes are selected"
    assert "no take" in empty.why_not(Part.CONTINUATION)
    assert MATERIAL.why_not(Part.CONTINUATION) == ""
