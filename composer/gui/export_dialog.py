"""The export dialog: which notes go into the MIDI file, and what kind of file it is."""

from typing import cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from composer.gui.export_choice import PPQS, ExportChoice, Material, Part
from composer.gui.form import named, quiet_label
from composer.gui.settings import Settings
from composer.gui.transport_bar import HIGHEST_BPM, LOWEST_BPM
from composer.music.tracks import label_of

_WIDTH = 480  # pixels
_MOST_ROWS = 6  # of the list of tracks, before it scrolls
_ROW_GAP = 2  # pixels above and below each


def ask_what_to_export(window: QWidget, material: Material, settings: Settings) -> ExportChoice | None:
    """Ask, and remember the answer; None when the user would rather not."""
    dialog = ExportDialog(material, remembered_choice(settings), window)
    choice = dialog.choice if dialog.exec() else None
    dialog.deleteLater()
    if choice:
        remember_choice(settings, choice)
    return choice


class ExportDialog(QDialog):
    """Shows the choices, and in words what comes of them."""

    def __init__(self, material: Material, choice: ExportChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export MIDI")
        self.setFixedWidth(_WIDTH)
        self._material = material
        self._parts = QButtonGroup(self)
        self._tracks = named(QListWidget(), "Which tracks are exported")
        self._kind = named(QComboBox(), "Type of the file")
        self._ppq = named(QComboBox(), "Ticks per quarter")
        self._tempo = named(QComboBox(), "Tempo of the file")
        self._bpm = named(QDoubleSpinBox(), "The one tempo")
        self._words = quiet_label(lines=1)
        self._buttons = QDialogButtonBox()
        self._export = self._buttons.addButton("Export…", QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._show(choice)
        self._parts.idClicked.connect(self._describe)
        self._tracks.itemChanged.connect(self._describe)
        for box in (self._kind, self._ppq, self._tempo):
            box.currentIndexChanged.connect(self._describe)
        self._bpm.valueChanged.connect(self._describe)
        self._describe()

    @property
    def choice(self) -> ExportChoice:
        """What is chosen now."""
        items = map(self._tracks.item, range(self._tracks.count()))
        is_one_tempo = self._tempo.currentData()
        return ExportChoice(
            part=tuple(Part)[self._parts.checkedId()],
            left_out=frozenset(
                index for index, item in enumerate(items) if item.checkState() is Qt.CheckState.Unchecked
            ),
            is_single_track=self._kind.currentData(),
            ppq=self._ppq.currentData(),
            bpm=self._bpm.value() if is_one_tempo else None,
        )

    @property
    def words(self) -> str:
        """What a person reads about the file."""
        return self._words.text()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(16)
        parts = QVBoxLayout()
        for number, part in enumerate(Part):
            reason = self._material.why_not(part)
            button = QRadioButton(f"{part.value} ({reason})" if reason else part.value)
            button.setEnabled(not reason)
            self._parts.addButton(button, number)
            parts.addWidget(button)
        form.addRow("Notes", parts)
        if len(self._material.score.tracks) > 1:
            form.addRow("Trac&ks", self._tracks)
        form.addRow("Ty&pe", self._kind)
        form.addRow("Ticks per &quarter", self._ppq)
        form.addRow("Te&mpo", self._tempo)
        form.addRow("", self._bpm)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 16)
        whole.setSpacing(14)
        whole.addLayout(form)
        whole.addWidget(self._words)
        whole.addWidget(self._buttons)

    def _show(self, choice: ExportChoice) -> None:
        """Offer what there is, with `choice` chosen as far as it makes sense here."""
        score = self._material.score
        part = Part.PIECE if self._material.why_not(choice.part) else choice.part
        cast(QRadioButton, self._parts.button(tuple(Part).index(part))).setChecked(True)
        for index in range(len(score.tracks)):
            item = QListWidgetItem(label_of(score, index), self._tracks)
            item.setCheckState(Qt.CheckState.Unchecked if index in choice.left_out else Qt.CheckState.Checked)
        self._tracks.setSpacing(_ROW_GAP)
        self._tracks.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        height = self._tracks.sizeHintForRow(0)
        for item in map(self._tracks.item, range(len(score.tracks))):
            item.setSizeHint(QSize(0, height))  # as wide as the list, so that a long name ends in … there
            item.setToolTip(item.text())
        row = height + 2 * _ROW_GAP
        self._tracks.setFixedHeight(row * min(len(score.tracks), _MOST_ROWS) + 2 * self._tracks.frameWidth())
        self._kind.addItem("Several tracks (type 1)", False)
        self._kind.addItem("Everything in one track (type 0)", True)
        self._kind.setCurrentIndex(int(choice.is_single_track))
        self._ppq.addItem(f"{score.ppq}, as in the piece", None)
        for ppq in PPQS:
            if ppq != score.ppq:
                self._ppq.addItem(str(ppq), ppq)
        self._ppq.setCurrentIndex(max(self._ppq.findData(choice.ppq), 0))
        self._tempo.addItem("As in the piece", False)
        self._tempo.addItem("One tempo throughout", True)
        self._tempo.setCurrentIndex(int(choice.bpm is not None))
        self._bpm.setRange(LOWEST_BPM, HIGHEST_BPM)
        self._bpm.setDecimals(1)
        self._bpm.setSuffix(" bpm")
        self._bpm.setValue(choice.bpm or score.tempo_map.bpm_at(0))

    def _describe(self) -> None:
        choice = self.choice
        self._bpm.setVisible(choice.bpm is not None)
        notes, tracks = choice.counted(self._material)
        self._words.setText(_in_words(notes, tracks))
        self._export.setEnabled(notes > 0)


def remembered_choice(settings: Settings) -> ExportChoice:
    """The answers of the last time, which fit every piece."""
    return ExportChoice(
        part=Part[settings.export_part] if settings.export_part in Part.__members__ else Part.PIECE,
        is_single_track=settings.export_in_one_track,
        ppq=settings.export_ppq if settings.export_ppq in PPQS else None,
        bpm=settings.export_bpm if LOWEST_BPM <= settings.export_bpm <= HIGHEST_BPM else None,
    )


def remember_choice(settings: Settings, choice: ExportChoice) -> None:
    """Propose these answers the next time."""
    settings.export_part, settings.export_in_one_track = choice.part.name, choice.is_single_track
    settings.export_ppq, settings.export_bpm = choice.ppq or 0, choice.bpm or 0.0


def _in_words(notes: int, tracks: int) -> str:
    if not notes:
        return "There are no notes in this yet."
    return f"{notes:,} {'note' if notes == 1 else 'notes'} in {tracks} {'track' if tracks == 1 else 'tracks'}."
