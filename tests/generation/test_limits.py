from copy import deepcopy
from itertools import pairwise

import numpy as np
import pytest

from composer.generation.checkpoint import ModelCard
from composer.generation.continuation import Continuer
from composer.generation.events import Column, score_to_arrays
from composer.generation.options import SamplingOptions
from composer.music.pitch import Key
from composer.music.scales import Scale
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed, whole_seed

BAR = 1920
QUARTER = 480


@pytest.fixture
def two_tracks(seed) -> Seed:
    return whole_seed(Score((*seed.score.tracks, Track.of([Note(40, 480 * i, 480) for i in range(4)]))))


@pytest.fixture
def stacker(network) -> Continuer:
    """Lets most notes begin with the one before."""
    network = deepcopy(network)
    network.heads[Column.DELTA].bias.data[0] += 5
    return Continuer(network, ModelCard("stacker", "nothing"))


def notes_of(continuer, seed: Seed, **options) -> list[Note]:
    """The notes of two takes of six bars, in the order in which they were made."""
    batches = continuer.continue_from(seed, SamplingOptions(bars=6, candidates=2, **options))
    return [continued.note for batch in batches for continued in batch]


def by_track(continuer, seed: Seed, **options) -> dict[tuple[int, int], list[Note]]:
    voices: dict[tuple[int, int], list[Note]] = {}
    for batch in continuer.continue_from(seed, SamplingOptions(bars=6, candidates=2, **options)):
        for continued in batch:
            voices.setdefault((continued.candidate, continued.track), []).append(continued.note)
    return voices


def test_every_note_is_of_the_scale(continuer, two_tracks):
    scale = Scale(2, "dorian")
    assert all(scale.holds(note.pitch) for note in notes_of(continuer, two_tracks, scale="2 dorian"))
    assert not all(scale.holds(note.pitch) for note in notes_of(continuer, two_tracks))


def test_the_scale_may_be_the_key_that_the_seed_names(continuer, seed):
    named = Seed(seed.score, seed.end, key=Key(6))
    scale = Scale(6)
    assert all(scale.holds(note.pitch) for note in notes_of(continuer, named, scale="key"))


def test_the_scale_may_be_the_key_that_is_heard(continuer, seed):
    scale = Scale.of_key(score_to_arrays(seed.score).key)
    assert all(scale.holds(note.pitch) for note in notes_of(continuer, seed, scale="key"))


def test_every_note_is_in_the_range(continuer, two_tracks):
    pitches = [note.pitch for note in notes_of(continuer, two_tracks, lowest_pitch=55, highest_pitch=72)]
    assert min(pitches) >= 55
    assert max(pitches) <= 72


@pytest.mark.parametrize("rng_seed", range(4))
def test_no_chord_is_stacked_beyond_the_limits_in_any_of_several_tracks(stacker, two_tracks, rng_seed):
    scale, options = Scale(0), {"scale": "0 major", "lowest_pitch": 40, "highest_pitch": 64, "rng_seed": rng_seed}
    pitches = [note.pitch for note in notes_of(stacker, two_tracks, **options)]
    assert all(scale.holds(pitch) and 40 <= pitch <= 64 for pitch in pitches)


def test_a_chord_that_has_come_to_the_top_of_one_track_goes_on_in_another(stacker, two_tracks):
    voices = by_track(stacker, two_tracks, scale="9 minor pentatonic", lowest_pitch=60, highest_pitch=72)
    for take in (0, 1):
        at_the_top = {note.start for note in voices[take, 0] if note.pitch == 72}
        assert at_the_top & {note.start for note in voices[take, 1]}


@pytest.mark.parametrize("leap", [2, 5])
def test_no_note_is_further_than_the_largest_leap_from_all_that_its_track_just_played(continuer, seed, leap):
    seed_notes = list(seed.score.tracks[0].notes)
    for take in by_track(continuer, seed, largest_leap=leap).values():
        notes = seed_notes + take
        for index, note in enumerate(take, start=len(seed_notes)):
            before = [other for other in notes[:index] if other.start < note.start]
            latest = max(other.start for other in before)
            near = [other.pitch for other in before if other.start == latest or other.end > note.start]
            assert min(abs(note.pitch - pitch) for pitch in near) <= leap


@pytest.mark.parametrize("densest", [0.5, 1.0, 2.5])
def test_no_whole_note_holds_more_notes_than_the_density_allows(continuer, seed, densest):
    for take in by_track(continuer, seed, densest=densest).values():
        starts = np.array([note.start for note in take])
        counts = [((starts >= start) & (starts < start + 4 * QUARTER)).sum() for start in starts]
        assert max(counts) <= 4 * densest
        assert len(take) > 4


def test_limits_that_leave_nothing_to_play_let_the_music_go_on(continuer, seed):
    options = {
        "scale": "1 major pentatonic",
        "lowest_pitch": 60,
        "highest_pitch": 72,
        "largest_leap": 2,
        "densest": 0.25,
    }
    assert notes_of(continuer, seed, **options)


def test_limits_that_limit_nothing_change_nothing(continuer, seed):
    assert notes_of(continuer, seed, scale="0 chromatic", densest=96) == notes_of(continuer, seed)


def test_notes_within_the_limits_are_as_repeatable_as_any(continuer, seed):
    options = {"scale": "key", "largest_leap": 4, "densest": 2.0, "rng_seed": 3}
    assert notes_of(continuer, seed, **options) == notes_of(continuer, seed, **options)


def test_notes_come_in_order_within_limits(continuer, seed):
    for take in by_track(continuer, seed, scale="key", lowest_pitch=60, highest_pitch=72).values():
        assert all((a.start, a.pitch) < (b.start, b.pitch) for a, b in pairwise(take))
