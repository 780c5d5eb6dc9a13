import copy
from collections import Counter

import numpy as np
import pytest

from composer.generation.checkpoint import ModelCard
from composer.generation.continuation import Continuer
from composer.generation.events import Column
from composer.generation.guidance import FEWEST_AT_ONCE, MORE_AT_ONCE, Guidance, Steering
from composer.generation.options import SamplingOptions
from composer.generation.prompt import Prompt
from composer.generation.takes import Takes
from composer.music.scales import Scale
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed


def notes_of(continuer, seed, **options) -> list[Note]:
    batches = continuer.continue_from(seed, SamplingOptions(**{"bars": 8, "candidates": 4} | options))
    return [continued.note for batch in batches for continued in batch]


def kinds(notes: list[Note], what: str) -> int:
    return len(Counter(getattr(note, what) for note in notes))


@pytest.mark.parametrize(
    ("factor", "what"),
    [("rhythm_temperature", "duration"), ("pitch_temperature", "pitch"), ("velocity_temperature", "velocity")],
)
def test_a_field_of_lower_temperature_is_chosen_from_less(continuer, seed, factor, what):
    careful = notes_of(continuer, seed, temperature=0.8, **{factor: 0.25})
    daring = notes_of(continuer, seed, temperature=0.8, **{factor: 2.0})
    assert kinds(careful[:60], what) < kinds(daring[:60], what)


def test_a_high_min_p_leaves_little_to_choose_from(continuer, seed):
    few, all_of_them = (
        sum(
            kinds(notes_of(continuer, seed, temperature=0.4, min_p=min_p, top_p=1.0, rng_seed=rng_seed)[:60], "pitch")
            for rng_seed in range(3)
        )
        for min_p in (0.5, 0.0)
    )
    assert few < 0.8 * all_of_them


def test_a_run_that_is_steered_goes_on_with_the_other_options(continuer, seed):
    options = SamplingOptions(bars=16, rng_seed=2)
    batches = continuer.continue_from(seed, options)
    next(batches)
    continuer.steer(SamplingOptions(scale="1 major pentatonic"))
    later = [continued.note for batch in batches for continued in batch]

    scale = Scale(1, "major pentatonic")
    assert all(scale.holds(note.pitch) for note in later[8:])
    assert max(note.start for note in later) > 12 * 1920  # it is as long as it was to be


def test_steering_changes_nothing_of_what_is_settled_at_the_beginning():
    steering = Steering(SamplingOptions(bars=4, candidates=3, rng_seed=9, plan="A B"))
    steering.steer(SamplingOptions(temperature=0.5, bars=8, candidates=1, rng_seed=1))
    assert steering.options == SamplingOptions(temperature=0.5, bars=4, candidates=3, rng_seed=9, plan="A B")


@pytest.mark.parametrize("size", [1, 9])
def test_no_chord_grows_far_beyond_those_of_the_seed(network, size):
    stacking = copy.deepcopy(network)
    stacking.heads[0].bias.data[0] = 100.0
    chords = [Note(50 + voice, 480 * beat, 480) for beat in range(4) for voice in range(size)]

    notes = notes_of(
        Continuer(stacking, ModelCard("stacker", "")), whole_seed(Score((Track.of(chords),))), candidates=1
    )

    assert max(Counter(note.start for note in notes).values()) == max(size + MORE_AT_ONCE, FEWEST_AT_ONCE)


def test_what_would_come_once_too_often_comes_rather_than_what_is_outside_the_range():
    seed = whole_seed(Score((Track.of([Note(60, 480 * beat, 480) for beat in range(8)]),)))
    options = SamplingOptions(lowest_pitch=60, highest_pitch=72)
    prompt = Prompt.of(seed, options)
    takes = Takes(prompt, 1)
    guidance = Guidance(Steering(options), seed, prompt, takes, ())
    rows = np.zeros((1, len(Column)), dtype=np.int64)
    rows[:, Column.DELTA] = 24  # steps: the next quarter
    takes.move(rows)
    for free, left in (([50, 60, 62], [62]), ([50, 60], [60])):
        allowed = np.isin(np.arange(128), free)[None]
        guidance.pitches(np.zeros(1, dtype=np.int64), allowed)
        assert np.flatnonzero(allowed).tolist() == left
