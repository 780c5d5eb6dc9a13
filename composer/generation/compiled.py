"""Functions on arrays that are compiled to machine code: once on every machine, when they are first imported."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])

# Sums may be taken in any order; unlike all that "fast" allows, this leaves infinities alone.
_LIBERTIES = {"reassoc", "contract"}


def compiled(signature: str | None = None) -> Callable[[Function], Function]:
    """Compile a function for arguments of one `signature`; without any, for those with which a compiled one calls it.

    It runs without the interpreter's lock, and raises TypeError for an argument of another type. What was compiled is
    kept beside the code, else in the user's cache.
    """

    def compile_(function: Function) -> Function:
        def machine_code(is_kept: bool) -> Function:
            compiler = njit(signature, nogil=True, fastmath=_LIBERTIES, error_model="numpy", cache=is_kept)
            return cast(Function, compiler(function))

        try:
            return machine_code(is_kept=True)
        except (RuntimeError, OSError):  # there is no folder, or no room
            return machine_code(is_kept=False)

    return compile_
