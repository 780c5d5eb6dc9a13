import numpy as np

from composer.generation.recipes.recipe import Choice
from composer.generation.recipes.table import recipe_of
from composer.music.score import Score
from composer.music.seed import whole_seed
from tests.generation.recipes.conftest import QUARTER, logits_for, melody

PIECES = [np.array(["C4", "0.4.7", "C4"]), np.array(["A4", "C4", "A4"])]


def test_vocabularies_are_sorted_as_text_or_by_falling_frequency():
    assert recipe_of("note-chord-lstm").vocabulary_of(PIECES) == ("0.4.7", "A4", "C4")
    assert recipe_of("one-hot-lstm").vocabulary_of(PIECES) == ("C4", "A4", "0.4.7")


def test_tokens_are_written_half_a_quarter_apart_or_a_whole_one_and_last_a_quarter():
    for recipe_id, spacing in (("note-chord-lstm", QUARTER // 2), ("lofi-lstm", 240), ("one-hot-lstm", QUARTER)):
        recipe = recipe_of(recipe_id)
        vocabulary = recipe.vocabulary(["A4", "0.4.7"])
        writer = recipe.writer(whole_seed(Score((melody(60),))), vocabulary, last_tick=10 * QUARTER)
        [single], chord = writer.write(np.array(0)), writer.write(np.array(1))
        assert (single.pitch, single.start, single.duration, single.velocity) == (69, QUARTER, QUARTER, 90)
        assert [note.pitch for note in chord] == [60, 64, 67]
        assert {note.start for note in chord} == {QUARTER + spacing}


def test_the_likeliest_token_is_chosen_as_published_and_another_may_be_with_temperature():
    recipe = recipe_of("lofi-lstm")
    likeliest, [probability] = recipe.choose(logits_for(2, 5), Choice(0), np.zeros((2, 1)))
    assert likeliest.tolist() == [2]
    assert probability > 0.99
    other, _ = recipe.choose(
        np.zeros((1, 5), dtype=np.float32), Choice(1.0), np.array([[0.99], [0.0]], dtype=np.float32)
    )
    assert other.tolist() == [4]
