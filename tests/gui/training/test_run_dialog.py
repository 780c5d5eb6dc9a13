"""Watching a run: what its folder says is what the dialog shows, and its buttons write wishes."""

import json
from dataclasses import asdict
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTreeWidget

from composer.gui.training.run_dialog import RunDialog, duration_in_words
from composer.training.runs import Phase, Point, Run, RunStatus, Wish

POINTS = [
    Point(5, 20, 1, 2, 3.0, 0.2, 5.0, 60.0),
    Point(10, 20, 1, 2, 2.5, 0.3, 10.0, 100.0, {"loss": 2.7, "accuracy": 0.25}, ends_epoch=True),
]


class Hands:
    """A dialog on a run that a process seems to have in hand."""

    def __init__(self, qtbot, run: Run) -> None:
        self.qtbot, self.run = qtbot, run
        self.has_process = False
        self.dialog = RunDialog(run, has_process=lambda _: self.has_process)
        self.asked = []
        self.dialog.start_requested.connect(self.asked.append)
        self.dialog.sample_requested.connect(self.asked.append)
        self.dialog.show()

    def say(self, status: RunStatus, *points: Point) -> None:
        self.run.tell(status)
        with (self.run.path / "log.jsonl").open("a") as log:
            log.writelines(json.dumps(asdict(point)) + "\n" for point in points)
        self.dialog.refresh()

    def button(self, words: str) -> QPushButton:
        return next(
            button for button in self.dialog.findChildren(QPushButton) if words in button.text().replace("&", "")
        )

    def click(self, words: str) -> None:
        self.qtbot.mouseClick(self.button(words), Qt.MouseButton.LeftButton)


@pytest.fixture
def lock(run):
    lock = run.lock()
    lock.acquire(datetime.now())
    yield lock
    lock.release()


@pytest.fixture
def hands(qtbot, run, lock):
    hands = Hands(qtbot, run)
    yield hands
    hands.dialog.close()


def test_the_curves_show_what_was_learned_from_and_what_was_kept_out(hands):
    hands.say(RunStatus(Phase.TRAINING), *POINTS)
    assert hands.dialog.words == "Epoch 1 of 2, 2 min left."
    assert hands.dialog.loss.series == ([(5, 3.0), (10, 2.5)], [(10, 2.7)])
    assert hands.dialog.accuracy.series == ([(5, 0.2), (10, 0.3)], [(10, 0.25)])


def test_curves_grow_with_the_log_and_follow_a_log_that_was_cut(hands):
    hands.say(RunStatus(Phase.TRAINING), *POINTS)
    (hands.run.path / "log.jsonl").write_text("")
    hands.say(RunStatus(Phase.TRAINING), POINTS[0])
    assert hands.dialog.loss.series == ([(5, 3.0)], [])


def test_pause_and_resume_are_wishes_to_the_process(hands):
    hands.say(RunStatus(Phase.TRAINING), *POINTS)
    hands.click("Pause")
    assert hands.run.wish is Wish.PAUSE
    hands.say(RunStatus(Phase.PAUSED, "The disk is full."))
    assert "Paused. The disk is full." in hands.dialog.words
    hands.click("Resume")
    assert hands.run.wish is Wish.GO_ON
    assert hands.asked == []


def test_stop_is_a_wish_too(hands):
    hands.say(RunStatus(Phase.TRAINING), *POINTS)
    hands.click("Stop and keep the best")
    assert hands.run.wish is Wish.STOP


def test_a_run_whose_process_is_gone_can_be_resumed(hands, lock):
    hands.say(RunStatus(Phase.TRAINING), *POINTS)
    lock.release()
    hands.dialog.refresh()
    assert "Its process has ended" in hands.dialog.words
    hands.click("Resume")
    assert hands.asked == [hands.run]


def test_a_run_whose_process_has_only_just_begun_is_starting_and_cannot_be_resumed(hands, lock):
    lock.release()
    hands.has_process = True
    hands.dialog.refresh()
    assert hands.dialog.words == "Starting…"
    assert not hands.button("Pause").isEnabled()
    hands.click("Stop and keep the best")
    assert (hands.run.wish, hands.asked) == (Wish.STOP, [])
    hands.has_process = False
    hands.dialog.refresh()
    assert hands.button("Resume").isEnabled()


def test_a_finished_run_offers_nothing_but_its_results(hands):
    hands.say(RunStatus(Phase.FINISHED, "Finished."), *POINTS)
    assert hands.dialog.words == "Finished."
    assert not hands.button("Stop").isEnabled()


def test_the_sample_of_an_epoch_can_be_heard(hands):
    assert not hands.button("Hear").isEnabled()
    (hands.run.path / "sample-001.mid").write_bytes(b"")
    hands.dialog.refresh()
    hands.click("Hear")
    assert hands.asked == [hands.run.path / "sample-001.mid"]


def test_the_layers_are_shown_with_their_sum(hands):
    hands.run.show_layers([("lstm", "LSTM(3, 128)", 68_608), ("dense", "Dense(128, 130)", 16_770)])
    hands.click("Layers")
    layers = hands.dialog.findChild(QTreeWidget)
    assert layers.isVisible()
    assert layers.topLevelItem(2).text(2) == "85,378"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "1 s"), (40, "40 s"), (300, "5 min"), (7800, "2 h 10 min"), (7500, "2 h 05 min")]
)
def test_durations_read_well(seconds, words):
    assert duration_in_words(seconds) == words
