"""How long edits of large selections hold up the window. Run it to get a table in Markdown.

All notes of a track, or some that lie far apart, are selected and dragged, shaped and undone in a roll that is painted
offscreen with all of them in view. Each figure is the time until the picture is there, so none of them may come near
the 100 ms that feel frozen.
"""

import os
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.gestures.gesture import Gesture, Pointer
from composer.gui.piano_roll.gestures.move import MoveNotes
from composer.gui.piano_roll.gestures.resize import ResizeNotes
from composer.gui.piano_roll.gestures.select import SelectNotes
from composer.gui.piano_roll.hits import Hit, Part
from composer.gui.style_sheet import style_sheet
from composer.gui.theme import apply_theme, current_palette
from composer.music.pitch import HIGHEST_PITCH
from composer.music.selection import SelectedNotes
from tests.benchmarks.bench_drawing import SPACING, VIEW, durations, score_of, timed

SHAPES = ((1_000, 1), (10_000, 1), (100_000, 1), (1_000_000, 10_000))  # notes, and one of how many is selected
ROUNDS = 20
STEP = 120  # ticks of a mouse move


def measure(count: int, every: int) -> dict[str, str]:
    """Every figure for `count` notes, of which one of `every` so many is selected."""
    score = score_of(count, 1)
    document = Document(score)
    roll = PianoRoll(document)
    roll.resize(*VIEW)
    roll.show()
    roll.zooming.zoom_to_fit()
    state, grasped = roll.state, score.tracks[0].notes[0]
    process = QApplication.processEvents
    process()

    def dragged(gesture: Gesture, tick: int, pitch: int) -> tuple[str, str]:
        """What its moves take, from a place on by steps to the right, and its end."""
        gesture.start()

        def drag(number: int) -> None:
            gesture.update(Pointer(20 * (number + 1), 10, tick + STEP * (number + 1), pitch))
            process()

        def end(_: int) -> None:
            gesture.end()
            process()

        return timed(drag, ROUNDS), once(end)

    def command(action: Callable[[], object]) -> str:
        return timed(lambda _: (action(), process()), ROUNDS)

    pressed = Pointer(0, 10, grasped.start, grasped.pitch)
    figures = {}
    band = SelectNotes(state, Pointer(0, 10, 0, 0))
    figures["rubber band around all: a mouse move"], _ = dragged(band, count * SPACING, HIGHEST_PITCH)
    state.selection = chosen = SelectedNotes.of((0, note) for note in score.tracks[0].notes[::every])
    process()
    for name, gesture in (
        ("move", MoveNotes(state, pressed, Hit(0, grasped, Part.BODY))),
        ("resize", ResizeNotes(state, pressed, Hit(0, grasped, Part.END))),
    ):
        figures[f"{name}: a mouse move"], figures[f"{name}: letting go"] = dragged(
            gesture, grasped.start, grasped.pitch
        )
        figures[f"{name}: undo"] = once(lambda _: (document.undo_stack.undo(), process()))
        state.selection = chosen
    figures["arrow up"] = command(lambda: roll.transpose_selection(1))
    figures["louder"] = command(lambda: roll.change_velocity(1))
    state.playhead = STEP
    figures["copy"] = once(lambda _: roll.copy())
    figures["paste"] = once(lambda _: (roll.paste(), process()))
    figures["quantize"] = once(lambda _: (roll.shaping.quantize(), process()))
    roll.close()
    return figures


def once(action: Callable[[int], object]) -> str:
    """What a single call takes, milliseconds; in brackets of the processor."""
    [milliseconds], [busy] = durations(action, 1)
    return f"{milliseconds:.0f} ({busy:.0f})"


def main() -> None:
    """Print the table."""
    app = QApplication([])
    apply_theme(app, "dark")
    app.setStyleSheet(style_sheet(current_palette()))
    measure(*SHAPES[0])  # the first time in a process takes longer
    results = {f"{count // every:,} of {count:,} notes": measure(count, every) for count, every in SHAPES}
    print(f"| p50 / p95 (p95 of processor time), ms | {' | '.join(results)} |")
    print("|---" * (len(results) + 1) + "|")
    for name in next(iter(results.values())):
        print(f"| {name} | " + " | ".join(figures[name] for figures in results.values()) + " |")


if __name__ == "__main__":
    main()
