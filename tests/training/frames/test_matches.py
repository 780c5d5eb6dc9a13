import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from composer.training.frames.matches import LENGTHS, ORDERS, STAY, copy_candidates


def frames_of(names: list[int]) -> np.ndarray:
    return np.eye(4, dtype=bool)[names]


def by_looking(names: list[int], at: int, order: int) -> tuple[int, int]:
    """Place and kind of a candidate, found as the words say it."""

    def match(place: int, length: int) -> bool:
        return place >= length - 1 and names[place - length + 1 : place + 1] == names[at - length + 1 : at + 1]

    for place in range(at - 1, -1, -1):
        if match(place, order):
            return place + 1, sum(match(place, length) for length in LENGTHS)
    return 0, 0


@given(st.lists(st.integers(0, 2), min_size=1, max_size=60))
def test_candidates_follow_the_latest_place_where_the_same_frames_stood(names):
    places, kinds = copy_candidates(frames_of(names))
    for at in range(len(names)):
        for index, order in enumerate(ORDERS):
            assert (places[at, index], kinds[at, index]) == by_looking(names, at, order)
        assert (places[at, STAY], kinds[at, STAY]) == (at, 1)


@given(st.lists(st.integers(0, 2), min_size=2, max_size=40), st.integers(1, 39))
def test_what_comes_later_changes_no_candidate(names, count):
    whole, part = copy_candidates(frames_of(names)), copy_candidates(frames_of(names[:count]))
    for all_of_it, begin in zip(whole, part, strict=True):
        assert np.array_equal(all_of_it[:count], begin)
