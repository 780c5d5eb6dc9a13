"""Notices that a JACK server has died: RtMidi does not, and goes on listing the dead server's ports."""

import ctypes
from types import ModuleType

from composer.midi.native import quiet_stderr

_NO_START_SERVER = 1  # JackNoStartServer
_Callback = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class JackWatch:
    """A JACK client that does nothing but wait to be told that its server is gone."""

    def __init__(self, rtmidi_module: ModuleType, name: str) -> None:
        """Join the server through the very libjack that `rtmidi_module`, a compiled module, is linked with."""
        self.is_server_gone = False
        self._on_shutdown = _Callback(self._note_shutdown)  # JACK keeps only a pointer: Python has to keep the rest
        self._library = ctypes.CDLL(rtmidi_module.__file__)
        self._library.jack_client_open.restype = ctypes.c_void_p
        with quiet_stderr():
            client = self._library.jack_client_open(name.encode(), ctypes.c_int(_NO_START_SERVER), None)
        self._client = ctypes.c_void_p(client)
        if client is None:
            self.is_server_gone = True
        else:
            self._library.jack_on_shutdown(self._client, self._on_shutdown, None)

    def close(self) -> None:
        """Leave the server."""
        if self._client:
            with quiet_stderr():
                self._library.jack_client_close(self._client)

    def _note_shutdown(self, _argument: object) -> None:
        self.is_server_gone = True
