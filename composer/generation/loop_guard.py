"""A guard against going round in circles: no take plays one bar more than three times in a row."""

MOST_IDENTICAL_BARS = 3

NoteInBar = tuple[int, int, int, int]  # position in the bar, track, pitch, duration; steps


class LoopGuard:
    """Hears the notes of one take, the seed's included, and knows when a bar would come once too often."""

    def __init__(self) -> None:
        self._bar = -1  # the one that is being heard
        self._notes: list[NoteInBar] = []  # of that bar
        self._notes_before: list[NoteInBar] = []  # of the bar before it
        self._identical = 0  # bars in a row that are like the one before it, itself included

    def fork(self) -> "LoopGuard":
        """A guard that has heard the same and goes on by itself."""
        other = LoopGuard()
        other.__dict__ |= self.__dict__ | {"_notes": self._notes.copy()}
        return other

    def hear(self, bar: int, note: NoteInBar) -> None:
        """Take in the next note; `bar` never falls."""
        if bar != self._bar:
            is_next = bar == self._bar + 1
            self._identical = self._identical_so_far() if is_next else 0
            self._notes_before = self._notes if is_next else []
            self._bar, self._notes = bar, []
        self._notes.append(note)

    def forbidden_pitch(self, bar: int, position: int, track: int) -> int:
        """The pitch with which `bar` would begin like three identical bars before it; -1 where there is none."""
        if bar != self._bar + 1 or self._identical_so_far() < MOST_IDENTICAL_BARS:
            return -1
        first_position, first_track, pitch, _ = self._notes[0]
        return pitch if (first_position, first_track) == (position, track) else -1

    def _identical_so_far(self) -> int:
        return self._identical + 1 if self._notes == self._notes_before else 1
