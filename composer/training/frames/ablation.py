"""What can be left out of a benchmark's network or its training. Imports no torch."""

from enum import StrEnum


class Ablation(StrEnum):
    """A part whose worth is seen by doing without it."""

    COPYING = "copying"  # from what was heard before
    COUNTING = "counting"  # how often each note followed the same before, in other pieces and in this one
    JOINT = "joint"  # one note's probability depends on the others of its frame
    MOVING = "moving"  # pieces are learned in all keys, those of voices in a common one
    DEPTH = "depth"  # more than one layer
