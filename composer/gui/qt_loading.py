"""Loading Qt for Python without what it hardly ever needs."""

import builtins
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, cast

from composer.gui.qt_enums import make_enums_quickly

if TYPE_CHECKING:
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec

_WORDING = [f"shibokensupport.signature.{name}" for name in ("lib.tool", "parser", "layout", "errorhandler")]
_LATER = {*_WORDING, "shibokensupport.signature.lib.enum_sig", "shibokensupport.signature.lib.pyi_generator"}


def load_qt() -> None:
    """Import what PySide6 stands on, but nothing yet of what words its errors and makes its stub files.

    That is a third of the instructions of a bare window's start, most of them for compiling regular expressions.
    It can wait where PySide's Python files have been unpacked, as `packaging/make_venv.sh` does; else it loads as ever.
    """
    make_enums_quickly()
    plain_import = builtins.__import__
    finder = _LaterFinder()
    sys.meta_path.insert(0, finder)
    import shiboken6  # noqa: F401

    sys.meta_path.remove(finder)
    # PySide's own reads the source of every module imported after it (17 MB of torch's), in search of a switch that
    # nothing here uses: 40 ms until the first paint, 230 ms of loading torch, 40 MB.
    builtins.__import__ = plain_import


def load_wording() -> list[Callable[[], None]]:
    """Steps of a few milliseconds that load what words errors; to be taken before other threads begin.

    Until then the first error loads it, but PySide ends the program if another thread has one meanwhile.
    """
    return [partial(_end_waiting, sys.modules[name]) for name in _WORDING]


def _end_waiting(module: ModuleType) -> None:
    spec = module.__spec__
    if spec and isinstance(later := spec.loader, _LaterLoader):
        module.__class__, spec.loader = ModuleType, later.loader
        later.loader.exec_module(module)


class _LaterFinder:
    """Finds the modules of `_LATER`, and no others."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> "ModuleSpec | None":
        spec = PathFinder.find_spec(fullname, path, target) if fullname in _LATER else None
        if spec and spec.loader:
            # It is a `Loader` in all but name: to import that takes a while.
            spec.loader = cast("Loader", _LaterLoader(spec.loader))
        return spec


class _LaterLoader:
    """Lets a module wait that `loader` would load."""

    def __init__(self, loader: "Loader") -> None:
        self.loader = loader

    def create_module(self, spec: "ModuleSpec") -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__class__ = _WaitingModule


class _WaitingModule(ModuleType):
    """Is loaded when something in it is looked up.

    The library's own `LazyLoader` would not do: PySide looks at every module's `__spec__`, which ends its waiting.
    """

    def __getattr__(self, name: str) -> object:
        _end_waiting(self)
        return getattr(self, name)
