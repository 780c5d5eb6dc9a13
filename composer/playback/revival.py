"""What follows when an engine has died: another one at once, or after too many deaths a rest and one on trial."""

from collections.abc import Callable

REST_SECONDS = 15.0  # the first time; twice as long each further time
LONGEST_REST_SECONDS = 240.0
_MOST_DEATHS = 3  # within `_WINDOW_SECONDS` that are followed by another engine at once
_WINDOW_SECONDS = 30.0


class Revival:
    """Counts deaths. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._deaths: list[float] = []  # clock seconds
        self._rest_seconds = REST_SECONDS  # of the next rest
        self._rest_ends = 0.0  # clock seconds
        self.is_given_up = False  # no engine works; one may be on trial

    @property
    def is_trial_due(self) -> bool:
        """Whether the rest is over."""
        return self.is_given_up and self._clock() >= self._rest_ends

    def follows_at_once(self) -> bool:
        """Note a death. Whether another engine may follow it; if not, a rest begins."""
        now = self._clock()
        self._deaths = [at for at in self._deaths if now - at < _WINDOW_SECONDS]
        if self.is_given_up or len(self._deaths) >= _MOST_DEATHS:
            self.is_given_up = True
            self._rest_ends = now + self._rest_seconds
            self._rest_seconds = min(2 * self._rest_seconds, LONGEST_REST_SECONDS)
            return False
        if not self._deaths:
            self._rest_seconds = REST_SECONDS  # the last engine has lived long
        self._deaths.append(now)
        return True

    def succeed(self) -> None:
        """The engine on trial works; should it die soon, the next rest begins at once."""
        self.is_given_up = False
        self._deaths = [self._clock()] * _MOST_DEATHS

    def begin_anew(self) -> None:
        """Somebody has changed what may have killed the engines: count from nothing."""
        self.is_given_up = False
        self._deaths.clear()
