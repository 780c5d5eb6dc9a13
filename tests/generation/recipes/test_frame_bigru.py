import numpy as np

from composer.generation.recipes.table import recipe_of
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from composer.music.time import TempoMap

RECIPE = recipe_of("frame-bigru")
ONE_A_SECOND = TempoMap.constant(60)  # a quarter lasts a second: five frames


def test_a_token_holds_what_sounds_in_a_fifth_of_a_second():
    track = Track.of([Note(77, 0, 192), Note(67, 96, 96), Note(60, 288, 96)])
    assert RECIPE.read(Score((track,), ONE_A_SECOND)).tolist() == ["77", "67,77", "e", "60"]


def test_the_first_piano_is_read():
    flute, piano = Track.of([Note(90, 0, 96)], program=73), Track.of([Note(60, 0, 96)], program=1)
    assert RECIPE.read(Score((flute, piano), ONE_A_SECOND)).tolist() == ["60"]


def test_the_empty_frame_comes_first_in_the_vocabulary_and_fills_a_short_window():
    tokens = RECIPE.vocabulary_of([np.array(["60", "67", "60"])])
    assert tokens == ("e", "60", "67")
    events = RECIPE.encode(np.array(["67"]), RECIPE.vocabulary(tokens))
    assert RECIPE.fill(events, 4).tolist() == [0, 0, 0, 2]


def test_adjacent_equal_pitches_are_tied_and_notes_come_in_order_of_onset():
    vocabulary = RECIPE.vocabulary(["e", "60", "60,64", "64"])
    seed = whole_seed(Score((Track.of([Note(72, 0, 480)]),), ONE_A_SECOND))
    writer = RECIPE.writer(seed, vocabulary, last_tick=480 + 6 * 96)
    written = [writer.write(np.array(token)) for token in (1, 2, 1, 0, 3, 3)]
    assert [[(note.pitch, note.start, note.duration) for note in notes] for notes in written] == [
        [],
        [],
        [],  # 64 has ended, but 60 began earlier and still sounds
        [(60, 480, 288), (64, 576, 96)],
        [],
        [],
    ]
    assert writer.is_done
    assert [(note.pitch, note.start, note.duration) for note in writer.end()] == [(64, 864, 192)]
