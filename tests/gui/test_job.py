import threading

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from shiboken6 import delete

from composer.gui.job import Job


class EndedError(Exception):
    pass


class Witness:
    """Writes down what a job says, and on which thread."""

    def __init__(self, job: Job) -> None:
        self.heard: list[tuple] = []
        self.threads: set[QThread] = set()
        job.arrived.connect(lambda values: self._hear("arrived", values))
        job.succeeded.connect(lambda values: self._hear("succeeded", values))
        job.cancelled.connect(lambda: self._hear("cancelled"))
        job.failed.connect(lambda error: self._hear("failed", error))

    def _hear(self, *what: object) -> None:
        self.heard.append(what)
        self.threads.add(QThread.currentThread())

    @property
    def arrived(self) -> list:
        return [value for kind, *rest in self.heard if kind == "arrived" for value in rest[0]]

    @property
    def endings(self) -> list:
        return [what for what in self.heard if what[0] != "arrived"]


def run(qtbot, job: Job) -> Witness:
    witness = Witness(job)
    job.start()
    qtbot.waitUntil(lambda: not job.is_running, timeout=5000)
    return witness


def test_everything_that_was_yielded_arrives_in_order_and_then_the_job_succeeds_once(qtbot):
    witness = run(qtbot, Job(lambda: range(1000)))
    assert witness.arrived == list(range(1000))
    assert witness.endings == [("succeeded", list(range(1000)))]
    assert witness.heard[-1][0] == "succeeded"


def test_signals_are_delivered_on_the_gui_thread(qtbot):
    worker_threads = []

    def steps():
        worker_threads.append(QThread.currentThread())
        yield 1

    witness = run(qtbot, Job(steps))
    assert witness.threads == {QThread.currentThread()}
    assert QThread.currentThread() not in worker_threads


def test_a_cancelled_job_delivers_what_was_made_and_closes_the_generator(qtbot):
    may_go_on, closed = threading.Event(), threading.Event()

    def steps():
        try:
            yield "first"
            may_go_on.wait(5)
            yield "second"
            yield "never"
        finally:
            closed.set()

    job = Job(steps)
    witness = Witness(job)
    job.start()
    qtbot.waitUntil(lambda: witness.arrived == ["first"])
    job.cancel()
    may_go_on.set()
    qtbot.waitUntil(lambda: not job.is_running)
    assert witness.arrived == ["first", "second"]
    assert witness.endings == [("cancelled",)]
    assert closed.is_set()


def test_an_error_comes_after_the_values_made_before_it(qtbot):
    error = EndedError("no more")

    def steps():
        yield 1
        raise error

    witness = run(qtbot, Job(steps))
    assert witness.heard == [("arrived", [1]), ("failed", error)]


def test_a_job_that_nobody_holds_still_ends_in_peace(qtbot):
    may_end, ended = threading.Event(), []

    def start_and_forget():
        def steps():
            may_end.wait(5)
            yield 1

        job = Job(steps)
        job.succeeded.connect(ended.append)
        job.start()

    start_and_forget()
    may_end.set()
    qtbot.waitUntil(lambda: ended == [[1]])


def test_a_job_outlives_whoever_listens_to_it_and_calls_nobody_who_is_gone(qtbot):
    class Listener(QObject):
        @Slot(object)
        def hear(self, values: object) -> None:
            heard.append(values)

    may_end, heard = threading.Event(), []

    def steps():
        may_end.wait(5)
        yield 1

    gone, here, job = Listener(), Listener(), Job(steps)
    for listener in (gone, here):
        job.succeeded.connect(listener.hear)
    job.start()
    delete(gone)
    may_end.set()
    qtbot.waitUntil(lambda: not job.is_running)
    assert heard == [[1]]


def test_values_made_faster_than_the_window_looks_arrive_together(qtbot):
    job = Job(lambda: range(100))
    witness = Witness(job)
    job.start()
    assert job.wait(5000)
    qtbot.waitUntil(lambda: not job.is_running)
    assert [what[0] for what in witness.heard] == ["arrived", "succeeded"]


@pytest.mark.parametrize("ending", ["return", "raise"])
def test_a_job_without_any_value_ends_too(qtbot, ending):
    def steps():
        if ending == "raise":
            raise EndedError
        yield from ()

    witness = run(qtbot, Job(steps))
    assert [what[0] for what in witness.endings] == ["succeeded" if ending == "return" else "failed"]
