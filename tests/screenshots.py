"""Every view in every theme and size, as pictures to look at: `python -m tests.screenshots FOLDER`.

    python -m tests.screenshots shots --size 1366x768 --theme light --view takes --view tracks

The model and the engine are stand-ins: the takes are the second halves of bundled seeds.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

SIZES = ("1366x768", "3840x2160", "3840x2160@2")  # pixels, and after @ how many of them make a logical one
THEMES = ("light", "dark", "contrast")

_PATIENCE, _SETTLING = 90.0, 0.15  # seconds


def main() -> None:
    arguments = _parsed()
    for size in arguments.size or SIZES:
        if os.environ.get("QT_SCALE_FACTOR") == _scale_of(size):
            _take(arguments.folder, size, arguments.theme or THEMES, arguments.view)
        else:  # Qt asks for the scale once, when it begins
            environment = {**os.environ, "QT_SCALE_FACTOR": _scale_of(size), "QT_QPA_PLATFORM": "offscreen"}
            subprocess.run(_command(arguments, size), env=environment, check=True)


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", action="append", help=f"one of {', '.join(SIZES)}, or another")
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--view", action="append", help="the name of a view: the picture's file name says it")
    return parser.parse_args()


def _command(arguments: argparse.Namespace, size: str) -> list[str]:
    command = [sys.executable, "-m", "tests.screenshots", str(arguments.folder), "--size", size]
    for theme in arguments.theme or ():
        command += ["--theme", theme]
    for view in arguments.view or ():
        command += ["--view", view]
    return command


def _scale_of(size: str) -> str:
    return size.partition("@")[2] or "1"


def _take(folder: Path, size: str, themes: tuple[str, ...], views: list[str] | None) -> None:
    from PySide6.QtWidgets import QApplication

    from tests.views import VIEWS

    application = QApplication.instance() or QApplication([sys.argv[0], "-style", "Fusion"])
    folder.mkdir(parents=True, exist_ok=True)
    width, height = (int(each) / float(_scale_of(size)) for each in size.partition("@")[0].split("x"))
    for theme in themes:
        for name, show in VIEWS.items():
            if views and name not in views:
                continue
            with _stage(theme, round(width), round(height)) as stage:
                dialog = show(stage)
                stage.settle()
                stage.picture(dialog).save(str(folder / f"{name}-{theme}-{size}.png"))
    application.processEvents()


class Stage:
    """A window with stand-ins for the model and the engine."""

    def __init__(self, theme: str, width: int, height: int, home: Path) -> None:
        from composer.gui.document import Document
        from composer.gui.generation_flow import GenerationFlow, Phase
        from composer.gui.main_window import MainWindow
        from composer.gui.settings import Settings
        from composer.gui.transport import Transport
        from composer.playback.protocol import OutputOpened, PortsListed
        from tests.gui.fakes import FakeContinuer, FakeEngine

        self.home = home
        self.engine = FakeEngine()
        self.document = Document()
        self.flow = GenerationFlow(self.document, FakeContinuer)
        self.transport = Transport(lambda: self.engine)
        settings = Settings(theme=theme, plays_while_generating=False, folder=str(home))
        self.window = MainWindow(self.document, self.flow, self.transport, settings)
        self.window.resize(width, height)
        self.window.show()
        self.window.appearance.dress_all()
        self.transport.open("FLUID Synth")
        self.flow.load_model()
        self.await_(lambda: self.flow.phase is not Phase.LOADING)
        self.say(PortsListed(("FLUID Synth",), (), ("Keystation 49",)), OutputOpened("FLUID Synth"))

    def say(self, *events: object) -> None:
        """What the engine tells."""
        self.engine.events += events
        self.await_(lambda: not self.engine.events)

    def do(self, action: str) -> None:
        """What a key or a menu does."""
        self.window.actions_by_name[action].trigger()

    def await_(self, is_done: Callable[[], bool]) -> None:
        """Let the window work until `is_done`."""
        from PySide6.QtWidgets import QApplication

        deadline = monotonic() + _PATIENCE
        while not is_done():
            assert monotonic() < deadline, "this view did not come"
            QApplication.processEvents()

    def settle(self) -> None:
        """Let everything be laid out and painted."""
        end = monotonic() + _SETTLING
        self.await_(lambda: monotonic() > end)

    def picture(self, dialog):
        """The window and, in the middle of it, a dialog."""
        from PySide6.QtCore import QPoint
        from PySide6.QtGui import QPainter

        picture = self.window.grab()
        if dialog is not None:
            part = dialog.grab()
            painter = QPainter(picture)
            middle = self.window.rect().center() - QPoint(dialog.width() // 2, dialog.height() // 2)
            painter.drawPixmap(middle, part)
            painter.setPen(self.window.palette().mid().color())
            painter.drawRect(dialog.rect().translated(middle))
            painter.end()
            dialog.close()
        return picture

    def close(self) -> None:
        """End it without questions."""
        from composer.gui.job import end_jobs

        self.window.live.recording.end()
        self.flow.discard()
        self.document.undo_stack.set_clean()
        self.transport.close()
        self.flow.close()
        self.window.close()
        self.window.deleteLater()
        assert end_jobs(round(1000 * _PATIENCE)), "something in the background goes on"


@contextmanager
def _stage(theme: str, width: int, height: int) -> Iterator[Stage]:
    with TemporaryDirectory(prefix="composer-shots-") as home:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            os.environ[name] = home
        stage = Stage(theme, width, height, Path(home))
        yield stage
        stage.close()


if __name__ == "__main__":
    main()
