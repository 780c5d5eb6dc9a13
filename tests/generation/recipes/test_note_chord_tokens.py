"""Reading notes and chords as music21 does, checked against facts worked out by hand."""

import pytest

from composer.generation.recipes.note_chord_tokens import chord_token, note_token, read_tokens, token_to_pitches
from composer.music.score import Note, Score, Track
from tests.generation.recipes.conftest import QUARTER, melody


def test_names_are_spelt_as_music21_spells_them():
    names = [note_token(pitch) for pitch in range(60, 72)]
    assert names == ["C4", "C#4", "D4", "E-4", "E4", "F4", "F#4", "G4", "G#4", "A4", "B-4", "B4"]
    assert note_token(21) == "A0"


@pytest.mark.parametrize("pitch", [pitch for pitch in range(128) if note_token(pitch) not in {"E-1", "B-1"}])
def test_a_name_gives_its_pitch_back(pitch):
    assert token_to_pitches(note_token(pitch)) == {pitch}


def test_a_chord_keeps_its_pitch_classes_and_comes_back_at_middle_c():
    assert chord_token([52, 60, 67, 76]) == "0.4.7"
    assert token_to_pitches("0.4.7") == {60, 64, 67}


def test_notes_that_begin_and_end_together_are_one_chord():
    notes = [Note(60, 0, 480), Note(64, 0, 480), Note(67, 10, 460), Note(72, 480, 480)]
    assert read_tokens(Score((Track.of(notes),))) == ["0.4.7", "C5"]


def test_a_note_that_sounds_longer_than_its_neighbour_stays_a_token_of_its_own():
    notes = [Note(48, 0, 1920), Note(60, 0, 480), Note(64, 0, 480)]
    assert read_tokens(Score((Track.of(notes),))) == ["C3", "0.4"]


def test_notes_a_sixteenth_apart_are_two_tokens():
    notes = [Note(60, 0, 480), Note(64, 120, 480)]
    assert read_tokens(Score((Track.of(notes),))) == ["C4", "E4"]


def test_only_the_first_instrument_is_read_with_all_its_tracks():
    left = Track.of([Note(48, 240, QUARTER)])
    violin = Track.of([Note(90, 0, QUARTER)], program=40)
    drums = Track.of([Note(36, 0, QUARTER)], channel=9)
    score = Score((drums, melody(60, 62), violin, left))
    assert read_tokens(score) == ["C4", "C3", "D4"]


def test_drums_alone_are_nothing_to_read():
    assert read_tokens(Score((Track.of([Note(36, 0, QUARTER)], channel=9),))) == []
