"""The model desk: which models there are, loading another one, and remembering it."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from composer.gui.generate_panel import GeneratePanel
from composer.gui.generation_flow import GenerationFlow, Phase
from composer.gui.settings import Settings

_MAY_CHOOSE = (Phase.READY, Phase.AUDITIONING, Phase.UNAVAILABLE)


class ModelDesk(QObject):
    """Connects the panel's choice of a model with the flow, which loads it, and with the settings."""

    def __init__(self, flow: GenerationFlow, panel: GeneratePanel, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._flow, self._panel, self._settings = flow, panel, settings
        self._wished = ""  # a model that a project has asked for while another was being loaded
        panel.models.set_models((), settings.model)  # what there is besides is looked up after the first paint
        panel.models.model_requested.connect(self.use)
        flow.phase_changed.connect(self._show_phase)

    @property
    def chosen(self) -> str:
        """The model that continues seeds, or will once it is loaded."""
        return self._wished or self._settings.model

    def wish(self, name: str) -> bool:
        """Load the model `name` as soon as that is possible; False when there is none of that name."""
        from composer.generation.registry import available_models

        entries = available_models()
        if name not in {entry.name for entry in entries} and not Path(name).is_file():
            return False
        if self._flow.phase is Phase.LOADING and not self._flow.is_busy:
            self._settings.model = name  # the first one that is loaded at all
            self._panel.models.set_models(entries, name)
        else:
            self._wished = name
            self._fulfil()
        return True

    @Slot(str)
    def use(self, name: str) -> None:
        """Load the model `name` in the background, now and at the next start."""
        if self._flow.phase in _MAY_CHOOSE and name != self._settings.model:
            self._settings.model = name
            self._flow.load_model()

    @Slot()
    def refresh(self) -> None:
        """Other models can be chosen than before."""
        from composer.generation.registry import available_models

        self._panel.models.set_models(available_models(), self._settings.model)
        self._panel.show_model()

    @Slot(str, str)
    def follow_name(self, before: str, after: str) -> None:
        """A model has another name now."""
        if self._settings.model == before:
            self._settings.model = after

    @Slot()
    def _show_phase(self) -> None:
        if self._flow.phase is Phase.LOADING:
            from composer.generation.registry import available_models

            self._panel.models.set_models(available_models(), self._settings.model)
        self._panel.models.setEnabled(self._flow.phase in _MAY_CHOOSE)
        self._panel.show_model()
        self._fulfil()

    def _fulfil(self) -> None:
        if self._wished and self._flow.phase in _MAY_CHOOSE:
            wished, self._wished = self._wished, ""
            self.use(wished)
