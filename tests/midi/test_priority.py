import os
from threading import Thread

from composer.midi import priority
from composer.midi.priority import ask_for_priority, ask_once


def test_a_system_that_grants_no_priority_is_no_trouble(monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", refuse, raising=False)
    assert ask_for_priority() is False


def test_each_thread_asks_once(monkeypatch):
    asked = []
    monkeypatch.setattr(priority, "ask_for_priority", lambda: asked.append(1))

    def be_called_twice():
        ask_once()
        ask_once()

    for _ in range(2):
        thread = Thread(target=be_called_twice)
        thread.start()
        thread.join()
    assert len(asked) == 2
