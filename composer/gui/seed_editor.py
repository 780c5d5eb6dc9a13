"""The seed editor: what is continued, said in words, and where a seed can come from."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton, QWidget

from composer.gui.form import Section, named, quiet_label
from composer.gui.seed_choice import SeedChoice, SeedScope, seed_in_words
from composer.music.edits import Selection
from composer.music.errors import SeedError
from composer.music.pitch import MIDDLE_C, pitch_name
from composer.music.score import Score
from composer.music.seed import Seed
from composer.resources import resource


class SeedEditor(Section):
    """Holds the choice; the window tells it about the score, the playhead, the selection and the ruler's range."""

    band_changed = Signal(object)  # the seed's ticks as (start, end), or None when there is no seed
    bundled_seed_requested = Signal(object)  # the Path of a .mid
    import_requested = Signal()
    single_note_requested = Signal(int)  # pitch

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Seed", parent)
        self._score = Score()
        self._choice = SeedChoice()
        self._scope = named(QComboBox(), "Which notes are continued")
        self._scope.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for scope in SeedScope:
            self._scope.addItem(scope.value, scope)
        self._scope.currentIndexChanged.connect(self._scope_chosen)
        self._source = named(QPushButton("Start from"), "Replace the piece by another seed; undo brings it back")
        self._source.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._source.setMenu(self._source_menu())
        self._words = quiet_label(lines=2)
        self.add_row("&Continue", self._scope)
        self.add(self._source)
        self.add(self._words)
        self._choose(self._choice)

    @property
    def scope(self) -> SeedScope:
        """The part of the piece that is continued."""
        return self._choice.scope

    @property
    def words(self) -> str:
        """What a person reads about the seed."""
        return self._words.text()

    def seed(self) -> Seed:
        """The seed as it is now; SeedError when it holds no notes."""
        return self._choice.seed_of(self._score)

    @property
    def seed_range(self) -> tuple[int, int] | None:
        """The ticks of the range that was drawn in the ruler."""
        return self._choice.seed_range

    def set_scope(self, scope: SeedScope) -> None:
        """Continue another part of the piece."""
        with QSignalBlocker(self._scope):
            self._scope.setCurrentIndex(self._scope.findData(scope))
        self._choose(replace(self._choice, scope=scope))

    def set_score(self, score: Score) -> None:
        """The piece has changed."""
        self._score = score
        self._choose(self._choice)

    def set_playhead(self, tick: int) -> None:
        """The playhead was put somewhere; not meant for the one that runs while playing."""
        self._choose(replace(self._choice, playhead=tick))

    def set_selection(self, selection: Selection) -> None:
        """Other notes are selected."""
        self._choose(replace(self._choice, selection=selection))

    def set_range(self, start: int, end: int) -> None:
        """A range was drawn in the ruler: that is the seed from now on."""
        self._choice = replace(self._choice, seed_range=(start, end))
        self.set_scope(SeedScope.RANGE)

    @Slot()
    def _scope_chosen(self) -> None:
        self._choose(replace(self._choice, scope=self._scope.currentData()))

    def _choose(self, choice: SeedChoice) -> None:
        self._choice = choice
        try:
            seed = self.seed()
        except SeedError as error:
            self._words.setText(_WAYS_TO_A_SEED.get(choice.scope, str(error)))
            self.band_changed.emit(choice.seed_range if choice.scope is SeedScope.RANGE else None)
        else:
            self._words.setText(seed_in_words(seed))
            start = seed.score.meter_map.bar_start(seed.score.meter_map.bar_at(seed.start))
            self.band_changed.emit(choice.seed_range if choice.scope is SeedScope.RANGE else (start, seed.end))

    def _source_menu(self) -> QMenu:
        menu = QMenu(self)
        for path in sorted(resource("demo").glob("*.mid")):
            menu.addAction(path.stem).triggered.connect(lambda _=False, path=path: self._ask_for_bundled(path))
        menu.addSeparator()
        notes = menu.addMenu("A single note")
        for pitch in range(MIDDLE_C, MIDDLE_C + 12):
            notes.addAction(pitch_name(pitch)).triggered.connect(lambda _=False, pitch=pitch: self._ask_for_note(pitch))
        menu.addAction("A MIDI file…").triggered.connect(self.import_requested)
        return menu

    def _ask_for_bundled(self, path: object) -> None:
        self.bundled_seed_requested.emit(path)

    def _ask_for_note(self, pitch: int) -> None:
        self.single_note_requested.emit(pitch)


_WAYS_TO_A_SEED = {
    SeedScope.WHOLE: "No notes yet. Draw some in the roll, or start from a ready-made seed.",
    SeedScope.UP_TO_PLAYHEAD: "No notes before the playhead. Click in the ruler to move it.",
    SeedScope.SELECTION: "No notes are selected. Drag a box around some with the select tool.",
    SeedScope.RANGE: "No notes in this range. Drag in the strip below the ruler to choose another.",
}
