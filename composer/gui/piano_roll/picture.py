"""Pictures of a piece as a piano roll, in a PNG, SVG or PDF file: systems of bars, one under the other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QMarginsF, QRect, QSize
from PySide6.QtGui import QImage, QImageWriter, QPageLayout, QPageSize, QPdfWriter

from composer.disk import Disk, reason_of, replace_file
from composer.gui.document import Document
from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.detail import Detail
from composer.gui.piano_roll.geometry import Geometry
from composer.gui.piano_roll.keyboard import paint_keys
from composer.gui.piano_roll.painter import GridPainter
from composer.gui.piano_roll.ruler import BAR_STRIP, RulerPainter
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import Palette
from composer.music.errors import ComposerError
from composer.music.pitch import HIGHEST_PITCH
from composer.music.scales import key_of
from composer.music.score import Score

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgGenerator

FORMATS = {".png": "PNG picture", ".svg": "SVG drawing", ".pdf": "PDF to print"}

_KEYS_WIDTH = 44  # logical pixels
_ROW_HEIGHT = 12
_GAP = 24  # between two systems
_LONGEST_LINE = 8_000  # in a picture, beside the keys
_WIDTHS_OF_QUARTER = (36.0, 24.0, 16.0, 8.0, 4.0, 2.0)  # the first with which there are few enough systems
_MOST_SYSTEMS = 8
_DOTS_PER_INCH = 300
_LOGICAL_DOTS_PER_INCH = 96
_PAGE_MARGIN = 12.0  # millimetres
_TOO_LARGE = "The picture is too large for a PNG. Choose SVG or PDF, or select some of the notes."


class PictureError(ComposerError):
    """A picture that could not be written."""


@dataclass(frozen=True)
class PictureRange:
    """What a picture shows: ticks (half-open) and pitches (both included)."""

    start: int
    end: int
    low: int
    high: int

    @staticmethod
    def of(score: Score) -> "PictureRange":
        """All notes of `score` and the rest of their last bar, with a little room around."""
        pitches = [note.pitch for track in score.tracks for note in track.notes] or [60]
        end = score.meter_map.bar_line_from(max(score.end, 1))
        return PictureRange(0, end, max(min(pitches) - 2, 0), min(max(pitches) + 2, HIGHEST_PITCH))


def write_picture(
    score: Score, shown: PictureRange, palette: Palette, path: Path, disk: Disk | None = None
) -> Iterator[int]:
    """Write the picture to `path`, whose suffix is one of `FORMATS`; yields the systems done so far.

    The file appears when it is complete. Raises PictureError.
    """
    painted = QBuffer()  # not the file itself: Qt would say nothing if the disk were full
    painted.open(QBuffer.OpenModeFlag.WriteOnly)
    if path.suffix.lower() == ".pdf":
        yield from _paint_pages(score, shown, palette, painted)
    else:
        yield from _paint_strip(score, shown, palette, painted, path.suffix.lower())
    try:
        replace_file(path, bytes(painted.data().data()), disk)
    except (OSError, ValueError) as error:
        raise PictureError(f"The picture could not be written to {path}: {reason_of(error)}.") from error


def systems_of(score: Score, shown: PictureRange, line: float, quarter: float) -> list[tuple[int, int]]:
    """The ticks of each system: as many whole bars as fit in `line` logical pixels, at least one."""
    meter_map, longest = score.meter_map, line / quarter * score.ppq
    systems, start = [], meter_map.bar_line_before(shown.start)
    while start < shown.end:
        bar = meter_map.bar_at(start) + 1
        while meter_map.bar_start(bar) < shown.end and meter_map.bar_start(bar + 1) - start <= longest:
            bar += 1
        systems.append((start, meter_map.bar_start(bar)))
        start = meter_map.bar_start(bar)
    return systems


class _Engraver:
    """Paints systems; made in the thread that uses it."""

    def __init__(self, score: Score, shown: PictureRange, palette: Palette, quarter: float) -> None:
        self._shown, self._palette = shown, palette
        self._document = Document(score)
        self._state = RollState(self._document)
        self._state.playhead = None
        self._state.key = key_of(score)
        top = float(HIGHEST_PITCH - shown.high)
        self._geometry = Geometry(0.0, top, quarter / score.ppq, _ROW_HEIGHT)
        self.height = BAR_STRIP + (shown.high - shown.low + 1) * _ROW_HEIGHT  # of a system, logical pixels

    def width_of(self, system: tuple[int, int]) -> float:
        """Logical pixels, with the keys."""
        return _KEYS_WIDTH + (system[1] - system[0]) * self._geometry.pixels_per_tick

    def paint(self, canvas: Canvas, system: tuple[int, int], top: float) -> None:
        """Paint a system `top` logical pixels below the upper edge."""
        state, palette, scale = self._state, self._palette, canvas.scale
        geometry = replace(self._geometry, left=float(system[0]))
        # Larger than the view, so that the bounds of a view that scrolls change nothing.
        state.view_size = QSize(1, (self._shown.high - self._shown.low + 1) * _ROW_HEIGHT)
        state.geometry = geometry
        y, keys, ruler = round(top * scale), round(_KEYS_WIDTH * scale), round(BAR_STRIP * scale)
        width = round((self.width_of(system) - _KEYS_WIDTH) * scale)
        height = round((self.height - BAR_STRIP) * scale)
        with canvas.part(keys, y, width, ruler):
            RulerPainter(canvas, state, palette).paint_bars()
        with canvas.part(0, y + ruler, keys, height):
            paint_keys(canvas, palette, state.geometry)
        with canvas.part(keys, y + ruler, width, height):
            GridPainter(canvas, state, palette, Detail.NAMED).paint()
            canvas.frame(palette.border)


def _paint_strip(score: Score, shown: PictureRange, palette: Palette, painted: QBuffer, suffix: str) -> Iterator[int]:
    """Paint one picture in which the systems are as long as they can be."""
    for quarter in _WIDTHS_OF_QUARTER:
        systems = systems_of(score, shown, _LONGEST_LINE, quarter)
        if len(systems) <= _MOST_SYSTEMS:
            break
    engraver = _Engraver(score, shown, palette, quarter)
    width = max(engraver.width_of(system) for system in systems)
    size = QSize(round(width) + 2 * _GAP, len(systems) * (engraver.height + _GAP) + _GAP)
    device = _drawing(painted, size) if suffix == ".svg" else _image(size)
    with Canvas(device, size, 1.0) as canvas:
        canvas.fill_one(0, 0, size.width(), size.height(), palette.window)
        for number, system in enumerate(systems):
            canvas.painter.save()
            canvas.painter.translate(_GAP, 0)
            engraver.paint(canvas, system, _GAP + number * (engraver.height + _GAP))
            canvas.painter.restore()
            yield number + 1
    if isinstance(device, QImage) and not QImageWriter(painted, b"PNG").write(device):
        raise PictureError(_TOO_LARGE)


def _drawing(painted: QBuffer, size: QSize) -> "QSvgGenerator":
    from PySide6.QtSvg import QSvgGenerator

    drawing = QSvgGenerator()
    drawing.setOutputDevice(painted)
    drawing.setResolution(_LOGICAL_DOTS_PER_INCH)
    drawing.setSize(size)
    drawing.setViewBox(QRect(0, 0, size.width(), size.height()))
    drawing.setTitle("Piano roll")
    return drawing


def _image(size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise PictureError(_TOO_LARGE)
    return image


def _paint_pages(score: Score, shown: PictureRange, palette: Palette, painted: QBuffer) -> Iterator[int]:
    """Paint A4 pages, each with as many systems as it has room for."""
    writer = QPdfWriter(painted)
    writer.setResolution(_DOTS_PER_INCH)
    margins = QMarginsF(_PAGE_MARGIN, _PAGE_MARGIN, _PAGE_MARGIN, _PAGE_MARGIN)
    page = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Landscape, margins, QPageLayout.Unit.Millimeter))
    writer.setTitle("Piano roll")
    size = writer.pageLayout().paintRectPixels(_DOTS_PER_INCH).size()
    scale = _DOTS_PER_INCH / _LOGICAL_DOTS_PER_INCH
    engraver = _Engraver(score, shown, palette, _WIDTHS_OF_QUARTER[0])
    scale = min(scale, size.height() / engraver.height)  # many rows: everything is smaller
    systems = systems_of(score, shown, size.width() / scale - _KEYS_WIDTH, _WIDTHS_OF_QUARTER[0])
    top = 0.0
    with Canvas(writer, size, scale) as canvas:
        for number, system in enumerate(systems):
            if top and (top + engraver.height) * scale > size.height():
                writer.newPage()
                top = 0.0
            engraver.paint(canvas, system, top)
            top += engraver.height + _GAP
            yield number + 1
