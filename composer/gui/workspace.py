"""The workspace: everything that the window shows, as a project, and a project shown in the window."""

from collections.abc import Callable
from dataclasses import asdict, fields
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from composer.generation.options import OptionError, SamplingOptions
from composer.gui.document import Document
from composer.gui.export_choice import Material
from composer.gui.generate_panel import GeneratePanel
from composer.gui.generation_flow import GenerationFlow
from composer.gui.model_desk import ModelDesk
from composer.gui.piano_roll import PianoRoll, Tool
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.shaping import QuantizeHow
from composer.gui.roll_view import RollView
from composer.gui.seed_choice import SeedScope
from composer.gui.seed_editor import SeedEditor
from composer.gui.transport import Transport
from composer.music.errors import ScoreError
from composer.music.grid import Grid
from composer.music.pitch import Key
from composer.music.score import Note
from composer.storage.project import Details, Project, Takes

if TYPE_CHECKING:
    from composer.gui.main_window import MainWindow


class Workspace(QObject):
    """Takes snapshots of the window's parts, and puts them back. Owns none of them."""

    takes_changed = Signal()  # other takes wait to be kept, or none
    troubled = Signal(str)  # a sentence for the user

    def __init__(
        self,
        document: Document,
        flow: GenerationFlow,
        roll: PianoRoll,
        roll_view: RollView,
        transport: Transport,
        seed_editor: SeedEditor,
        panel: GeneratePanel,
        models: ModelDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self._flow, self._roll, self._roll_view, self._transport = flow, roll, roll_view, transport
        self._seed_editor, self._panel, self._models = seed_editor, panel, models
        self.takes: Takes | None = None  # those that wait; the same object for as long as nothing about them changes
        flow.takes_changed.connect(self._look_at_takes)
        flow.phase_changed.connect(self._look_at_takes)
        self._look_at_takes()

    @property
    def material(self) -> Material:
        """What there is to export."""
        return Material(self.document.score, self._roll.selection, self._flow.chosen_notes)

    def project(self) -> Project:
        """All of it as it is now; cheap, because everything large is shared."""
        document = self.document
        return Project(document.score, document.history, self.takes, self._panel_details(), self._view_details())

    def show(self, project: Project) -> None:
        """Show what a project has beside its score and its history; what makes no sense here is left as it is."""
        _try(lambda: self._show_panel(project.panel))
        _try(lambda: self._show_takes(project.takes))
        _try(lambda: self._show_view(project.view))

    @Slot()
    def begin_anew(self) -> None:
        """Other notes than before are there."""
        self._seed_editor.read_as_heard()

    @Slot()
    def _look_at_takes(self) -> None:
        takes = self._waiting_takes()
        if takes != self.takes:
            self.takes = takes
            self.takes_changed.emit()

    def _waiting_takes(self) -> Takes | None:
        flow = self._flow
        if flow.makes_takes or flow.seed is None or not any(flow.takes):
            return None
        notes = tuple(map(tuple, flow.takes))
        return Takes(notes, flow.seed, asdict(flow.options), flow.model, flow.chosen, flow.likeliest)

    def _show_takes(self, takes: Takes | None) -> None:
        if takes:
            options = _options_of(takes.options)
            self._flow.restore(takes.notes, takes.seed, options, takes.model, takes.chosen, takes.likeliest)

    def _panel_details(self) -> Details:
        return {
            **asdict(self._panel.sound_options),
            "style": self._panel.wanted_style,
            "plays_while_generating": self._panel.plays_while_generating,
            "model": self._models.chosen,
        }

    def _show_panel(self, panel: Details) -> None:
        if not panel:
            return
        self._panel.set_options(_options_of(panel), bool(panel["plays_while_generating"]))
        model = str(panel.get("model", self._models.chosen))  # a project of an earlier version names none
        if not self._models.wish(model):
            self.troubled.emit(f"This piece was continued with the model “{model}”, which is not here any more.")

    def _view_details(self) -> Details:
        roll, transport, choice = self._roll, self._transport, self._seed_editor.choice
        return {
            "shown": asdict(roll.view),
            "tool": roll.tool.name,
            "grid": roll.grid.name,
            "adaptive_grid": roll.grid_choice.is_adaptive,
            "quantize": list(roll.shaping.quantize_how),
            "pen": asdict(roll.state.pen),
            "track": roll.active_track,
            "playhead": transport.home,
            "loop": transport.loop_range,
            "is_looping": transport.is_looping,
            "seed_scope": choice.scope.name,
            "seed_range": choice.seed_range,
            "seed_key": choice.key and [choice.key.tonic, choice.key.mode],
            "seed_density": choice.density,
            **self._roll_view.details,
        }

    def _show_view(self, view: Any) -> None:  # noqa: ANN401 - JSON
        """Each part by itself: what is garbled keeps nothing else from being shown."""
        if not view:
            return
        for show in (self._show_roll, self._show_transport, self._show_seed, self._roll_view.show):
            _try(partial(show, view))

    def _show_roll(self, view: Any) -> None:  # noqa: ANN401 - JSON, as below
        roll = self._roll
        roll.active_track = min(max(int(view["track"]), 0), len(self.document.score.tracks) - 1)
        roll.grid, roll.tool = Grid[view["grid"]], Tool[view["tool"]]
        roll.view = Geometry(**view["shown"])
        if view.get("adaptive_grid"):  # this and what follows is not in projects of earlier versions
            roll.grid_choice.use_adaptive()
        if "quantize" in view:
            strength, swing, ends = view["quantize"]
            roll.shaping.quantize_how = QuantizeHow(_share(strength), _share(swing), bool(ends))
        if "pen" in view:
            note = Note(0, 0, int(view["pen"]["duration"]), int(view["pen"]["velocity"]))
            roll.state.remember_pen(note)

    def _show_transport(self, view: Any) -> None:  # noqa: ANN401
        transport = self._transport
        transport.seek(int(view["playhead"]))
        if view["loop"]:
            transport.set_loop_range(*map(int, view["loop"]))
        transport.set_looping(bool(view["is_looping"]))

    def _show_seed(self, view: Any) -> None:  # noqa: ANN401
        seed_editor = self._seed_editor
        if view["seed_range"]:
            seed_editor.set_range(*map(int, view["seed_range"]))
        seed_editor.set_scope(SeedScope[view["seed_scope"]])
        key = view.get("seed_key")  # a project of an earlier version has neither key nor density
        seed_editor.set_key(key and Key(*key))
        seed_editor.set_density(view.get("seed_density"))


def workspace_of(window: "MainWindow") -> Workspace:
    """The workspace of a window, made of its parts."""
    return Workspace(
        window.document,
        window.flow,
        window.roll,
        window.roll_view,
        window.transport,
        window.seed_editor,
        window.generate_panel,
        window.models,
        window,
    )


def _options_of(details: Details) -> SamplingOptions:
    """The options among `details`; those that this version does not know are left out."""
    known = {field.name for field in fields(SamplingOptions)}
    return SamplingOptions(**{name: value for name, value in details.items() if name in known})  # type: ignore[arg-type]


def _share(value: object) -> float:
    """A number from 0 to 1."""
    return min(max(0.0, float(value)), 1.0)  # type: ignore[arg-type]


def _try(show: Callable[[], None]) -> None:
    """A view that another version has stored must not keep anyone from the notes."""
    try:
        show()
    except (OptionError, ScoreError, LookupError, TypeError, ValueError, OverflowError):
        return
