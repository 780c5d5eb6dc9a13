"""The model desk: which models there are, loading another one, and remembering it."""

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
        panel.models.set_models((), settings.model)  # what there is besides is looked up after the first paint
        panel.models.model_requested.connect(self.use)
        flow.phase_changed.connect(self._show_phase)

    @Slot(str)
    def use(self, name: str) -> None:
        """Load the model `name` in the background, now and at the next start."""
        if self._flow.phase in _MAY_CHOOSE and name != self._settings.model:
            self._settings.model = name
            self._flow.load_model()

    @Slot()
    def _show_phase(self) -> None:
        if self._flow.phase is Phase.LOADING:
            from composer.generation.registry import available_models

            self._panel.models.set_models(available_models(), self._settings.model)
        self._panel.models.setEnabled(self._flow.phase in _MAY_CHOOSE)
        self._panel.show_model()
