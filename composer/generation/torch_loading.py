"""Bringing torch into a running window without freezing it.

A plain ``import torch`` in a thread stops the window twice: for 0.2 to 0.4 s while the library of 430 MB is loaded,
because the import holds the interpreter's lock, and for 0.08 s when the garbage collector walks over what came in.
"""

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

_LOAD_WITH_ALTERED_SEARCH_PATH = 0x8  # a library's own folder is searched for the ones it needs


def import_torch() -> None:
    """Import torch; meant for a background thread and for use inside `without_garbage_collection`."""
    load_libraries()
    import torch

    torch.set_num_threads(1)  # two op threads fall to a tenth of their speed on a busy machine


def load_libraries() -> None:
    """Load torch's large library with the interpreter's lock released; without effect when they are not found.

    On Windows this has to happen before Qt is loaded (pytorch issue 166628).
    """
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent / "lib"
    if sys.platform == "win32":
        _load_on_windows(folder)
    else:
        _load_on_unix(folder)


def _load_on_unix(folder: Path) -> None:
    # Called as a foreign function, dlopen runs without the interpreter's lock; ctypes.CDLL would hold it.
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
    dlopen.restype = ctypes.c_void_p
    for path in folder.glob("libtorch_cpu.*"):  # .so or .dylib; it brings the libraries that it needs
        dlopen(os.fsencode(path), os.RTLD_NOW | os.RTLD_LOCAL)


def _load_on_windows(folder: Path) -> None:
    load = ctypes.WinDLL("kernel32").LoadLibraryExW  # type: ignore[attr-defined]
    load.restype = ctypes.c_void_p
    for path in sorted(folder.glob("*.dll")):
        load(str(path), None, _LOAD_WITH_ALTERED_SEARCH_PATH)
