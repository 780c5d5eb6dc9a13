import numpy as np
import pytest

from composer.generation.copy_guard import CopyGuard
from composer.generation.events import score_to_arrays
from composer.generation.passages import LENGTH, PassageIndex
from composer.generation.takes import TAKE
from composer.music.score import Note, Score, Track

EIGHTH = 12  # steps
KNOWN = np.random.default_rng(3).integers(50, 80, 60).tolist()


def arrays_of(pitches):
    return score_to_arrays(Score((Track.of([Note(pitch, 240 * i, 240) for i, pitch in enumerate(pitches)]),)))


@pytest.fixture
def index() -> PassageIndex:
    return PassageIndex.of([arrays_of(KNOWN)], longest=5)


class Player:
    """Plays in eighths on track 0 after a seed, in several takes, and asks a guard beforehand."""

    def __init__(self, index: PassageIndex, seed_pitches: list[int], takes: int = 1) -> None:
        seed = arrays_of(seed_pitches)
        self.guard = CopyGuard(index, seed, takes)
        self._states = np.zeros(takes, TAKE)
        self._states["onset"] = seed.onset[-1]

    def play(self, *pitches: int) -> None:
        """The next note of each take."""
        self._states["onset"] += EIGHTH
        self._states["pitch"] = pitches
        self.guard.hear(self._states)

    def allowed(self, among: np.ndarray | None = None) -> np.ndarray:
        """The pitches that the next note of each take may have, (takes, 128)."""
        allowed = np.ones((len(self._states), 128), dtype=bool) if among is None else among.copy()
        next_notes = self._states.copy()
        next_notes["onset"] += EIGHTH
        self.guard.forbid(next_notes, np.zeros(len(next_notes), dtype=np.int64), allowed)
        return allowed


def forbidden_while_playing(index, seed_pitches, pitches) -> list[list[int]]:
    """What was forbidden before each of `pitches`, played in eighths after the seed."""
    player = Player(index, seed_pitches)
    forbidden = []
    for pitch in pitches:
        forbidden.append(np.flatnonzero(~player.allowed()[0]).tolist())
        player.play(pitch)
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
    player = Player(index, KNOWN[:30])
    for pitch in KNOWN[30:36]:
        player.play(pitch)
    only = np.zeros((1, 128), dtype=bool)
    only[0, KNOWN[36]] = True

    assert not player.allowed()[0, KNOWN[36]]
    assert player.allowed(only)[0, KNOWN[36]]


def test_takes_are_followed_apart(index):
    player = Player(index, [60], takes=2)
    for known, other in zip(KNOWN[:30], np.random.default_rng(4).integers(50, 80, 30).tolist(), strict=True):
        player.play(known, other)

    assert player.allowed().all(axis=1).tolist() == [False, True]


def test_a_take_that_is_left_alone_is_followed_further(index):
    player = Player(index, [60], takes=2)
    for pitch in KNOWN[:30]:
        player.play(50, pitch)
    before = player.allowed()[1]
    player.guard.keep(np.array([1]))
    player._states = player._states[1:]

    assert not before.all()
    assert (player.allowed()[0] == before).all()
