"""A client with a real engine process, and all that it has heard."""

from composer.playback.client import EngineClient
from composer.playback.protocol import OutputOpened
from tests.end_to_end.jack import wait_until


class Session:
    """A conversation with the engine."""

    def __init__(self):
        self.client = EngineClient()
        self.heard = []
        self.client.start()

    def close(self):
        self.client.close()

    def hears(self, kind):
        self.heard += self.client.poll()
        return any(isinstance(event, kind) for event in self.heard)

    def wait_for(self, kind):
        try:
            wait_until(lambda: self.hears(kind), f"{kind}")
        except AssertionError as error:
            raise AssertionError(f"{error}; the last that was heard: {self.heard[-8:]}") from error
        return next(event for event in reversed(self.heard) if isinstance(event, kind))

    def open(self, port):
        self.client.open_output(port)
        assert self.wait_for(OutputOpened) == OutputOpened(port)
