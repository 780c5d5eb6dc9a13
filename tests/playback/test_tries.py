from composer.playback.tries import Tries


def looks(tries, count):
    return [tries.are_due() for _ in range(count)]


def test_a_port_is_tried_at_once_and_then_in_every_third_look():
    assert looks(Tries(), 7) == [True, False, False, True, False, False, True]


def test_a_port_that_comes_back_or_is_wanted_anew_is_tried_at_once():
    tries = Tries()
    for again in (tries.hurry, tries.begin_anew):
        looks(tries, 2)
        again()
        assert tries.are_due()


def test_a_reason_is_news_once_until_the_port_was_open():
    tries = Tries()
    assert [tries.note(reason) for reason in ("gone", "taken", "taken")] == [True, True, False]
    tries.begin_anew()
    assert tries.note("taken")
