import pytest

from composer.generation.recipes.note_chord_tokens import token_to_pitches
from composer.generation.recipes.vocabulary import Vocabulary

KNOWN = ("C4", "G4", "C5", "A2", "0.4.7", "9.0.4", "0.3.6.9")


@pytest.mark.parametrize(
    ("unknown", "nearest"),
    [
        ("C#4", "C4"),  # a semitone
        ("C6", "C5"),  # the same name an octave lower is nearer than any other name
        ("A4", "A2"),
        ("0.4.7.11", "0.4.7"),  # a seventh more
        ("9.0", "9.0.4"),
        ("0.3.6", "0.3.6.9"),
    ],
)
def test_an_unknown_note_or_chord_becomes_the_nearest_known_one(unknown, nearest):
    [number] = Vocabulary(KNOWN, token_to_pitches).ids_of([unknown])
    assert KNOWN[number] == nearest


def test_known_tokens_keep_their_numbers():
    assert Vocabulary(KNOWN, token_to_pitches).ids_of(KNOWN).tolist() == list(range(len(KNOWN)))
