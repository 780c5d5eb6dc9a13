"""What the actions about the curve in the lane do without a mouse: set a value, delete a stretch."""

from PySide6.QtWidgets import QInputDialog, QWidget

from composer.gui.piano_roll import PianoRoll
from composer.music.control_edits import erased, turned, with_controls
from composer.music.control_names import dial_name, in_sentence
from composer.music.controls import Control, Controls, Dial
from composer.music.edits import Edit

NO_CURVE = "The lane shows no curve: choose one first, such as the pedal (View → What the lane shows)."


def set_control(roll: PianoRoll, dial: Dial, window: QWidget) -> None:
    """Ask for the value that `dial` has from the playhead on, until its next step."""
    tick, name = roll.playhead or 0, dial_name(dial)
    middle = dial.home if dial.highest > 127 and dial.home else 0
    held = _controls(roll).value_at(tick, dial)
    value, is_given = QInputDialog.getInt(
        window,
        name,
        f"{name} from the playhead on, {-middle} to {dial.highest - middle}:",
        (dial.home or 0 if held is None else held) - middle,
        -middle,
        dial.highest - middle,
    )
    if is_given:
        _apply(roll, f"Set {in_sentence(dial)}", turned(_controls(roll), Control(tick, dial, value + middle)))


def delete_curve(roll: PianoRoll, dial: Dial) -> None:
    """Delete what `dial` does: within the loop, or without one everywhere."""
    controls, loop = _controls(roll), roll.state.loop
    after = erased(controls, dial, *loop) if loop else controls.chosen(controls.dials - {dial})
    _apply(roll, f"Delete {in_sentence(dial)}", after)


def _controls(roll: PianoRoll) -> Controls:
    return roll.state.document.score.tracks[roll.active_track].controls


def _apply(roll: PianoRoll, text: str, controls: Controls) -> None:
    state = roll.state
    score = with_controls(state.document.score, roll.active_track, controls)
    if score is not state.document.score:
        state.commit(text, Edit(score, state.selection))
