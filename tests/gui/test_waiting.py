"""Waiting in the window: what is waited for is said, and waiting can end."""

import multiprocessing
from threading import Event

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QProgressBar, QWidget

from composer.gui import waiting
from composer.gui.job import Job
from composer.gui.reading import reading_job
from composer.gui.waiting import CancelledError, values_of
from composer.gui.waiting_dialog import WaitingDialog
from composer.midi.files import write_score
from composer.music.errors import ComposerError
from composer.music.score import Note, Score, Track
from tests.gui.test_main_window import TUNE, Desk

POLL = 5  # milliseconds


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE", 0)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


class Hand:
    """Does something with the dialog as soon as it is seen."""

    def __init__(self, do) -> None:
        self._do, self.dialogs = do, 0
        self._timer = QTimer(interval=POLL)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, WaitingDialog) and dialog.isVisible():
                self._timer.stop()
                self.dialogs += 1
                self._do(dialog)


def press_escape(dialog: WaitingDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def press_cancel(dialog: WaitingDialog) -> None:
    button = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Cancel)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def close(dialog: WaitingDialog) -> None:
    assert dialog.close(), "a dialog that will not close keeps the program from ending"


class Work:
    """A job's steps, which go on until told otherwise; each says how far it is."""

    def __init__(self, share: float = 0.0) -> None:
        self.may_end, self.has_ended, self._share = Event(), Event(), share

    def steps(self):
        try:
            while not self.may_end.wait(0.001):
                yield self._share
            yield "the end"
        finally:
            self.has_ended.set()


@pytest.mark.parametrize("stop", [press_escape, press_cancel, close])
def test_waiting_is_over_when_it_is_cancelled_and_so_is_the_work(window, stop):
    work, hand = Work(), Hand(stop)
    with pytest.raises(CancelledError, match=r"Reading “tune\.mid” was cancelled\. Nothing has changed\."):
        values_of(Job(work.steps), "Reading “tune.mid”", window)
    assert work.has_ended.is_set()
    assert hand.dialogs == 1


def test_what_comes_in_the_end_is_handed_over(window):
    work = Work()
    _hand = Hand(lambda _: work.may_end.set())
    assert values_of(Job(work.steps), "Reading", window)[-1] == "the end"


def test_an_error_while_the_dialog_is_shown_is_raised(window):
    seen = Event()

    def steps():
        while not seen.wait(0.001):
            yield 0.0
        raise ComposerError("It is damaged.")

    _hand = Hand(lambda _: seen.set())
    with pytest.raises(ComposerError, match="damaged"):
        values_of(Job(steps), "Reading", window)


def test_the_dialog_says_what_is_waited_for_and_how_far_it_is(qtbot, window):
    work = Work(share=0.25)
    job = Job(work.steps)
    dialog = WaitingDialog("Reading “<b>x</b>.mid”", job, window)
    qtbot.addWidget(dialog)
    assert (dialog.findChild(QLabel).text(), dialog.findChild(QProgressBar).maximum()) == ("Reading “<b>x</b>.mid”…", 0)
    job.start()
    qtbot.waitUntil(lambda: dialog.findChild(QProgressBar).value() == 25)
    job.cancel()
    qtbot.waitUntil(lambda: not job.is_running)


def test_without_words_nothing_is_shown(window):
    work = Work()
    QTimer.singleShot(50, work.may_end.set)
    hand = Hand(lambda _: None)
    assert values_of(Job(work.steps))[-1] == "the end"
    assert hand.dialogs == 0
    assert QApplication.overrideCursor() is None


@pytest.fixture
def big_file(tmp_path):
    path = tmp_path / "big.mid"
    write_score(Score((Track(tuple(Note(60 + start % 12, 10 * start, 9) for start in range(100_000))),)), path)
    return path


def test_cancelling_ends_the_process_that_reads(window, big_file):
    _hand = Hand(press_escape)
    with pytest.raises(CancelledError):
        values_of(reading_job(big_file), "Reading “big.mid”", window)
    assert not [child for child in multiprocessing.active_children() if child.name == "Composer guard"]


def test_a_piece_stays_when_opening_another_is_cancelled(qtbot, big_file):
    desk = Desk(qtbot)
    desk.document.load(TUNE, None)
    _hand = Hand(press_escape)
    desk.window.files.open(big_file)
    assert desk.document.score is TUNE
    assert desk.window.banner.sentence == "Reading “big.mid” was cancelled. Nothing has changed."
    desk.transport.close()
    desk.flow.close()
