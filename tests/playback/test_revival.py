import pytest

from composer.playback.revival import LONGEST_REST_SECONDS, REST_SECONDS, Revival
from tests.playback.doubles import ManualClock


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def revival(clock):
    return Revival(clock)


def test_three_deaths_in_half_a_minute_are_followed_at_once_the_fourth_by_a_rest(revival, clock):
    assert [revival.follows_at_once() for _ in range(4)] == [True, True, True, False]
    assert revival.is_given_up
    assert not revival.is_trial_due
    clock.advance(REST_SECONDS)
    assert revival.is_trial_due


def test_deaths_that_are_far_apart_do_not_add_up(revival, clock):
    for _ in range(10):
        clock.advance(11)
        assert revival.follows_at_once()


def test_rests_get_longer_while_trials_fail_and_short_again_after_a_long_life(revival, clock):
    while revival.follows_at_once():
        pass
    clock.advance(REST_SECONDS)
    for _ in range(6):
        assert not revival.follows_at_once()
        clock.advance(LONGEST_REST_SECONDS - 1)
    assert not revival.is_trial_due
    revival.succeed()
    clock.advance(60)
    while revival.follows_at_once():
        pass
    clock.advance(REST_SECONDS)
    assert revival.is_trial_due


def test_an_engine_that_dies_soon_after_its_trial_is_followed_by_a_rest(revival, clock):
    while revival.follows_at_once():
        pass
    revival.succeed()
    clock.advance(5)
    assert not revival.follows_at_once()


def test_beginning_anew_forgets_all_deaths(revival):
    while revival.follows_at_once():
        pass
    revival.begin_anew()
    assert not revival.is_given_up
    assert revival.follows_at_once()
