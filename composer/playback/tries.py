"""Trying again to open a port that is there and cannot be opened: how often, and what is told of it."""

_LOOKS = 3  # from one try to the next; about two of them go to a second


class Tries:
    """The tries to open one port. A driver is not kept busy with them, and nobody is told the same reason twice."""

    def __init__(self) -> None:
        self._looks_left = 0  # until the next try
        self._told = ""

    def begin_anew(self) -> None:
        """It is open, or another one is wanted: try at once, and tell whatever goes wrong then."""
        self._looks_left, self._told = 0, ""

    def hurry(self) -> None:
        """It is not even there: try in the first look in which it is."""
        self._looks_left = 0

    def are_due(self) -> bool:
        """Whether to try now; to be asked once in each look at the ports."""
        self._looks_left -= 1
        if self._looks_left >= 0:
            return False
        self._looks_left = _LOOKS - 1
        return True

    def note(self, reason: str) -> bool:
        """Remember why it is not open; whether that is news."""
        is_news, self._told = reason != self._told, reason
        return is_news
