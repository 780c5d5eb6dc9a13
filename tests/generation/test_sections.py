from dataclasses import replace

import pytest

from composer.generation import sections
from composer.generation.continuing import ContinuesSeeds
from composer.generation.options import SamplingOptions
from composer.generation.registry import load
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed, whole_seed

BAR = 1920
Heard = set[tuple[int, int, int]]  # start in the section, pitch, track


def sections_played(continuer, seed: Seed, count: int, bars: int, **options) -> list[Heard]:
    """What a take plays in each of `count` sections that are `bars` long together."""
    played: list[Heard] = [set() for _ in range(count)]
    batches = continuer.continue_from(seed, SamplingOptions(bars=bars, **options))
    length = bars // count * BAR
    first = -(-seed.end // BAR) * BAR
    for batch in batches:
        for continued in batch:
            section, start = divmod(continued.note.start - first, length)
            if section >= 0:
                played[section].add((start, continued.note.pitch, continued.track))
    return played


def likeness(one: Heard, other: Heard) -> float:
    return len(one & other) / max(len(one | other), 1)


@pytest.fixture(scope="module")
def continuer() -> ContinuesSeeds:
    """The bundled model: one with random weights plays a note in every second bar."""
    return load()


@pytest.fixture
def certain(monkeypatch):
    """What returns is as it was, wherever it may be."""
    monkeypatch.setattr(sections, "ODDS", 1e6)


def test_a_section_with_the_same_letter_returns_to_the_note(continuer, seed, certain):
    a, b, again = sections_played(continuer, seed, 3, 6, plan="A B A", compose_ending=False)
    assert likeness(a, again) > 0.9
    assert likeness(a, b) < 0.3


def test_a_section_returns_as_many_semitones_higher_as_is_said(continuer, seed, certain):
    a, higher = sections_played(continuer, seed, 2, 4, plan="A A+5", compose_ending=False)
    assert likeness({(start, pitch + 5, track) for start, pitch, track in a}, higher) > 0.9


def test_a_seed_that_ends_within_a_bar_has_its_sections_on_bar_lines(continuer, seed, certain):
    short = Seed(seed.score, seed.end + 480)
    a, again = sections_played(continuer, short, 2, 4, plan="AA", compose_ending=False)
    assert likeness(a, again) > 0.9


def test_several_tracks_return_together(continuer, seed, certain):
    bass = Track.of([Note(40, 480 * i, 480) for i in range(4)])
    two = whole_seed(Score((*seed.score.tracks, bass)))
    a, again = sections_played(continuer, two, 2, 4, plan="AA", compose_ending=False)
    assert likeness(a, again) > 0.9
    assert {track for *_, track in again} == {0, 1}


def test_what_returns_varied_is_less_like_the_first_than_what_returns(continuer, seed):
    def mean_likeness(plan: str) -> float:
        runs = [sections_played(continuer, seed, 2, 4, plan=plan, rng_seed=rng_seed) for rng_seed in range(6)]
        return sum(likeness(a, b) for a, b in runs) / len(runs)

    assert mean_likeness("A A") > mean_likeness("A A'") > mean_likeness("A B")


def test_a_piece_with_a_plan_still_closes_on_its_bar_line(continuer, seed, certain):
    for batch in continuer.continue_from(seed, SamplingOptions(bars=6, plan="A B A", candidates=4)):
        last = batch
    assert max(continued.note.end for continued in last) == seed.end + 6 * BAR


def test_bars_that_are_over_belong_to_the_last_section(continuer, seed, certain):
    played = sections_played(continuer, replace(seed), 7, 7, plan="A B A", compose_ending=False)
    assert (
        likeness(
            played[0] | {(s + BAR, p, t) for s, p, t in played[1]},
            played[4] | {(s + BAR, p, t) for s, p, t in played[5]},
        )
        > 0.9
    )
    assert played[6]


def test_a_plan_is_as_repeatable_as_anything(continuer, seed):
    runs = [sections_played(continuer, seed, 2, 4, plan="A A'", rng_seed=4) for _ in range(2)]
    assert runs[0] == runs[1]
