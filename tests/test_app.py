"""Putting the window together, each time in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

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
