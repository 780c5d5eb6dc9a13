"""What the actions that choose and shape notes do, and those of the grid, by the action's name."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from composer.gui.piano_roll import PianoRoll
from composer.music import rhythm

Command = Callable[[], object]

VELOCITY_STEP = 8
_DIALOGS = {  # by the names of actions; the functions are in `shape_dialogs`
    "quantize how": "ask_quantize",
    "humanize": "ask_humanize",
    "set velocity": "ask_velocity",
    "select by velocity": "ask_select_by_velocity",
}


def note_commands(roll: PianoRoll, window: QWidget) -> dict[str, Command]:
    """A command for each of these actions."""
    choosing, shaping, grid = roll.choosing, roll.shaping, roll.grid_choice
    return {
        "select all": choosing.select_all,
        "select inverse": choosing.select_inverse,
        "select same pitch": choosing.select_same_pitch,
        "select loop": choosing.select_loop,
        "next note": partial(choosing.select_neighbour, 1),
        "previous note": partial(choosing.select_neighbour, -1),
        "quantize": shaping.quantize,
        "legato": partial(shaping.apply, "Play legato", rhythm.legato),
        "split at playhead": shaping.split_at_playhead,
        "split at pointer": shaping.split_at_pointer,
        "join": partial(shaping.apply, "Join notes", rhythm.join),
        "stretch": partial(shaping.stretch, 2.0),
        "shrink": partial(shaping.stretch, 0.5),
        "reverse": partial(shaping.apply, "Reverse notes", rhythm.reverse),
        "semitone up": partial(roll.transpose_selection, 1),
        "semitone down": partial(roll.transpose_selection, -1),
        "octave up": partial(roll.transpose_selection, 12),
        "octave down": partial(roll.transpose_selection, -12),
        "scale step up": partial(shaping.move_in_scale, 1),
        "scale step down": partial(shaping.move_in_scale, -1),
        "step later": partial(roll.nudge, 1),
        "step earlier": partial(roll.nudge, -1),
        "longer": partial(roll.resize_selection, 1),
        "shorter": partial(roll.resize_selection, -1),
        "louder": partial(roll.change_velocity, VELOCITY_STEP),
        "softer": partial(roll.change_velocity, -VELOCITY_STEP),
        "finer grid": grid.use_finer,
        "coarser grid": grid.use_coarser,
        "triplet grid": grid.switch_triplets,
        "snap": grid.switch_snapping,
        "adaptive grid": grid.switch_adapting,
        **{action: partial(_ask, function, roll, window) for action, function in _DIALOGS.items()},
    }


def _ask(function: str, roll: PianoRoll, window: QWidget) -> None:
    from composer.gui import shape_dialogs  # imported late: it would delay the first paint

    getattr(shape_dialogs, function)(roll, window)
