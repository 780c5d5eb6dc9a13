"""How much of the notes can be seen at a zoom."""

from enum import Enum

from composer.gui.piano_roll.state import RollState

_LOWEST_NAMED = 12  # logical pixels of a row that has room for a name
_NARROWEST_NAMED_QUARTER = 20  # logical pixels of a quarter: closer together there is no room for names
_MOST_NAMED = 1_500  # notes in view
_MOST_RECTANGLES = 12_000  # notes in view


class Detail(Enum):
    """What a note is painted as."""

    NAMED = "a rectangle with its name"
    PLAIN = "a rectangle"
    DENSE = "part of a picture of where notes are"


def detail_of(state: RollState) -> Detail:
    """How the notes in view are painted: all in one way, which scrolling rarely changes."""
    geometry = state.geometry
    start, end = geometry.left, geometry.x_to_tick(state.view_size.width())
    count = sum(index.count_starting(start, end) for index in state.all_indices())
    if count > _MOST_RECTANGLES:
        return Detail.DENSE
    is_roomy = geometry.pixels_per_tick * state.document.score.ppq >= _NARROWEST_NAMED_QUARTER
    return Detail.NAMED if geometry.row_height >= _LOWEST_NAMED and is_roomy and count <= _MOST_NAMED else Detail.PLAIN
