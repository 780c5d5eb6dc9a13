"""The seed among the window's parts: its menus, how it is heard and shaped, and the pieces it can come from."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.roll_desk import RollDesk
from composer.gui.seed_choice import SeedScope, heard_key, single_note
from composer.gui.seed_editor import SeedEditor
from composer.gui.transport import Transport
from composer.music import edits
from composer.music.errors import SeedError
from composer.music.grid import Grid
from composer.music.pitch import FLAT_NAMES, MIDDLE_C, pitch_name
from composer.music.score import Score
from composer.music.seed import Seed
from composer.resources import resource

if TYPE_CHECKING:  # made when it is first wanted
    from composer.gui.file_desk import FileDesk

_GRIDS = (Grid.EIGHTH, Grid.SIXTEENTH, Grid.THIRTY_SECOND, Grid.EIGHTH_TRIPLET, Grid.SIXTEENTH_TRIPLET)
_TRANSPOSITIONS = (("Octave up", 12), ("Semitone up", 1), ("Semitone down", -1), ("Octave down", -12))
_LONGEST_WAY_UP = 6  # semitones to another key; a longer one goes down


class SeedDesk(QObject):
    """Every change of the piece is one undo step."""

    began_anew = Signal()  # other notes than before are there

    def __init__(
        self,
        document: Document,
        editor: SeedEditor,
        roll: PianoRoll,
        transport: Transport,
        roll_desk: RollDesk,
        files: "Callable[[], FileDesk]",
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._editor, self._roll = document, editor, roll
        self._transport, self._roll_desk, self._files, self._window = transport, roll_desk, files, window
        roll.selection_changed.connect(self._follow_selection)
        roll.seed_range_requested.connect(editor.set_range)
        editor.band_changed.connect(roll.set_seed_range)
        editor.listen_requested.connect(self.listen)
        editor.meter_requested.connect(self._set_meter)
        editor.source_menu_requested.connect(self.fill_source_menu)
        editor.shape_menu_requested.connect(self.fill_shape_menu)

    @Slot()
    def listen(self) -> None:
        """Play the seed and nothing else."""
        if seed := self._seed():
            self._transport.play(seed.score.meter_map.bar_line_before(seed.start), seed.end)

    # Shaping the seed

    @Slot(QMenu)
    def fill_shape_menu(self, menu: QMenu) -> None:
        """What can be done to the notes that are continued."""
        menu.clear()
        seed = self._seed()
        if seed is None:
            return
        menu.addAction("Select its notes").triggered.connect(self.select)
        menu.addAction("Keep only the seed").triggered.connect(self.trim)
        menu.addSeparator()
        for words, semitones in _TRANSPOSITIONS:
            menu.addAction(words).triggered.connect(partial(self.transpose, semitones))
        if key := heard_key(seed):
            keys = menu.addMenu(f"From {key.name} to")
            for tonic in range(12):
                semitones = (tonic - key.tonic + _LONGEST_WAY_UP - 1) % 12 - _LONGEST_WAY_UP + 1
                if semitones:
                    keys.addAction(f"{FLAT_NAMES[tonic]} {key.mode}").triggered.connect(
                        partial(self.transpose, semitones)
                    )
        grids = menu.addMenu("Quantize to")
        for grid in _GRIDS:
            grids.addAction(grid.label).triggered.connect(partial(self.quantize, grid))

    def select(self) -> None:
        """Select the seed's notes in the roll."""
        self._roll.selection = self._editor.choice.notes_of(self._document.score)

    def trim(self) -> None:
        """Remove all but the seed, which then begins in the first bar."""
        from composer.music.excerpts import from_first_bar  # the first paint does without it

        self._transport.stop()  # what is being recorded is a step before
        if seed := self._seed():
            self._editor.set_scope(SeedScope.WHOLE)
            self._document.apply("Keep only the seed", from_first_bar(seed))
            self.began_anew.emit()

    def transpose(self, semitones: int) -> None:
        """Move the seed in pitch."""
        score, notes = self._document.score, self._editor.choice.notes_of(self._document.score)
        self._exchange("Transpose the seed", edits.transpose(score, notes, semitones))

    def quantize(self, grid: Grid) -> None:
        """Move the seed's notes to `grid`."""
        from composer.music import rhythm  # the first paint does without it

        score, notes = self._document.score, self._editor.choice.notes_of(self._document.score)
        self._exchange("Quantize the seed", rhythm.quantize(score, notes, grid))

    # Where a seed comes from

    @Slot(QMenu)
    def fill_source_menu(self, menu: QMenu) -> None:
        """Ready-made seeds by style, one note, and other pieces."""
        menu.clear()
        for path in _ready_made():
            words = f"{path.parent.name.capitalize()}: {path.stem}"
            menu.addAction(words).triggered.connect(partial(self._begin_with_file, path))
        menu.addSeparator()
        notes = menu.addMenu("A single note")
        for pitch in range(MIDDLE_C, MIDDLE_C + 12):
            notes.addAction(pitch_name(pitch)).triggered.connect(partial(self.begin_with_note, pitch))
        menu.addAction("A part of another piece…").triggered.connect(self.browse)
        menu.addAction("A whole MIDI file…").triggered.connect(lambda: self._begin_with_file(None))

    def begin_with_note(self, pitch: int) -> None:
        """Begin with one quarter note."""
        self.begin_with(single_note(self._document.score, pitch), pitch_name(pitch))

    def begin_with(self, score: Score, name: str) -> None:
        """Replace the piece by another beginning."""
        self._transport.stop()  # what is being recorded is a step before
        self._document.apply(f"Start from {name}", score)
        self._editor.read_as_heard()
        self._editor.set_scope(SeedScope.WHOLE)
        self.began_anew.emit()

    def browse(self) -> None:
        """Look for a place in other pieces."""
        from composer.gui.seed_browser import SeedBrowser  # imported late: it would delay the first paint

        browser = SeedBrowser(self._window)
        browser.chosen.connect(self.begin_with)
        browser.open()

    # What is there

    def _begin_with_file(self, path: Path | None) -> None:
        self._files().begin_with(path)

    def _seed(self) -> Seed | None:
        try:
            return self._editor.seed()
        except SeedError:
            return None

    def _exchange(self, text: str, edit: edits.Edit) -> None:
        """Do `edit`; the notes stay selected if they were."""
        is_selected = self._editor.scope is SeedScope.SELECTION
        self._document.apply(text, edit.score)
        if is_selected:
            self._roll.selection = edit.selection

    @Slot()
    def _follow_selection(self) -> None:
        self._editor.set_selection(self._roll.selection)

    @Slot(str)
    def _set_meter(self, words: str) -> None:
        if seed := self._seed():
            self._roll_desk.timeline.set_meter(seed.start, words)


def _ready_made() -> list[Path]:
    """The bundled seeds; the folder of each is named after its style."""
    return sorted(resource("demo").rglob("*.mid"))
