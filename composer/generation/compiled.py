"""Functions on arrays that are compiled to machine code: once on every machine, when they are first imported."""

from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np
from numba import from_dtype, njit, types
from numba.core.typing.templates import Signature

Function = TypeVar("Function", bound=Callable[..., object])

# Sums may be taken in any order; unlike all that "fast" allows, this leaves infinities alone.
_LIBERTIES = {"reassoc", "contract"}


def compiled(signature: str | Signature | None = None) -> Callable[[Function], Function]:
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


def type_of_records(dtype: np.dtype) -> types.Record:
    """What stands in a signature for a record; with `[::1]` or `[:, ::1]` behind it, for an array of them."""
    return cast(types.Record, from_dtype(dtype))
