"""The roll's tools."""

from enum import Enum


class Tool(Enum):
    """What the left mouse button does on the grid."""

    DRAW = "Draw"
    SELECT = "Select"
    ERASE = "Erase"
