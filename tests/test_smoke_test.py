import sys

from composer import smoke_test


def test_each_step_is_told_on_a_line(capsys):
    smoke_test._tell("painted")
    smoke_test._tell("saved")
    assert capsys.readouterr().out == "painted\nsaved\n"


def test_a_step_that_nobody_can_be_told_is_no_failure(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    smoke_test._tell("painted")
