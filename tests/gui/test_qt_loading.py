"""Loading Qt, each time in a process of its own."""

import os
import subprocess
import sys

import pytest

BEGIN = """
import builtins, sys
plain_import = builtins.__import__
from composer.gui.qt_loading import load_qt
load_qt()
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
"""


def say(program: str) -> str:
    """What `program` prints once Qt is loaded."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", BEGIN + program]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=True).stdout


def test_a_wrong_argument_is_still_told_with_the_right_ones():
    told = say("""
try:
    QWidget().resize("wide")
except TypeError as error:
    print(error)
""")
    assert "QWidget.resize(str)" in told
    assert "QWidget.resize(w: int, h: int, /)" in told


def test_help_texts_still_name_the_arguments():
    assert "resize(self, w: int, h: int, /)" in say("print(QWidget.resize.__doc__)")


def test_nothing_of_the_wording_waits_once_its_steps_are_taken():
    assert say("""
from composer.gui.qt_loading import load_wording
steps = load_wording()
for step in steps: step()
print(len(steps), "seterror_argument" in vars(sys.modules["shibokensupport.signature.errorhandler"]))
for step in steps: step()
""").split() == ["4", "True"]


@pytest.mark.parametrize("name", ["parser", "layout", "errorhandler", "lib.pyi_generator"])
def test_nothing_is_prepared_for_wording_errors_until_there_is_one(name: str):
    assert say(f"""
module = sys.modules["shibokensupport.signature.{name}"]
print(len(vars(module)) < 10, "dedent" in dir(module) or "re" in dir(module))
""").split() == ["True", "False"]


def test_modules_are_imported_in_python_s_own_way():
    assert say("print(builtins.__import__ is plain_import)").strip() == "True"
