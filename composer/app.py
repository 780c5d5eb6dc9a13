"""The window's composition root: makes the parts, hands them to each other, and runs Qt."""

import atexit
import gc
import os
import sys
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, cast

from composer import __version__

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from composer.generation.continuing import ContinuesSeeds
    from composer.gui.main_window import MainWindow
    from composer.gui.settings import Settings
    from composer.playback.client import EngineClient


END_PATIENCE = 250  # milliseconds for background work to end after the window has gone
SWITCH_INTERVAL = 0.0005  # seconds: the window paints 60 frames a second even beside a busy Python thread

_HOW_TO_INSTALL = "On Debian and Ubuntu, “packaging/system_packages.sh run” installs what it needs."


def run(file: Path | None = None, theme: str | None = None, is_safe_mode: bool = False) -> int:
    """Open the window, with `file` in it, and run until it is closed; returns the exit status.

    In safe mode nothing is used that could keep Composer from starting: see `Settings.safe`.
    """
    if sys.platform == "win32":
        from composer.generation.torch_loading import load_libraries

        load_libraries()  # there, torch cannot be loaded after Qt

    try:
        application, window = open_window(theme, is_safe_mode)
    except Exception as error:  # noqa: BLE001 - whoever started Composer with a click would see nothing at all
        return _tell_failed_start(error)
    window.painted.connect(lambda: _begin(window, file))
    # Qt's own way is an event, and it drops that when a function begins to wait in a loop of its own before it comes.
    application.lastWindowClosed.connect(lambda: application.exit())
    status = application.exec()
    window.end_work()
    _end(status)
    return status


def open_window(theme: str | None = None, is_safe_mode: bool = False) -> tuple["QApplication", "MainWindow"]:
    """Make the window's parts and show it; nothing works until `begin_work` is called."""
    gc.disable()  # nothing of what comes in until the first paint is garbage, and looking through it takes a while
    from composer.gui.qt_loading import load_qt

    load_qt()
    from PySide6.QtWidgets import QApplication

    from composer.gui.document import Document
    from composer.gui.errors import ErrorHook
    from composer.gui.generation_flow import GenerationFlow
    from composer.gui.icons import icon
    from composer.gui.main_window import MainWindow
    from composer.gui.settings import Settings, settings_path
    from composer.gui.settings_keeper import SettingsKeeper
    from composer.gui.transport import Transport

    # Asked for in words, because setStyle returns a QStyle, and making its enums takes 10 ms.
    arguments = [sys.argv[0], "-style", "Fusion"]
    application = cast(QApplication, QApplication.instance() or QApplication(arguments))
    sys.setswitchinterval(SWITCH_INTERVAL)
    application.setApplicationName("Composer")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("composer")
    hook = ErrorHook(application)
    hook.install()
    settings = Settings.safe() if is_safe_mode else Settings.load(settings_path())
    read, settings.theme = deepcopy(settings), theme or settings.theme
    document = Document()
    flow = GenerationFlow(document, refuse_to_load if is_safe_mode else lambda: load_continuer(settings.model))
    window = MainWindow(document, flow, Transport(lambda: new_engine(settings)), settings)
    window.setWindowIcon(icon("program"))
    keeper = SettingsKeeper(settings, settings_path(), window.remember_settings, window, read)
    window.painted.connect(keeper.begin)
    window.closed.connect(keeper.end)
    hook.caught.connect(window.show_error)
    window.painted.connect(_collect_garbage_again)
    window.show()
    return application, window


def _tell_failed_start(error: Exception) -> int:
    from composer.fault_log import begin_log, log_fault, log_path

    begin_log(log_path("composer"))
    try:
        from composer.gui.crash_dialog import tell_failed_start
    except ImportError as missing:
        log_fault(f"Composer’s window cannot open, as Qt cannot be loaded: {missing}. {_HOW_TO_INSTALL}")
        return 1
    return tell_failed_start(error)


def _collect_garbage_again() -> None:
    gc.freeze()  # what is there now stays until the end
    gc.enable()


def _begin(window: "MainWindow", file: Path | None) -> None:
    from composer.fault_log import begin_log, log_path

    begin_log(log_path("composer"))
    if window.settings.note:
        window.banner.tell_trouble(window.settings.note)
    window.begin_work(file)


def _end(status: int) -> None:
    """Let go of everything. What cannot be stopped, or takes long to be taken down, does not hold up the end."""
    from composer.fault_log import end_log
    from composer.gui.errors import ErrorHook
    from composer.gui.job import end_jobs

    are_ended = end_jobs(END_PATIENCE)
    ErrorHook.uninstall()
    end_log()
    if are_ended and "torch" not in sys.modules:
        return
    if are_ended:
        atexit._run_exitfuncs()  # temporary folders go; only the modules are left as they are
    else:
        _end_processes()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a windowed program has none on Windows
        with suppress(OSError, ValueError):  # nobody listens any more
            stream.flush()
    os._exit(status)


def _end_processes() -> None:
    """End those that the threads which go on have started."""
    import multiprocessing

    for process in multiprocessing.active_children():
        process.kill()


def new_engine(settings: "Settings") -> "EngineClient":
    """The engine's proxy, not started yet."""
    from composer.playback.client import EngineClient
    from composer.playback.protocol import SetSynth

    client = EngineClient()
    client.set(SetSynth(settings.synth))
    return client


def refuse_to_load() -> "ContinuesSeeds":
    """Stands in for `load_continuer` in safe mode."""
    from composer.music.errors import ModelFileError

    raise ModelFileError("Safe mode runs without a model.")


def load_continuer(model: str | None = None) -> "ContinuesSeeds":
    """Torch and a model, Composer's own when left out, warmed up by a few notes; runs in the background."""
    from composer.garbage import without_garbage_collection
    from composer.generation.options import SamplingOptions
    from composer.generation.registry import load
    from composer.generation.torch_loading import import_torch
    from composer.music.pitch import MIDDLE_C
    from composer.music.score import Note, Score, Track
    from composer.music.seed import whole_seed
    from composer.music.time import PPQ

    with without_garbage_collection():
        import_torch()
        continuer = load(model)
        next(continuer.continue_from(whole_seed(Score((Track.of([Note(MIDDLE_C, 0, PPQ)]),))), SamplingOptions(bars=1)))
    return continuer
