"""The window's composition root: makes the parts, hands them to each other, and runs Qt."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from composer import __version__

if TYPE_CHECKING:
    from composer.generation.continuation import Continuer


def run(file: Path | None = None, theme: str | None = None) -> int:
    """Open the window, with `file` in it, and run until it is closed; returns the exit status."""
    if sys.platform == "win32":
        from composer.generation.torch_loading import load_libraries

        load_libraries()  # there, torch cannot be loaded after Qt

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from composer.gui.document import Document
    from composer.gui.errors import ErrorHook
    from composer.gui.generation_flow import GenerationFlow
    from composer.gui.icons import icon
    from composer.gui.main_window import MainWindow
    from composer.gui.settings import Settings, settings_path
    from composer.gui.transport import Transport
    from composer.playback.client import EngineClient

    application = QApplication([sys.argv[0]])
    application.setApplicationName("Composer")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("composer")
    hook = ErrorHook()
    hook.install()
    settings = Settings.load(settings_path())
    settings.theme = theme or settings.theme
    document = Document()
    flow = GenerationFlow(document, load_continuer)
    transport = Transport(EngineClient())
    window = MainWindow(document, flow, transport, settings)
    window.setWindowIcon(icon("program"))
    hook.caught.connect(window.show_crash)
    window.show()

    def begin() -> None:  # once the window is painted
        transport.open(settings.output_port or None)
        flow.load_model()
        if file:
            window.files.open(file)

    QTimer.singleShot(0, begin)
    status = application.exec()
    settings.save(settings_path())
    transport.close()
    flow.close()
    return status


def load_continuer() -> "Continuer":
    """Torch and the bundled model, ready to generate; runs in the background."""
    from composer.generation.torch_loading import import_torch

    import_torch()
    from composer.generation.registry import load

    return load()
