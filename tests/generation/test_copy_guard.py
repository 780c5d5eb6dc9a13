import numpy as np
import pytest

from composer.generation.copy_guard import CopyGuard
from composer.generation.events import score_to_arrays
from composer.generation.passages import LENGTH, PassageIndex
from composer.generation.take_state import TakeState
from composer.music.score import Note, Score, Track

EIGHTH = 12  # steps
KNOWN = np.random.default_rng(3).integers(50, 80, 60).tolist()


def arrays_of(pitches):
    return score_to_arrays(Score((Track.of([Note(pitch, 240 * i, 240) for i, pitch in enumerate(pitches)]),)))


@pytest.fixture
def index() -> PassageIndex:
    return PassageIndex.of([arrays_of(KNOWN)], longest=5)


def forbidden_while_playing(index, seed_pitches, pitches) -> list[list[int]]:
    """What was forbidden before each of `pitches`, played in eighths after the seed."""
    seed = arrays_of(seed_pitches)
    take = TakeState(seed)
    guard = CopyGuard(index, seed, take.history)
    forbidden = []
    for pitch in pitches:
        take.move_to(take.onset + EIGHTH, 0, 0)
        allowed = np.ones(128, dtype=bool)
        guard.forbid(take, 0, allowed)
        forbidden.append(np.flatnonzero(~allowed).tolist())
        take.hear(0, pitch, EIGHTH, level=5)
    return forbidden


def test_a_known_passage_is_broken_off_when_it_gets_too_long(index):
    forbidden = forbidden_while_playing(index, [60], KNOWN[:40])
    first = next(place for place, pitches in enumerate(forbidden) if pitches)
    assert LENGTH + 3 <= first <= LENGTH + 6
    assert all(KNOWN[place] in pitches for place, pitches in enumerate(forbidden[:40]) if place > first)


def test_it_is_broken_off_in_any_key(index):
    forbidden = forbidden_while_playing(index, [60], [pitch + 7 for pitch in KNOWN[:40]])
    assert any(KNOWN[place] + 7 in pitches for place, pitches in enumerate(forbidden))


def test_what_nobody_played_is_left_alone(index):
    unknown = np.random.default_rng(4).integers(50, 80, 60).tolist()
    assert not any(forbidden_while_playing(index, [60], unknown))


def test_what_the_seed_itself_holds_may_be_repeated(index):
    assert not any(forbidden_while_playing(index, KNOWN[:40], KNOWN[:40]))


def test_what_the_seed_began_counts_from_its_end_only(index):
    forbidden = forbidden_while_playing(index, KNOWN[:30], KNOWN[30:])
    assert not any(forbidden[:5])
    assert KNOWN[35] in forbidden[5]


def test_where_all_else_is_forbidden_a_copy_may_go_on(index):
    seed = arrays_of(KNOWN[:30])
    take = TakeState(seed)
    guard = CopyGuard(index, seed, take.history)
    for pitch in KNOWN[30:36]:
        take.move_to(take.onset + EIGHTH, 0, 0)
        take.hear(0, pitch, EIGHTH, level=5)
    take.move_to(take.onset + EIGHTH, 0, 0)
    allowed = np.zeros(128, dtype=bool)
    allowed[KNOWN[36]] = True
    guard.forbid(take, 0, allowed)
    assert allowed[KNOWN[36]]


def test_takes_are_followed_apart(index):
    seed = arrays_of([60])
    take = TakeState(seed)
    guard = CopyGuard(index, seed, take.history)
    other, other_guard = take.fork(1), guard.fork()
    for pitch in KNOWN[:30]:
        take.move_to(take.onset + EIGHTH, 0, 0)
        guard.forbid(take, 0, np.ones(128, dtype=bool))
        take.hear(0, pitch, EIGHTH, level=5)
    other.move_to(other.onset + EIGHTH, 0, 0)
    allowed = np.ones(128, dtype=bool)
    other_guard.forbid(other, 0, allowed)
    assert allowed.all()
