"""Which model made something."""

from typing import NamedTuple


class ModelId(NamedTuple):
    """What tells one model from all others."""

    name: str = ""  # what it calls itself
    sha256: str = ""  # of its words and tensors; empty where nobody knows
