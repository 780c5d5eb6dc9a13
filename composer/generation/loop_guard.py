"""A guard against going round in circles: nothing of one, two or four bars is played more than three times in a row."""

PERIODS = (1, 2, 4)  # bars
MOST_TIMES = 3

NoteInBar = tuple[int, int, int, int]  # position in the bar, track, pitch, duration; steps


class LoopGuard:
    """Hears the notes of one take, the seed's included, and knows when something would come once too often."""

    def __init__(self) -> None:
        self._bars: list[list[NoteInBar]] = []  # that were heard, the latest still being heard
        self._first_bar = 0

    def fork(self) -> "LoopGuard":
        """A guard that has heard the same and goes on by itself."""
        other = LoopGuard()
        other._bars, other._first_bar = [*self._bars[:-1], *(bar.copy() for bar in self._bars[-1:])], self._first_bar
        return other

    def hear(self, bar: int, note: NoteInBar) -> None:
        """Take in the next note; `bar` never falls."""
        if not self._bars:
            self._first_bar = bar
        for _ in range(bar - self._next_bar() + 1):
            self._bars.append([])
        self._bars[-1].append(note)

    def forbidden_pitch(self, bar: int, position: int, track: int) -> int:
        """The pitch with which `bar` would begin as what came three times before it did; -1 where there is none."""
        if bar != self._next_bar():
            return -1
        for period in PERIODS:
            heard = self._bars[-MOST_TIMES * period :]
            if len(heard) == MOST_TIMES * period and heard[period:] == heard[:-period] and heard[0]:
                first_position, first_track, pitch, _ = heard[0][0]
                if (first_position, first_track) == (position, track):
                    return pitch
        return -1

    def _next_bar(self) -> int:
        return self._first_bar + len(self._bars)
