"""What `python -m composer` does with its arguments, and where there is no display."""

import subprocess
import sys
from pathlib import Path

import pytest

from composer import __main__ as program
from composer import app
from composer.cli import main as entrance


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path | None, str | None, bool]]:
    """The files that the window was opened with, the themes, and whether in safe mode."""
    files: list[tuple[Path | None, str | None, bool]] = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(
        app, "run", lambda file=None, theme=None, is_safe=False: files.append((file, theme, is_safe)) or 0
    )
    monkeypatch.setattr(entrance, "main", lambda arguments: pytest.fail("a command ran"))
    return files


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], (None, None, False)),
        (["tune.MID"], (Path("tune.MID"), None, False)),
        (["--theme", "light"], (None, "light", False)),
        (["--theme=dark", "tune.mid"], (Path("tune.mid"), "dark", False)),
        (["tune.mid", "--theme", "system"], (Path("tune.mid"), "system", False)),
        (["--safe-mode"], (None, None, True)),
        (["tune.kar", "--safe-mode"], (Path("tune.kar"), None, True)),
    ],
)
def test_without_a_command_the_window_opens(arguments, wanted, opened, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["composer", *arguments])
    assert program.main() == 0
    assert opened == [wanted]


def test_a_theme_that_does_not_exist_is_wrong_usage(opened, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(sys, "argv", ["composer", "--theme", "plaid"])
    with pytest.raises(SystemExit) as end:
        program.main()
    assert end.value.code == 2
    assert "plaid" in capsys.readouterr().err
    assert opened == []


def test_a_command_runs_without_the_window(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["composer", "info", "tune.mid"])
    monkeypatch.setattr(app, "run", lambda *_: pytest.fail("the window opened"))
    monkeypatch.setattr(entrance, "main", lambda arguments: len(arguments))
    assert program.main() == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be without a display")
def test_without_a_display_the_command_line_is_shown(monkeypatch: pytest.MonkeyPatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    finished = subprocess.run([sys.executable, "-m", "composer"], capture_output=True, text=True, timeout=60)
    assert finished.returncode == 1
    assert "no display" in finished.stderr
    assert "-m composer generate seed.mid" in finished.stderr
