from PySide6.QtCore import QEventLoop, QObject, QTimer

from composer.gui.turns import Turns


def test_the_window_answers_between_two_steps(qtbot):
    owner = QObject()
    turns, order = Turns(owner), []

    def first():
        order.append("first")
        QTimer.singleShot(0, lambda: order.append("the window"))

    turns.begin([first])
    turns.begin([lambda: order.append("second"), lambda: order.append("third")])
    qtbot.waitUntil(lambda: order[-1:] == ["third"])
    assert order.index("the window") < order.index("third")
    assert [step for step in order if step != "the window"] == ["first", "second", "third"]


def test_what_still_waits_is_left_out_after_a_stop(qtbot):
    owner = QObject()
    turns, order = Turns(owner), []
    turns.begin([turns.stop, lambda: order.append("never")])
    turns.begin([])
    QTimer.singleShot(0, lambda: order.append("later"))
    qtbot.waitUntil(lambda: order == ["later"])
    turns.begin([lambda: order.append("again")])
    qtbot.waitUntil(lambda: order == ["later", "again"])


def test_a_step_that_asks_the_user_something_holds_up_the_next(qtbot):
    owner = QObject()
    turns, order = Turns(owner), []

    def ask():
        dialog = QEventLoop()
        QTimer.singleShot(20, dialog.quit)
        dialog.exec()
        order.append("answered")

    turns.begin([ask, lambda: order.append("next")])
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["answered", "next"]
