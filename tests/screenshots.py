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
from datetime import datetime
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
        self.flow.discard()
        self.document.undo_stack.set_clean()
        self.transport.close()
        self.flow.close()
        self.window.close()
        self.window.deleteLater()


@contextmanager
def _stage(theme: str, width: int, height: int) -> Iterator[Stage]:
    with TemporaryDirectory(prefix="composer-shots-") as home:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            os.environ[name] = home
        stage = Stage(theme, width, height, Path(home))
        yield stage
        stage.close()


def _bundled(name: str):
    from composer.midi.files import read_score
    from composer.resources import resource

    [path] = resource("demo").rglob(f"{name}.mid")
    return read_score(path)


def _seed(stage: Stage) -> None:
    """The first half of a bundled seed."""
    from composer.music.seed import seed_up_to

    score = _bundled("Morning ferry")
    half = score.meter_map.bar_start((score.meter_map.bar_at(score.end - 1) + 1) // 2)
    stage.document.load(seed_up_to(score, half).score, None, "Morning ferry")
    stage.window.roll.show_beginning()


def _takes(stage: Stage) -> None:
    """Four takes, the first of them its second half."""
    from dataclasses import replace

    from composer.generation.options import SamplingOptions
    from composer.music.seed import whole_seed
    from composer.music.take import ContinuedNote

    _seed(stage)
    whole = _bundled("Morning ferry")
    seed = whole_seed(stage.document.score)
    later = [(track, note) for track, each in enumerate(whole.tracks) for note in each.notes if note.start >= seed.end]
    later = later or [(0, replace(note, start=note.start + seed.end)) for note in seed.score.tracks[0].notes]
    takes = [
        [ContinuedNote(replace(note, pitch=note.pitch + interval), track, candidate) for track, note in later]
        for candidate, interval in enumerate((0, 3, -4, 7))
    ]
    stage.flow.restore(takes, seed, SamplingOptions(bars=4, candidates=4), stage.flow.model, 0, 2)


def _more(stage: Stage) -> None:
    from PySide6.QtWidgets import QToolButton

    from composer.gui.more_options import MoreOptions

    _takes(stage)
    stage.window.findChild(MoreOptions).findChild(QToolButton).click()


def _tracks(stage: Stage) -> None:
    stage.document.load(_bundled("Two at the window"), None, "Two at the window")
    stage.window.roll.show_beginning()
    if not stage.window.actions_by_name["track list"].isChecked():
        stage.do("track list")


def _velocity_lane(stage: Stage) -> None:
    _takes(stage)
    stage.do("velocity lane")


def _control_lane(stage: Stage) -> None:
    from math import sin

    from composer.music.control_edits import with_controls
    from composer.music.controls import MODULATION, SUSTAIN, Control, Controls

    stage.document.load(_bundled("Glass stairs"), None, "Glass stairs")
    stage.window.roll.show_beginning()
    pedal = [Control(480 * beat, SUSTAIN, 127 * (beat % 2)) for beat in range(64)]
    swell = [Control(30 * step, MODULATION, round(60 + 50 * sin(step / 20))) for step in range(64 * 16)]
    stage.document.apply("Swell", with_controls(stage.document.score, 0, Controls(pedal + swell)))
    stage.do("velocity lane")
    stage.window.roll.lanes.choose(MODULATION)


def _overview(stage: Stage) -> None:
    from dataclasses import replace

    score = _bundled("Glass stairs")
    length = score.meter_map.bar_line_from(score.end)
    tracks = [
        track.with_notes(
            [replace(note, start=note.start + turn * length) for turn in range(24) for note in track.notes]
        )
        for track in score.tracks
    ]
    stage.document.load(replace(score, tracks=tuple(tracks)), None, "Glass stairs, often")
    stage.window.roll.show_beginning()


def _falling_notes(stage: Stage) -> None:
    stage.document.load(_bundled("Glass stairs"), None, "Glass stairs")
    stage.transport.seek(stage.document.score.end // 3)
    stage.do("falling notes")


def _recording(stage: Stage) -> None:
    from composer.playback.protocol import Played, PlayedMessage, PlayheadMoved

    _seed(stage)
    stage.window.settings.keyboard_port = "Keystation 49"
    start = stage.document.score.end
    stage.transport.seek(start)
    stage.do("record")
    played = [(60, 0), (64, 480), (67, 960), (72, 1440), (71, 1680), (67, 1920)]
    messages = [PlayedMessage(0.0, start + tick + 5.0, bytes((0x90, pitch, 80))) for pitch, tick in played]
    stage.say(Played(tuple(messages)), PlayheadMoved(start + 2160, 0.0))


def _step_entry(stage: Stage) -> None:
    _seed(stage)
    stage.transport.seek(stage.document.score.end)
    stage.do("step entry")


def _trouble(stage: Stage) -> None:
    from composer.playback.protocol import OutputLost

    _seed(stage)
    stage.say(OutputLost("FLUID Synth", "FLUID Synth is gone. Start it again, or choose another output."))


def _export_dialog(stage: Stage):
    from composer.gui.export_choice import ExportChoice, Material
    from composer.gui.export_dialog import ExportDialog

    _tracks(stage)
    return _shown(ExportDialog(Material(stage.document.score), ExportChoice(), stage.window))


def _seed_browser(stage: Stage):
    from composer.gui.seed_browser import SeedBrowser
    from composer.resources import resource

    browser = SeedBrowser(stage.window)
    browser.show_pieces(sorted(resource("demo").rglob("*.mid")))
    return _shown(browser)


def _recovery_dialog(stage: Stage):
    from composer.gui.recovery_dialog import RecoveryDialog
    from composer.storage.project import Project
    from composer.storage.recovery import CrashedSession

    moment = datetime(2026, 3, 7, 21, 14)
    sessions = [
        CrashedSession(stage.home / f"{index}", title, None, moment, Project(_bundled(title)))
        for index, title in enumerate(("Morning ferry", "Glass stairs"))
    ]
    return _shown(RecoveryDialog(sessions, {session.path: "" for session in sessions}, stage.window))


def _keymap_editor(stage: Stage):
    from composer.gui.keymap_editor import KeymapEditor

    return _shown(KeymapEditor(stage.window.shortcuts, stage.window))


def _shortcut_sheet(stage: Stage):
    from composer.gui.shortcut_sheet import ShortcutSheet

    return _shown(ShortcutSheet(stage.window.shortcuts.keymap, stage.window))


def _sound_settings(stage: Stage):
    from composer.gui.sound_dialog import SoundDialog

    return _shown(SoundDialog(stage.window.live, stage.transport, stage.window.settings, stage.window))


def _waiting(stage: Stage):
    from composer.gui.job import Job
    from composer.gui.waiting_dialog import WaitingDialog

    job = Job(lambda: iter(()), stage.window)
    dialog = _shown(WaitingDialog("Opening “Glass stairs”", job, stage.window))
    job.arrived.emit([0.4])
    return dialog


def _training(stage: Stage):
    from composer.gui.training.training_dialog import TrainingDialog
    from composer.resources import resource

    dialog = _shown(TrainingDialog(stage.window))
    looked = []
    dialog.view.looked_through.connect(lambda *_: looked.append(True))
    dialog.look_through(resource("demo"))
    stage.await_(lambda: bool(looked))
    return dialog


def _comparison(stage: Stage):
    from shutil import copy

    from composer.gui.models.compare_dialog import CompareDialog
    from composer.music.seed import whole_seed
    from composer.resources import resource

    checkpoints = [stage.home / f"epoch-00{number}.safetensors" for number in (1, 2)]
    for path in checkpoints:
        copy(resource("models", "step-duration-lstm.safetensors"), path)
    dialog = CompareDialog("Tunes of mine", checkpoints, whole_seed(_bundled("Morning ferry")), stage.window)
    stage.await_(lambda: not dialog._job.is_running)
    return _shown(dialog)


def _shown(dialog):
    dialog.show()
    return dialog


VIEWS: dict[str, Callable[[Stage], object]] = {
    "empty": lambda _: None,
    "seed": _seed,
    "takes": _takes,
    "more": _more,
    "velocity-lane": _velocity_lane,
    "control-lane": _control_lane,
    "tracks": _tracks,
    "overview": _overview,
    "falling-notes": _falling_notes,
    "recording": _recording,
    "step-entry": _step_entry,
    "trouble": _trouble,
    "seed-browser": _seed_browser,
    "export": _export_dialog,
    "recovery": _recovery_dialog,
    "keymap-editor": _keymap_editor,
    "shortcut-sheet": _shortcut_sheet,
    "sound-settings": _sound_settings,
    "waiting": _waiting,
    "training": _training,
    "comparison": _comparison,
}


if __name__ == "__main__":
    main()
