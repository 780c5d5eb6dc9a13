"""Continuing a seed with small networks of every recipe: what does not depend on what they learned."""

from dataclasses import replace
from itertools import chain

import pytest

from composer.generation.options import OptionError, SamplingOptions
from composer.generation.recipes.catalogue import RECIPES
from composer.generation.recipes.continuation import RecipeContinuer
from composer.music.errors import SeedError
from composer.music.score import Note, Score, Track
from composer.music.seed import seed_up_to, whole_seed
from composer.music.take import ContinuedNote
from tests.generation.recipes.conftest import QUARTER, SCALE, melody, small_model

BAR = 4 * QUARTER


def notes_of(recipe_id: str, score: Score = SCALE, **options) -> list[ContinuedNote]:
    continuer = RecipeContinuer(small_model(recipe_id))
    return list(chain.from_iterable(continuer.continue_from(whole_seed(score), SamplingOptions(**options))))


@pytest.mark.parametrize("recipe_id", RECIPES)
def test_a_continuation_begins_after_the_seed_and_fills_the_bars_asked_for(recipe_id: str):
    notes = [continued.note for continued in notes_of(recipe_id, bars=3)]
    assert notes
    assert all(SCALE.end <= note.start < SCALE.end + 3 * BAR for note in notes)
    assert max(note.end for note in notes) <= SCALE.end + 3 * BAR
    assert [note.start for note in notes] == sorted(note.start for note in notes)


@pytest.mark.parametrize("recipe_id", RECIPES)
def test_the_same_random_seed_gives_the_same_take_however_many_are_made(recipe_id: str):
    alone = notes_of(recipe_id, bars=2, rng_seed=5)
    beside_others = notes_of(recipe_id, bars=2, rng_seed=5, candidates=3)
    first = [continued.note for continued in beside_others if continued.candidate == 0]
    assert first == [continued.note for continued in alone]
    assert {continued.candidate for continued in beside_others} == {0, 1, 2}


@pytest.mark.parametrize("recipe_id", RECIPES)
def test_the_continuation_is_written_into_the_track_that_was_read(recipe_id: str):
    piano, strings = SCALE.tracks[0], replace(SCALE.tracks[0], program=48)
    read = 1 if recipe_id == "frame-bigru" else 0  # it alone looks for a piano
    assert {continued.track for continued in notes_of(recipe_id, Score((strings, piano)))} == {read}


def test_an_even_rhythm_fills_its_bars_to_the_brim():
    starts = [continued.note.start for continued in notes_of("note-chord-lstm", bars=2)]
    assert starts == list(range(SCALE.end, SCALE.end + 2 * BAR, QUARTER // 2))


def test_as_published_the_likeliest_token_is_chosen_and_five_hundred_are_written():
    one = notes_of("note-chord-lstm", as_published=True, rng_seed=1)
    other = notes_of("note-chord-lstm", as_published=True, rng_seed=2, temperature=2.0, bars=1)
    assert len(one) == 500
    assert one == other


def test_as_published_the_tutorial_writes_a_hundred_and_twenty_notes():
    assert len(notes_of("step-duration-lstm", as_published=True)) == 120


@pytest.mark.parametrize("recipe_id", RECIPES)
def test_one_note_is_seed_enough(recipe_id: str):
    assert notes_of(recipe_id, Score((melody(61),)), bars=1, as_published=recipe_id != "one-hot-lstm") is not None


def test_a_network_that_learned_whole_windows_only_is_given_one():
    model = small_model("note-chord-lstm", at_every_position=False)
    [first, *_] = RecipeContinuer(model).continue_from(whole_seed(Score((melody(60, 62),))), SamplingOptions(bars=1))
    repeated = Score((melody(60, 62, 60, 62, 60, 62),))
    [second, *_] = RecipeContinuer(model).continue_from(whole_seed(repeated), SamplingOptions(bars=1))
    assert [each.note.pitch for each in first] == [each.note.pitch for each in second]


def test_the_notes_go_into_the_first_track_that_has_any():
    drums, empty = Track.of([Note(36, 0, QUARTER)], channel=9), Track()
    assert {each.track for each in notes_of("lofi-lstm", Score((drums, empty, melody(60, 64))), bars=1)} == {2}


def test_each_take_has_a_likelihood():
    continuer = RecipeContinuer(small_model("lofi-lstm"))
    list(continuer.continue_from(whole_seed(SCALE), SamplingOptions(bars=1, candidates=4)))
    assert len(continuer.log_likelihoods) == 4
    assert all(value < 0 for value in continuer.log_likelihoods)


def test_drums_alone_are_no_seed():
    with pytest.raises(SeedError, match="pitched note"):
        notes_of("frame-bigru", Score((Track.of([Note(36, 0, QUARTER)], channel=9),)))


def test_a_style_is_refused():
    with pytest.raises(OptionError, match="knows no styles"):
        notes_of("lofi-lstm", style="folk")


def test_an_open_bar_is_completed_first():
    continuer = RecipeContinuer(small_model("lofi-lstm"))
    seed = seed_up_to(SCALE, BAR + QUARTER)
    notes = list(chain.from_iterable(continuer.continue_from(seed, SamplingOptions(bars=1))))
    assert (notes[0].note.start, notes[-1].note.end) == (BAR + QUARTER, 3 * BAR)
