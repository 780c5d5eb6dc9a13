"""Hearing something other than the piece, after which the piece is there again."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from composer.gui.transport import Transport
from composer.music.score import Score


class Listening(QObject):
    """Plays a score through the transport; when that ends, however it does, the piece is what plays next."""

    def __init__(self, transport: Transport, piece: Callable[[], Score], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._transport, self._piece = transport, piece
        self._is_on = False
        transport.playing_changed.connect(self._give_back)

    @property
    def is_on(self) -> bool:
        """Whether something other than the piece is heard."""
        return self._is_on

    def play(self, score: Score) -> None:
        """Play `score` from the bar of its first note to its end, once."""
        self.stop()
        if not score.end:
            return
        self._transport.show_score(score)
        self._is_on = True
        self._transport.play(score.meter_map.bar_line_before(score.start), score.end)

    def stop(self) -> None:
        """Be silent, if this is what is heard."""
        if self._is_on:
            self._transport.stop()
            self._give_back(False)

    @Slot(bool)
    def _give_back(self, is_playing: bool) -> None:
        if self._is_on and not is_playing:
            self._is_on = False
            self._transport.show_score(self._piece())
