"""Keeps C libraries from talking over the terminal."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2  # the descriptor that C writes to, whatever `sys.stderr` is


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Drop what C code writes to stderr: ALSA, JACK and FluidSynth complain there about what is merely absent."""
    try:
        saved = os.dup(_STDERR)
    except OSError:  # a windowed program may have no stderr at all
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        os.close(nowhere)
        yield
    finally:
        os.dup2(saved, _STDERR)
        os.close(saved)
