"""Sending over a pipe without ever waiting for the other side to read."""

from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread


class Outbox:
    """Messages on their way out; a thread of its own pickles and sends them in order.

    `before` runs first in that thread. Of several messages of the type `superseding` that wait one after the other,
    only the last is sent, in parcels. When the other side is gone, what is left is dropped.
    """

    _END = object()

    def __init__(
        self,
        connection: Connection,
        before: Callable[[], None] = lambda: None,
        superseding: type | tuple[type, ...] = (),
    ) -> None:
        self._connection = connection
        self._superseding = superseding
        self._queue: SimpleQueue[object] = SimpleQueue()
        self._taken: list[object] = []  # out of the queue, but not to be sent yet; one at most
        # Its thread alone holds `before`, so that an outbox that has ended goes at once, with all that this belongs to.
        self._thread = Thread(target=self._run, args=(before,), name="outbox", daemon=True)
        self._thread.start()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits to be sent."""
        return self._queue.empty()

    def post(self, message: object) -> None:
        """Send `message` soon; returns at once."""
        self._queue.put(message)

    def end(self) -> None:
        """Let the thread end once everything is sent; returns at once."""
        self._queue.put(self._END)

    def close(self, timeout: float) -> None:
        """Wait at most `timeout` seconds until everything is sent."""
        self.end()
        self._thread.join(timeout)

    def _run(self, before: Callable[[], None]) -> None:
        before()
        try:
            while (message := self._next()) is not self._END:
                for part in self._parts_of(message):
                    self._connection.send(part)
        except OSError:
            return  # the other side is gone; the reading end notices and says so

    def _parts_of(self, message: object) -> Iterable[object]:
        if not isinstance(message, self._superseding):
            return (message,)
        from composer.playback.parcels import parcelled  # brings numpy, for which the window would wait

        return parcelled(message)

    def _next(self) -> object:
        """The next message to be sent; waits for one."""
        message = self._taken.pop() if self._taken else self._queue.get()
        while isinstance(message, self._superseding) and not self._queue.empty():
            following = self._queue.get()
            if not isinstance(following, self._superseding):
                self._taken.append(following)
                break
            message = following
        return message
