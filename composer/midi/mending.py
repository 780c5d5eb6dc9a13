"""What was wrong with a file that was read all the same, in words."""

from collections import Counter
from enum import Enum


class Mending(Enum):
    """One kind of repair: how it is told when it was made once, and when more often."""

    HEADER_DAMAGED = ("its header was damaged", "its header was damaged")
    CUT_OFF = (
        "a track is damaged and was read up to there",
        "{} tracks are damaged and were read up to there",
    )
    TRACK_MISSING = ("a track is missing", "{} tracks are missing")
    TRACK_UNCOUNTED = ("a track was not counted", "{} tracks were not counted")
    TRACKS_LEFT_OUT = ("a track too many was left out", "{} tracks too many were left out")
    LENGTH_WRONG = ("the length of a track was wrong", "the lengths of {} tracks were wrong")
    NOTE_UNENDED = ("a note had no end and was given one", "{} notes had no end and were given one")
    VALUE_OUT_OF_RANGE = ("a value was out of range", "{} values were out of range")
    STRAY = (
        "a message that does not belong in a file was passed over",
        "{} messages that do not belong in a file were passed over",
    )
    CHANGE_DAMAGED = (
        "a change of tempo, metre or key was unreadable",
        "{} changes of tempo, metre or key were unreadable",
    )
    NOTE_TOO_LATE = (
        "a note after days of silence was left out",
        "{} notes after days of silence were left out",
    )
    CONTROL_TOO_LATE = (
        "a controller after days of silence was left out",
        "{} controllers after days of silence were left out",
    )
    PATTERNS = ("it holds one pattern", "it holds {} separate patterns, which now follow each other")

    def told(self, count: int) -> str:
        """This repair, made `count` times, as part of a sentence."""
        once, often = self.value
        return once if count == 1 else often.format(f"{count:,}")


def told(mendings: Counter[Mending]) -> tuple[str, ...]:
    """Each repair that was made, in the order of the list above."""
    return tuple(mending.told(mendings[mending]) for mending in Mending if mendings[mending] > 0)
