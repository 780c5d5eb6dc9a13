"""Putting the window together, each time in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NAME_THE_STYLE = """
from composer.app import open_window
application, window = open_window("dark")
application.setStyleSheet("")  # it hides the style that it is laid over
print(application.style().name())
"""


def test_every_desktop_gets_the_style_that_the_themes_are_made_for(tmp_path: Path):
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_STYLE_OVERRIDE": "Windows",
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    command = [sys.executable, "-c", NAME_THE_STYLE]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=True)
    assert finished.stdout.split() == ["fusion"]


START_IN_SAFE_MODE = """
import sys
from composer import app

open_window = app.open_window

def watched(*arguments):
    application, window = open_window(*arguments)
    window.flow.phase_changed.connect(lambda: tell(window))
    return application, window

def tell(window):
    if window.flow.problem:
        print(window.settings.theme, "|", window.flow.problem, "|", window.banner.sentence)
        window.close()

app.open_window = watched
status = app.run(None, None, True)
print("torch" in sys.modules, status)
"""


def test_safe_mode_starts_with_the_defaults_and_without_a_model(tmp_path: Path):
    (tmp_path / "composer").mkdir()
    settings = tmp_path / "composer" / "settings.json"
    settings.write_text('{"theme": "light"}')
    told, end = run_in(tmp_path, START_IN_SAFE_MODE).stdout.splitlines()
    assert told.startswith("system | Safe mode runs without a model. | Safe mode: default settings")
    assert end == "False 0"
    assert settings.read_text() == '{"theme": "light"}'


FAIL_TO_START = """
from composer import app
from composer.gui import main_window
main_window.PianoRoll = None
from PySide6.QtWidgets import QMessageBox
QMessageBox.exec = lambda box: print(box.text(), box.informativeText())
print(app.run())
from composer.fault_log import log_path
print(log_path("composer"))
"""


def test_a_window_that_cannot_be_made_is_told_in_a_dialog(tmp_path: Path):
    finished = run_in(tmp_path, FAIL_TO_START)
    told, status, log = finished.stdout.splitlines()
    assert "could not start" in told
    assert "--safe-mode" in told
    assert status == "1"
    assert "TypeError" in Path(log).read_text()


START_WITHOUT_QT = """
import sys

class Missing:
    def find_spec(name, path, target=None):
        if name in ("PySide6.QtGui", "PySide6.QtWidgets"):
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

sys.meta_path.insert(0, Missing)
from composer import app
print(app.run())
"""


def test_a_library_that_qt_lacks_is_told_in_a_sentence(tmp_path: Path):
    finished = run_in(tmp_path, START_WITHOUT_QT)
    [told] = finished.stderr.splitlines()
    assert "libEGL.so.1" in told
    assert "packaging/system_packages.sh" in told
    assert finished.stdout.split() == ["1"]


def run_in(folder: Path, program: str) -> "subprocess.CompletedProcess[str]":
    """Run `program` with settings and logs below `folder`."""
    folders = {name: str(folder) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **folders}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=True)


END_WITHOUT_STREAMS = """
import sys
from types import ModuleType
from composer import app
sys.modules["torch"] = ModuleType("torch")  # as after every run with a model
{}
app._end(3)
"""


@pytest.mark.parametrize("without", ["sys.stdout = sys.stderr = None", "sys.stdout.close(); sys.stderr.close()"])
def test_a_program_without_a_terminal_ends_as_one_with_it(without: str):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", END_WITHOUT_STREAMS.format(without)]
    assert subprocess.run(command, timeout=60, env=environment, check=False).returncode == 3
