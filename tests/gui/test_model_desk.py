import pytest
from PySide6.QtWidgets import QComboBox

from composer.gui.document import Document
from composer.gui.generate_panel import GeneratePanel
from composer.gui.generation_flow import GenerationFlow, Phase
from composer.gui.model_desk import ModelDesk
from composer.gui.settings import Settings
from composer.music.errors import ModelFileError
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from tests.gui.fakes import FakeContinuer

SEED = whole_seed(Score((Track.of([Note(60, 0, 480)]),)))


class Desk:
    """The desk with a flow whose models are fakes."""

    def __init__(self, qtbot, missing: str = "") -> None:
        self.qtbot = qtbot
        self.missing = missing
        self.loaded: list[str] = []
        self.settings = Settings()
        self.flow = GenerationFlow(Document(Score((Track(),))), self.load)
        self.panel = GeneratePanel()
        qtbot.addWidget(self.panel)
        self.desk = ModelDesk(self.flow, self.panel, self.settings, self.flow)
        self.flow.load_model()
        self.wait()

    def load(self) -> FakeContinuer:
        if self.settings.model == self.missing:
            raise ModelFileError("It is missing.")
        self.loaded.append(self.settings.model)
        return FakeContinuer()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.flow.phase is not Phase.LOADING)

    def choose(self, name: str) -> None:
        combo = self.panel.models.findChild(QComboBox)
        combo.setCurrentText(name)
        combo.activated.emit(combo.currentIndex())
        self.wait()


@pytest.fixture
def desk(qtbot) -> Desk:
    return Desk(qtbot)


def test_a_chosen_model_is_loaded_and_remembered(desk):
    desk.choose("step-duration-lstm")
    assert desk.loaded == ["composer-lstm", "step-duration-lstm"]
    assert desk.settings.model == "step-duration-lstm"
    assert desk.flow.phase is Phase.READY


def test_choosing_the_loaded_model_again_loads_nothing(desk):
    desk.choose("composer-lstm")
    assert desk.loaded == ["composer-lstm"]


def test_takes_that_wait_are_still_there_when_another_model_was_loaded(desk):
    desk.flow.generate(SEED, desk.panel.options)
    desk.qtbot.waitUntil(lambda: desk.flow.phase is Phase.AUDITIONING)
    takes = desk.flow.takes
    desk.choose("step-duration-lstm")
    assert desk.flow.phase is Phase.AUDITIONING
    assert desk.flow.takes == takes


def test_no_other_model_can_be_chosen_while_one_is_at_work(desk):
    states = []
    desk.flow.phase_changed.connect(lambda: states.append((desk.flow.phase, desk.panel.models.isEnabled())))
    desk.flow.generate(SEED, desk.panel.options)
    desk.qtbot.waitUntil(lambda: desk.flow.phase is Phase.AUDITIONING)
    assert states[0] == (Phase.GENERATING, False)
    assert states[-1] == (Phase.AUDITIONING, True)


def test_another_model_can_be_chosen_when_one_could_not_be_loaded(qtbot):
    desk = Desk(qtbot, missing="composer-lstm")
    assert desk.flow.phase is Phase.UNAVAILABLE
    desk.choose("step-duration-lstm")
    assert desk.flow.phase is Phase.READY


def test_a_recipe_switches_off_what_it_does_not_listen_to(desk):
    desk.choose("step-duration-lstm")
    assert desk.panel._ending.isHidden()
    desk.panel.models.set_as_published(True)
    assert desk.panel.options.as_published
    assert not desk.panel.temperature.isEnabled()
    desk.choose("composer-lstm")
    assert not desk.panel.options.as_published
    assert desk.panel.temperature.isEnabled()
    assert not desk.panel._ending.isHidden()
