"""The workspace: everything that the window shows, as a project, and a project shown in the window."""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from composer.generation.options import OptionError, SamplingOptions
from composer.gui.document import Document
from composer.gui.export_choice import Material
from composer.gui.generate_panel import GeneratePanel
from composer.gui.generation_flow import GenerationFlow, Phase
from composer.gui.piano_roll import PianoRoll, Tool
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.seed_choice import SeedScope
from composer.gui.seed_editor import SeedEditor
from composer.gui.transport import Transport
from composer.music.grid import Grid
from composer.music.pitch import Key
from composer.storage.project import Details, Project, Takes


class Workspace(QObject):
    """Takes snapshots of the window's parts, and puts them back. Owns none of them."""

    takes_changed = Signal()  # other takes wait to be kept, or none

    def __init__(
        self,
        document: Document,
        flow: GenerationFlow,
        roll: PianoRoll,
        transport: Transport,
        seed_editor: SeedEditor,
        panel: GeneratePanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self._flow, self._roll, self._transport = flow, roll, transport
        self._seed_editor, self._panel = seed_editor, panel
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
        if flow.phase is Phase.GENERATING or flow.seed is None or not any(flow.takes):
            return None
        notes = tuple(map(tuple, flow.takes))
        return Takes(notes, flow.seed, asdict(flow.options), flow.model_name, flow.chosen, flow.likeliest)

    def _show_takes(self, takes: Takes | None) -> None:
        if takes:
            options = _options_of(takes.options)
            self._flow.restore(takes.notes, takes.seed, options, takes.chosen, takes.likeliest)

    def _panel_details(self) -> Details:
        try:
            options = self._panel.options
        except OptionError:
            options = SamplingOptions()
        return {**asdict(options), "plays_while_generating": self._panel.plays_while_generating}

    def _show_panel(self, panel: Details) -> None:
        if panel:
            self._panel.set_options(_options_of(panel), bool(panel["plays_while_generating"]))

    def _view_details(self) -> Details:
        roll, transport, seed_editor = self._roll, self._transport, self._seed_editor
        key = seed_editor.choice.key
        return {
            "shown": asdict(roll.view),
            "tool": roll.tool.name,
            "grid": roll.grid.name,
            "track": roll.active_track,
            "playhead": transport.home,
            "loop": transport.loop_range,
            "is_looping": transport.is_looping,
            "seed_scope": seed_editor.scope.name,
            "seed_range": seed_editor.seed_range,
            "seed_key": key and [key.tonic, key.mode],
            "seed_density": seed_editor.choice.density,
        }

    def _show_view(self, view: Any) -> None:  # noqa: ANN401 - JSON
        if not view:
            return
        roll, transport, seed_editor = self._roll, self._transport, self._seed_editor
        roll.active_track = min(max(int(view["track"]), 0), len(self.document.score.tracks) - 1)
        roll.grid, roll.tool = Grid[view["grid"]], Tool[view["tool"]]
        transport.seek(int(view["playhead"]))
        if view["loop"]:
            transport.set_loop_range(*map(int, view["loop"]))
        transport.set_looping(bool(view["is_looping"]))
        if view["seed_range"]:
            seed_editor.set_range(*map(int, view["seed_range"]))
        seed_editor.set_scope(SeedScope[view["seed_scope"]])
        roll.view = Geometry(**view["shown"])
        key = view.get("seed_key")  # a project of an earlier version has neither key nor density
        seed_editor.set_key(key and Key(*key))
        seed_editor.set_density(view.get("seed_density"))


def _options_of(details: Details) -> SamplingOptions:
    """The options among `details`; those that this version does not know are left out."""
    known = {field.name for field in fields(SamplingOptions)}
    return SamplingOptions(**{name: value for name, value in details.items() if name in known})  # type: ignore[arg-type]


def _try(show: Callable[[], None]) -> None:
    """A view that another version has stored must not keep anyone from the notes."""
    try:
        show()
    except (OptionError, KeyError, TypeError, ValueError):
        return
