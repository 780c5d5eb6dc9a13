"""The seed editor: what is continued, how the model reads it, and where a seed can come from."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton, QSizePolicy, QWidget

from composer.gui.form import Section, give_icon, named, quiet_label
from composer.gui.icons import icon
from composer.gui.seed_choice import DENSITIES, SeedChoice, SeedScope, density_in_words, heard_key, seed_in_words
from composer.music.edits import Selection
from composer.music.errors import SeedError
from composer.music.pitch import Key
from composer.music.score import Score
from composer.music.seed import Seed
from composer.music.time import USUAL_METERS

_LISTEN_WIDTH = 44  # pixels
_NO_BREAK = "\N{NO-BREAK SPACE}"


class SeedEditor(Section):
    """Holds the choice; the window tells it about the score, the playhead, the selection and the ruler's range."""

    band_changed = Signal(object)  # the seed's ticks as (start, end), or None when there is no seed
    meter_requested = Signal(str)  # such as "3/4": of the seed's bars
    listen_requested = Signal()
    source_menu_requested = Signal(QMenu)  # it opens, and wants to be filled
    shape_menu_requested = Signal(QMenu)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Seed", parent)
        self._score = Score()
        self._choice = SeedChoice()
        self._scope = _list("Which notes are continued")
        for scope in SeedScope:
            self._scope.addItem(scope.value, scope)
        self._scope.currentIndexChanged.connect(self._scope_chosen)
        self._key = _list("The key that the model reads the seed in")
        self._key.setMinimumContentsLength(9)
        self._key.addItem("No key", None)
        self._key.activated.connect(self._key_chosen)
        self._meter = _list("The metre of the seed’s bars")
        self._meter.addItems(USUAL_METERS)
        self._meter.textActivated.connect(self.meter_requested)
        self._density = _list("How dense the model reads the seed as")
        self._density.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._density.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._density.addItem("", None)
        self._density.activated.connect(self._density_chosen)
        self._words = quiet_label(lines=2)
        self._words.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        source = self._menu_button("Start from", "Replace the piece by another seed; undo brings it back")
        source.menu().aboutToShow.connect(lambda: self.source_menu_requested.emit(source.menu()))
        self._shape = self._menu_button("Shape", "Trim, transpose or quantize the seed’s notes")
        self._shape.menu().aboutToShow.connect(lambda: self.shape_menu_requested.emit(self._shape.menu()))
        self._listen = named(QPushButton(), "Hear the seed")
        give_icon(self._listen, icon("play"))
        self._listen.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._listen.setFixedWidth(_LISTEN_WIDTH)
        self._listen.clicked.connect(lambda: self.listen_requested.emit())
        self.add_row("&Continue", self._scope)
        self.add_row("Read &in", self._key, self._meter)
        self.add(source, self._shape, self._listen)
        self.add(self._words, self._density)
        self._choose(self._choice)

    @property
    def scope(self) -> SeedScope:
        """The part of the piece that is continued."""
        return self._choice.scope

    @property
    def choice(self) -> SeedChoice:
        """Everything that was chosen."""
        return self._choice

    @property
    def words(self) -> str:
        """What a person reads about the seed."""
        return self._words.text().replace(_NO_BREAK, " ")

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

    def set_key(self, key: Key | None) -> None:
        """Let the model read the seed in this key; None: as its notes are heard."""
        self._choose(replace(self._choice, key=key))

    def set_density(self, density: float | None) -> None:
        """Let the model read the seed as so many notes per quarter; None: as many as there are."""
        self._choose(replace(self._choice, density=density))

    def read_as_heard(self) -> None:
        """Correct nothing any more: other notes are there."""
        self._choose(replace(self._choice, key=None, density=None))

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

    @Slot()
    def _key_chosen(self) -> None:
        self.set_key(self._key.currentData())

    @Slot()
    def _density_chosen(self) -> None:
        self.set_density(self._density.currentData())

    def _choose(self, choice: SeedChoice) -> None:
        self._choice = choice
        try:
            seed = self.seed()
        except SeedError as error:
            self._words.setText(_WAYS_TO_A_SEED.get(choice.scope, str(error)))
            self._show_reading(None)
            self.band_changed.emit(choice.seed_range if choice.scope is SeedScope.RANGE else None)
        else:
            self._words.setText(_in_two_lines(seed_in_words(seed)))
            self._show_reading(seed)
            start = seed.score.meter_map.bar_line_before(seed.start)
            self.band_changed.emit(choice.seed_range if choice.scope is SeedScope.RANGE else (start, seed.end))

    def _show_reading(self, seed: Seed | None) -> None:
        """Show key, metre and density as the model will read them."""
        for control in (self._key, self._meter, self._shape, self._listen):
            control.setEnabled(seed is not None)
        self.fade_label(self._key)
        self._density.setVisible(seed is not None)
        heard = heard_key(seed) if seed else None
        self._key.setItemText(0, f"{heard.name}, heard" if heard else "No key")
        if seed and self._key.count() == 1:  # not before there is a seed: an empty window paints sooner without
            for mode in ("major", "minor"):
                for tonic in range(12):
                    self._key.addItem(Key(tonic, mode).name, Key(tonic, mode))
            for density in DENSITIES:
                self._density.addItem(density_in_words(density), density)
        if seed:
            self._density.setItemText(0, f"{density_in_words(seed.counted_density)}, counted")
        self._density.setCurrentIndex(max(self._density.findData(self._choice.density), 0))
        self._key.setCurrentIndex(max(self._key.findData(self._choice.key), 0) if self._choice.key else 0)
        words = str(self._score.meter_map.meter_at(seed.start if seed else 0))
        if self._meter.findText(words) < 0:
            self._meter.addItem(words)
        self._meter.setCurrentText(words)

    def _menu_button(self, text: str, name: str) -> QPushButton:
        button = named(QPushButton(text), name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMenu(QMenu(button))
        return button


def _in_two_lines(words: str) -> str:
    """Words that, where there is no room for all, go on in a second line after a comma."""
    return words.replace(" ", _NO_BREAK).replace(f",{_NO_BREAK}", ", ")


def _list(name: str) -> QComboBox:
    box = named(QComboBox(), name)
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return box


_WAYS_TO_A_SEED = {
    SeedScope.WHOLE: "No notes yet. Draw some in the roll, or start from a ready-made seed.",
    SeedScope.UP_TO_PLAYHEAD: "No notes before the playhead. Click in the ruler to move it.",
    SeedScope.SELECTION: "No notes are selected. Drag a box around some with the select tool.",
    SeedScope.RANGE: "No notes in this range. Drag in the strip below the ruler to choose another.",
}
