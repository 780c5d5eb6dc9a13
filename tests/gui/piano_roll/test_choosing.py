from composer.music.edits import everything
from composer.music.score import Note

LOW, HIGH, BASS = Note(60, 480, 480, 90), Note(64, 960, 240, 60), Note(48, 480, 1920)


def test_the_selection_can_be_turned_around(roll):
    roll.selection = frozenset({(0, LOW)})
    roll.choosing.select_inverse()
    assert roll.selection == {(0, HIGH), (1, BASS)}


def test_notes_of_the_same_pitch_are_found(roll, document):
    again = Note(60, 3000, 100)
    document.apply("Draw", document.score.with_track(0, document.score.tracks[0].with_notes([LOW, HIGH, again])))
    roll.selection = frozenset({(0, LOW)})
    roll.choosing.select_same_pitch()
    assert roll.selection == {(0, LOW), (0, again)}


def test_what_begins_in_the_loop_is_chosen(roll):
    roll.choosing.select_loop()
    assert roll.selection == frozenset()
    roll.set_loop((900, 1000))
    roll.choosing.select_loop()
    assert roll.selection == {(0, HIGH)}


def test_notes_are_chosen_by_velocity(roll, document):
    roll.choosing.select_by_velocity(everything(document.score), 61, 127)
    assert roll.selection == {(0, LOW), (1, BASS)}
