import pytest

from composer.playback.input_keeper import InputKeeper
from composer.playback.protocol import InputLost, InputOpened
from tests.playback.doubles import FakePorts


class Bench:
    """A keeper with keyboards that a test plugs in and out, and everything that it reports."""

    def __init__(self, *keyboards):
        self.ports = FakePorts()
        self.ports.keyboards = list(keyboards)
        self.reports, self.wakes, self.losses = [], [], 0
        self.keeper = InputKeeper(self.ports, self.reports.append, lambda: self.wakes.append(True))

    def check(self):
        self.losses += self.keeper.check(self.ports.inputs())


@pytest.fixture
def bench():
    return Bench("Keys")


def test_what_is_played_is_taken_once_and_in_order_and_somebody_is_woken(bench):
    bench.keeper.open("Keys")
    bench.ports.play(1.0, b"\x90\x3c\x40")
    bench.ports.play(2.0, b"\x80\x3c\x00")
    assert len(bench.wakes) == 2
    assert bench.keeper.take() == [(1.0, b"\x90\x3c\x40"), (2.0, b"\x80\x3c\x00")]
    assert bench.keeper.take() == []


def test_a_keyboard_that_vanishes_is_said_once_and_used_again_when_it_is_back(bench):
    bench.keeper.open("Keys")
    bench.ports.keyboards.remove("Keys")
    bench.check()
    bench.check()
    assert [type(report) for report in bench.reports] == [InputOpened, InputLost]
    assert "“Keys” is gone" in bench.reports[-1].message
    assert bench.losses == 1
    bench.ports.keyboards.append("Keys")
    bench.check()
    assert bench.reports[-1] == InputOpened("Keys")


def test_a_keyboard_that_is_not_there_yet_is_used_when_it_appears():
    bench = Bench()
    bench.keeper.open("Keys")
    assert isinstance(bench.reports[-1], InputLost)
    bench.ports.keyboards.append("Keys")
    bench.check()
    assert bench.reports[-1] == InputOpened("Keys")


def test_a_keyboard_that_another_program_holds_is_said_once_and_used_soon_after_it_lets_go(bench):
    bench.ports.is_taken = True
    bench.keeper.open("Keys")
    for _ in range(20):
        bench.check()
    assert [type(report) for report in bench.reports] == [InputLost]
    bench.ports.is_taken = False
    for _ in range(4):
        bench.check()
    assert bench.reports[1:] == [InputOpened("Keys")]


def test_another_reason_and_another_wish_are_said_anew(bench):
    bench.keeper.open("Keys")
    for is_taken in (True, False, True):
        bench.ports.is_taken = is_taken
        bench.keeper.open("Keys")
    bench.ports.keyboards.remove("Keys")
    bench.keeper.open("Keys")
    assert [type(report) for report in bench.reports[1:]] == [InputLost, InputOpened, InputLost, InputLost]


def test_a_keyboard_is_not_tried_in_each_look_while_another_program_holds_it(bench):
    bench.ports.is_taken = True
    bench.keeper.open("Keys")
    for _ in range(12):
        bench.check()
    assert bench.ports.tries == 5


def test_what_was_not_taken_from_a_keyboard_that_is_gone_is_forgotten(bench):
    bench.keeper.open("Keys")
    bench.ports.play(1.0, b"\x90\x3c\x40")
    bench.ports.keyboards.remove("Keys")
    bench.check()
    assert bench.keeper.take() == []


def test_listening_to_none_closes_the_last_one(bench):
    bench.keeper.open("Keys")
    bench.keeper.open(None)
    bench.check()
    assert bench.reports == [InputOpened("Keys"), InputOpened(None)]
