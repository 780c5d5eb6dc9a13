"""Painting the falling notes, in device pixels: lanes, bar lines, notes, and the keys that they reach."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont

from composer.gui.falling.keys import Key, keys_across
from composer.gui.piano_roll.canvas import Canvas
from composer.gui.piano_roll.note_index import NoteIndex
from composer.gui.piano_roll.rectangles import corners_of, fill, fill_shaded, horizontally
from composer.gui.piano_roll.state import RollState
from composer.gui.theme import Palette, Shades, mixed
from composer.music.pitch import HIGHEST_PITCH, is_black, pitch_name
from composer.music.time import TempoMap
from composer.music.tracks import colour_of, is_heard

PIXELS_PER_SECOND = 190.0  # logical
KEY_HEIGHT = 112.0  # logical pixels; more where keys are wide
_LONGEST_KEY = 4  # times its width
_KEYS_SHARE = 0.25  # of the height, at most
_BLACK_HEIGHT_SHARE = 0.62
NUMBER_HEIGHT = 16.0  # logical pixels of the ground that a bar's number stands on
_SHORTEST = 4  # logical pixels
_IS_BLACK = np.array([is_black(pitch) for pitch in range(HIGHEST_PITCH + 1)])


class _Voice(NamedTuple):
    """The notes of one track, or of the take, and what they look like."""

    notes: NoteIndex
    shades: Shades
    border: QColor


class FallingPainter:
    """Paints the stage, which stays, and one moment of the piece on it."""

    def __init__(self, canvas: Canvas, state: RollState, palette: Palette, pitches: tuple[int, int]) -> None:
        """`pitches`: the lowest and the highest key."""
        self._canvas, self._state, self._palette = canvas, state, palette
        self._keys, self._edges = _keys_and_edges(canvas.width, pitches)
        left, right = next(iter(self._keys.values()))
        long = min((right - left) * _LONGEST_KEY, canvas.height * _KEYS_SHARE)
        self._key_height = max(KEY_HEIGHT * canvas.scale, long)
        self._floor = round(canvas.height - self._key_height)  # where the notes reach the keys

    def paint_stage(self) -> None:
        """Paint the lanes, and a piano on which nothing is held down."""
        self._lanes()
        self._canvas.fill_one(0, self._floor, self._canvas.width, self._canvas.height, self._palette.white_key)
        self._piano(self._keys.keys(), {})

    def paint(self, seconds: float) -> None:
        """Paint the moment that is `seconds` after the beginning, on the stage."""
        tempo_map = self._state.shown_score.tempo_map
        now = tempo_map.seconds_to_tick(seconds)
        latest = tempo_map.seconds_to_tick(seconds + self._floor / self._pixels_per_second)
        bars = list(self._bars(seconds, now, latest))
        for _, y in bars:
            self._canvas.fill_one(0, y, self._canvas.width, y + self._canvas.hairline, self._palette.beat_line)
        painter = self._canvas.painter
        painter.setClipRect(QRect(0, 0, self._canvas.width, self._floor))
        for voice in self._voices():
            self._notes(voice, tempo_map, seconds, (now, latest))
        self._bar_numbers(bars)
        painter.setClipping(False)
        if sounding := self._sounding(now):
            touched = {near for pitch in sounding for near in (pitch - 1, pitch, pitch + 1)}
            self._piano(touched & self._keys.keys(), sounding)

    @property
    def _pixels_per_second(self) -> float:
        return PIXELS_PER_SECOND * self._canvas.scale

    def _y(self, seconds: float) -> int:
        """Where a note starts that is still `seconds` away from the keys."""
        return round(self._floor - seconds * self._pixels_per_second)

    def _lanes(self) -> None:
        canvas, palette = self._canvas, self._palette
        canvas.fill_one(0, 0, canvas.width, self._floor, palette.white_row)
        for pitch, key in self._keys.items():
            if is_black(pitch):
                canvas.fill_one(key.left, 0, key.right, self._floor, palette.black_row)
            elif pitch % 12 in (0, 5):
                line = palette.beat_line if pitch % 12 == 0 else palette.row_line
                canvas.fill_one(key.left, 0, key.left + canvas.hairline, self._floor, line)

    def _bars(self, seconds: float, now: float, latest: float) -> Iterator[tuple[int, int]]:
        """The number and the y of every bar that begins in view, which reaches from tick `now` up to tick `latest`."""
        score = self._state.shown_score
        bar = score.meter_map.bar_at(int(max(now, 0)))
        while (tick := score.meter_map.bar_start(bar)) < latest:
            bar += 1
            y = self._y(score.tempo_map.tick_to_seconds(tick) - seconds)
            if y <= self._floor:
                yield bar, y

    def _bar_numbers(self, bars: Iterable[tuple[int, int]]) -> None:
        """Write the numbers at the left edge, on a ground of their own over the notes."""
        canvas, painter, scale = self._canvas, self._canvas.painter, self._canvas.scale
        font = QFont(painter.font())
        font.setPixelSize(round(11 * scale))
        painter.setFont(font)
        for bar, y in bars:
            width = painter.fontMetrics().horizontalAdvance(str(bar))
            canvas.fill_one(0, y - NUMBER_HEIGHT * scale, width + 12 * scale, y, self._palette.ruler)
            painter.setPen(self._palette.muted_text)
            painter.drawText(QPointF(6 * scale, y - 4 * scale), str(bar))
            painter.setPen(Qt.PenStyle.NoPen)

    def _voices(self) -> Iterator[_Voice]:
        """The notes of every track that is heard and of the take, back to front."""
        state, palette, score = self._state, self._palette, self._state.shown_score
        for track in state.tracks_back_to_front():
            if is_heard(score, track) and (index := state.index(track)):
                colour = colour_of(score, track)
                shades = palette.track_shades(colour, is_active=True, is_heard=True)
                yield _Voice(index, shades, palette.track_border(colour))
        if state.take:
            yield _Voice(state.take, palette.take_shades, palette.take_border)

    def _notes(self, voice: _Voice, tempo_map: TempoMap, seconds: float, ticks: tuple[float, float]) -> None:
        notes = voice.notes.between(*ticks)
        if not notes.start.size:
            return
        canvas, scale = self._canvas, self._canvas.scale
        lefts, rights = self._edges
        start = tempo_map.ticks_to_seconds(notes.start) - seconds
        end = tempo_map.ticks_to_seconds(notes.end) - seconds
        bottom = np.clip(np.rint(self._floor - start * self._pixels_per_second), -64, canvas.height)
        top = np.clip(np.rint(self._floor - end * self._pixels_per_second), -64, bottom - _SHORTEST * scale)
        line = canvas.hairline
        left = horizontally(canvas, lefts[notes.pitch]) + line
        outer = corners_of(left, top, horizontally(canvas, rights[notes.pitch]), bottom)
        black = _IS_BLACK[notes.pitch]
        for some in (~black, black):  # those of black keys lie over those beside them, border and all
            fill(canvas, outer[some], voice.border)
            inner = outer[some] + np.array((line, line, -line, -line), np.int32)
            fill_shaded(canvas, inner, notes.velocity[some] >> 4, voice.shades)

    def _sounding(self, now: float) -> dict[int, QColor]:
        """The colours of the keys that are held down, by their pitch."""
        colours: dict[int, QColor] = {}
        for notes, shades, _ in self._voices():
            colours.update((int(pitch), shades[-2]) for pitch in notes.between(int(now), int(now) + 1).pitch)
        return colours

    def _piano(self, pitches: Iterable[int], sounding: dict[int, QColor]) -> None:
        """Paint some keys; those that are held down have the colours of `sounding`."""
        canvas, palette, line = self._canvas, self._palette, self._canvas.hairline
        for pitch in pitches:
            if not is_black(pitch):
                key = self._keys[pitch]
                canvas.fill_one(key.left, self._floor, key.right, canvas.height, sounding.get(pitch, palette.white_key))
                canvas.fill_one(key.right - line, self._floor, key.right, canvas.height, palette.key_line)
                if pitch % 12 == 0:
                    self._name(pitch, key)
        bottom = self._floor + self._key_height * _BLACK_HEIGHT_SHARE
        beside = {near for pitch in pitches for near in (pitch - 1, pitch, pitch + 1)} & self._keys.keys()
        for pitch in filter(is_black, beside):
            key = self._keys[pitch]
            colour = mixed(palette.black_key, sounding[pitch], 0.85) if pitch in sounding else palette.black_key
            canvas.fill_one(key.left, self._floor, key.right, bottom, palette.black_key.darker())
            canvas.fill_one(key.left + line, self._floor, key.right - line, bottom - line, colour)
        canvas.fill_one(0, self._floor - line, canvas.width, self._floor + line, palette.accent)

    def _name(self, pitch: int, key: Key) -> None:
        painter, canvas = self._canvas.painter, self._canvas
        font = QFont(painter.font())
        font.setPixelSize(round(min(10 * canvas.scale, (key.right - key.left) * 0.6)))
        painter.setFont(font)
        painter.setPen(self._palette.key_text)
        name, line = pitch_name(pitch), canvas.hairline
        width = painter.fontMetrics().horizontalAdvance(name)
        x = min((key.left + key.right - width) / 2, canvas.width - width - line)  # C8, the last key, is narrow
        painter.drawText(QPointF(x, canvas.height - 8 * canvas.scale), name)
        painter.setPen(Qt.PenStyle.NoPen)


@lru_cache(maxsize=4)
def _keys_and_edges(width: int, pitches: tuple[int, int]) -> tuple[dict[int, Key], np.ndarray]:
    """The keys, and as an array (2, 128) the left and the right edge of each; those without a key lie outside."""
    keys, edges = keys_across(width, *pitches), np.full((2, HIGHEST_PITCH + 1), -1.0)
    for pitch, key in keys.items():
        edges[:, pitch] = key
    return keys, edges
