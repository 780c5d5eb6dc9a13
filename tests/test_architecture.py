"""The walls between the layers, checked from imports as written and as they happen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"torch", "PySide6", "rtmidi"}
NOT_NEEDED_TO_PAINT = {
    "numpy",
    "torch",
    "symusic",
    "mido",
    "rtmidi",
    "multiprocessing",
    "sqlite3",
    "subprocess",
    "socket",
}
NOT_NEEDED_TO_PAINT |= {
    "argparse",
    "gettext",
    "logging",
    "asyncio",
    "concurrent.futures",
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
}
MOST_OWN_MODULES = 110  # imported until the first paint; each takes some tenths of a millisecond

PAINT_THE_WINDOW = f"""
import sys
import composer.__main__
from composer.app import open_window

def tell():
    waiting = {{name for name, module in sys.modules.items() if type(module).__name__ == "_WaitingModule"}}
    words_errors = "shibokensupport.signature.parser" not in waiting
    own = sum(name.partition(".")[0] == "composer" for name in sys.modules)
    print("painted", own, words_errors, *({NOT_NEEDED_TO_PAINT!r} & set(sys.modules)))
    application.quit()

application, window = open_window("dark")
window.painted.connect(tell)
application.exec()
"""


def modules(*packages: str) -> list[str]:
    """Every module of these packages, by its dotted name."""
    files = [path for package in packages for path in (ROOT / "composer" / package).rglob("*.py")]
    return [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in files]


def imported_by(names: list[str]) -> set[str]:
    """Which of `HEAVY` a fresh interpreter has loaded after importing `names`."""
    program = f"import sys, {', '.join(names)}; print(*({HEAVY!r} & set(sys.modules)))"
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT, check=True
    )
    return set(finished.stdout.split())


def test_the_import_contracts_are_kept():
    contracts = Path(sys.executable).with_name("lint-imports")
    finished = subprocess.run([contracts], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert finished.returncode == 0, finished.stdout


def test_opening_the_window_does_not_import_torch():
    assert "torch" not in imported_by(["composer.app", *modules("gui")])


def test_the_window_is_painted_before_anything_slow_is_imported(tmp_path: Path):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-c", PAINT_THE_WINDOW]
    finished = subprocess.run(
        command, capture_output=True, text=True, timeout=60, cwd=ROOT, env=environment, check=True
    )
    painted, own_modules, *not_needed = finished.stdout.split()
    assert (painted, not_needed) == ("painted", ["False"])
    assert int(own_modules) <= MOST_OWN_MODULES, "import what is not seen at first where it is first wanted"


def test_the_engine_imports_neither_torch_nor_qt():
    assert imported_by(modules("playback")) == {"rtmidi"}


def test_the_domain_imports_none_of_them():
    assert imported_by([*modules("music"), "composer.resources"]) == set()


def test_the_command_line_starts_without_torch_and_qt():
    assert imported_by(["composer.__main__", *modules("cli")]) <= {"rtmidi"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "composer").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_file_says_in_one_line_what_it_owns_and_stays_readable(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith('"""')
    assert text.count("\n") <= 400, "far above 300 lines: split it"
