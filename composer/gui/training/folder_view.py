"""What is in a folder of music: its files, one of them in notes and numbers, and the distributions of all."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from composer.gui.file_questions import counted
from composer.gui.form import named, quiet_label
from composer.gui.job import Job
from composer.gui.listing import columned, quiet
from composer.gui.piece_picture import PieceLabel
from composer.gui.reading import reading_job
from composer.gui.training.plots import Histogram
from composer.midi.files import ScoreFile
from composer.music.pitch import pitch_name
from composer.music.score import Score
from composer.training.survey import SPAN_SECONDS, TAIL, Finding, Findings, without_tail

FIRST_NOTES = 24  # in the table

_PICTURE_HEIGHT = 120  # logical pixels
_LIST_WIDTH = 240
_AROUND = 24  # pixels around the words of a column
_TWICE = "the same again"
_BARS = 48  # of a histogram of seconds, at most
_PATH = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FolderView(QWidget):
    """Looks through a folder in the background. `findings` grow until `looked_through`."""

    looked_through = Signal()  # the end, or the user has cut it short
    failed = Signal(Exception)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings = Findings()
        self._job: Job | None = None
        self._reading: Job | None = None
        self._files = 0
        self._words = quiet_label(lines=1)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setFixedHeight(4)
        self._cancel = QPushButton("Stop looking")
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.break_off)
        self._left_out_only = QCheckBox("Only those left out")
        self._left_out_only.toggled.connect(self._show_rows)
        self._list = columned("Files of the folder", "File", "Notes")
        self._list.setMinimumWidth(_LIST_WIDTH)
        self._list.headerItem().setTextAlignment(1, _RIGHT)
        self._list.header().setStretchLastSection(False)
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._list.header().resizeSection(1, self.fontMetrics().horizontalAdvance(_TWICE) + _AROUND)
        self._list.currentItemChanged.connect(self._show_file)
        self._picture = PieceLabel(_PICTURE_HEIGHT)
        self._first_notes = named(QTableWidget(0, 4), "The first notes of the file")
        for column, heading in enumerate(("Pitch", "Start, s", "Step, s", "Duration, s")):
            self._first_notes.setHorizontalHeaderItem(column, _cell(heading, column))
        self._first_notes.setShowGrid(False)
        self._first_notes.verticalHeader().hide()
        self._first_notes.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 6)
        self._first_notes.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._first_notes.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.pitches, self.steps, self.durations = map(Histogram, ("Pitch", "Step", "Duration"))
        for plot, what in ((self.steps, "From one note to the next"), (self.durations, "How long notes last")):
            plot.setToolTip(f"{what}, without the longest {TAIL:.1%}")
        self._lay_out()
        self._show_running()

    @property
    def words(self) -> str:
        """What a person reads about the folder."""
        return self._words.text()

    @property
    def is_looking(self) -> bool:
        """Whether there is more to come."""
        return self._job is not None

    def look_through(self, folder: Path) -> None:
        """Forget what was shown, and look through `folder`."""
        self.break_off()
        self.findings, self._files = Findings(), 0
        self._list.clear()
        self._left_out_only.setChecked(False)
        self._show_words("")
        self._show_findings()
        self._words.setText("Looking for MIDI files…")

        def steps() -> Iterator[object]:
            from composer.training.corpus import midi_files
            from composer.training.survey import survey

            paths = midi_files(folder)
            yield len(paths)
            yield from survey(paths)

        self._job = job = Job(steps)
        job.arrived.connect(self._take)
        job.succeeded.connect(self._end)
        job.cancelled.connect(self._end)
        job.failed.connect(self._fail)
        self._show_running()
        job.start()

    @Slot()
    def break_off(self) -> None:
        """Be content with what has been found."""
        if self._job:
            self._job.cancel()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._words, 1)
        head.addWidget(self._left_out_only)
        head.addWidget(self._cancel)
        plots = QHBoxLayout()
        plots.setSpacing(18)
        for plot in (self.pitches, self.steps, self.durations):
            plots.addWidget(plot)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addLayout(head, 0, 0, 1, 2)
        grid.addWidget(self._progress, 1, 0, 1, 2)
        grid.addWidget(self._list, 2, 0)
        file = QVBoxLayout()
        file.setSpacing(8)
        file.addWidget(self._picture)
        file.addWidget(self._first_notes, 1)
        grid.addLayout(file, 2, 1)
        grid.addLayout(plots, 3, 0, 1, 2)
        grid.setRowStretch(2, 3)
        grid.setRowStretch(3, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    @Slot(list)
    def _take(self, values: list) -> None:
        if self.sender() is not self._job:
            return
        found = [value for value in values if isinstance(value, Finding)]
        self._files = next((value for value in values if isinstance(value, int)), self._files)
        before = len(self.findings.duplicates)
        for finding in found:
            self.findings.add(finding)
            is_twice = len(self.findings.duplicates) > before
            before = len(self.findings.duplicates)
            self._list.addTopLevelItem(_row(finding, is_twice))
        if found:
            self._show_findings()
            first = self._list.topLevelItem(0)
            if first and self._list.currentItem() is None:
                self._list.setCurrentItem(first)

    @Slot()
    def _end(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._show_running()
            self._show_findings()
            self.looked_through.emit()

    @Slot(Exception)
    def _fail(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _show_running(self) -> None:
        for widget in (self._progress, self._cancel):
            widget.setVisible(self.is_looking)
        self._left_out_only.setVisible(not self.is_looking and bool(self.findings.left_out))

    @Slot()
    def _show_rows(self) -> None:
        """Every file, or those that will not be learned from."""
        left_out = set(self.findings.left_out) if self._left_out_only.isChecked() else None
        for item in map(self._list.topLevelItem, range(self._list.topLevelItemCount())):
            assert item is not None
            item.setHidden(left_out is not None and item.data(0, _PATH) not in left_out)

    def _show_findings(self) -> None:
        findings = self.findings
        self._words.setText(findings_in_words(findings))
        self._progress.setRange(0, max(self._files, 1))
        self._progress.setValue(findings.count)
        used = findings.pitches.nonzero()[0]
        if len(used):
            low, high = int(used[0]), int(used[-1])
            self.pitches.show_counts(findings.pitches[low : high + 1].tolist(), pitch_name(low), pitch_name(high))
        else:
            self.pitches.show_counts((), "", "")
        for plot, counts in ((self.steps, findings.steps), (self.durations, findings.durations)):
            shown = without_tail(counts)
            plot.show_counts(_in_bars(shown), "0", f"{len(shown) * SPAN_SECONDS:.2f} s")

    @Slot(QTreeWidgetItem)
    def _show_file(self, item: QTreeWidgetItem | None) -> None:
        if self._reading:
            self._reading.cancel()
            self._reading = None
        if item is None:
            return
        if reason := item.toolTip(0) if item.data(1, _PATH) else "":
            self._show_words(reason)
            return
        self._reading = job = reading_job(Path(item.data(0, _PATH)))
        job.succeeded.connect(self._file_read)
        job.failed.connect(self._file_failed)
        job.start()

    @Slot(object)
    def _file_read(self, values: object) -> None:
        if self.sender() is self._reading and isinstance(values, list) and isinstance(values[-1], ScoreFile):
            self._reading = None
            self._show_score(values[-1].score)

    @Slot(Exception)
    def _file_failed(self, error: Exception) -> None:
        if self.sender() is self._reading:
            self._reading = None
            self._show_words(str(error))

    def _show_words(self, words: str) -> None:
        self._first_notes.setRowCount(0)
        self._picture.show_words(words)

    def _show_score(self, score: Score) -> None:
        self._picture.show_score(score)
        rows = first_notes(score)
        self._first_notes.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                self._first_notes.setItem(row, column, _cell(text, column))


def findings_in_words(findings: Findings) -> str:
    """How much there is, and what is left out."""
    if not findings.count:
        return "There is no MIDI file in this folder."
    words = f"{counted(len(findings.readable), 'file')} with {counted(findings.notes, 'note')}."
    if findings.duplicates:
        words += f" {counted(len(findings.duplicates), 'file')} left out, because the same music is there already."
    if findings.unreadable:
        words += f" {counted(len(findings.unreadable), 'file')} cannot be read."
    return words


def first_notes(score: Score) -> list[tuple[str, str, str, str]]:
    """Pitch, start, step and duration (in seconds) of the first notes."""
    notes = sorted((note for track in score.tracks for note in track.notes[:FIRST_NOTES]), key=lambda note: note.start)
    rows, before = [], None
    for note in notes[:FIRST_NOTES]:
        start, end = (score.tempo_map.tick_to_seconds(tick) for tick in (note.start, note.end))
        step = 0.0 if before is None else start - before
        rows.append((pitch_name(note.pitch), f"{start:.2f}", f"{step:.2f}", f"{end - start:.2f}"))
        before = start
    return rows


def _row(finding: Finding, is_twice: bool) -> QTreeWidgetItem:
    notes = "–" if finding.reason else _TWICE if is_twice else f"{finding.notes:,}"
    item = QTreeWidgetItem([finding.path.name, notes])
    item.setToolTip(0, finding.reason or str(finding.path))
    item.setData(0, _PATH, str(finding.path))
    item.setData(1, _PATH, bool(finding.reason))
    item.setTextAlignment(1, _RIGHT)
    if finding.reason or is_twice:
        quiet(item)
    return item


def _cell(text: str, column: int) -> QTableWidgetItem:
    """A cell or a heading of the table of notes: pitches begin below each other, numbers end there."""
    cell = QTableWidgetItem(text)
    cell.setTextAlignment(_RIGHT if column else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return cell


def _in_bars(counts: np.ndarray) -> list[float]:
    """The classes added up to at most `_BARS`."""
    width = -(-len(counts) // _BARS)
    padded = np.pad(counts, (0, -len(counts) % width))
    return padded.reshape(-1, width).sum(axis=1).tolist()
