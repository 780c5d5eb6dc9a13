"""The views that `tests.screenshots` makes pictures of. Each brings a stage into its state, and may give a dialog."""

from collections.abc import Callable
from datetime import datetime

from tests.screenshots import Stage


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
    stage.window.live.use_keyboard("Keystation 49")
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

    job = Job(lambda: iter(()))
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
    stage.await_(lambda: bool(looked) and dialog.view._first_notes.rowCount() > 0)
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


def _focus(stage: Stage):
    """A sheet of what the Tab key comes to, one after another."""
    from PySide6.QtCore import QPoint, QRect, QSize, Qt
    from PySide6.QtGui import QPainter, QPixmap
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLabel

    _more(stage)
    if not stage.window.actions_by_name["track list"].isChecked():
        stage.do("track list")
    stage.do("velocity lane")
    stage.window.activateWindow()
    stage.settle()
    window, around = stage.window, QSize(250, 54)
    pictures: dict[object, QPixmap] = {}
    while True:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused in pictures:
            break
        QApplication.processEvents()
        middle = focused.mapTo(window, focused.rect().center() if focused.height() < 200 else QPoint(99, 30))
        room = window.rect().size() - around
        place = middle - QPoint(around.width() // 2, around.height() // 2)
        corner = QPoint(min(max(place.x(), 0), room.width()), min(max(place.y(), 0), room.height()))
        pictures[focused] = window.grab(QRect(corner, around))
    columns = 5
    sheet = QPixmap(QSize(columns * 256, -(-len(pictures) // columns) * 60) * window.devicePixelRatio())
    sheet.setDevicePixelRatio(window.devicePixelRatio())
    sheet.fill(Qt.GlobalColor.gray)
    painter = QPainter(sheet)
    for number, picture in enumerate(pictures.values()):
        painter.drawPixmap(QPoint(number % columns * 256, number // columns * 60), picture)
    painter.end()
    label = QLabel()
    label.setPixmap(sheet)
    label.setFixedSize(sheet.deviceIndependentSize().toSize())
    return _shown(label)


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
    "focus": _focus,
}
