"""Step entry: a mode in which letters and a MIDI keyboard are piano keys, and each step puts notes at the playhead."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.piano_roll.state import Pen
from composer.music.edits import LOUDEST, NOTHING, Selection, at_places
from composer.music.pitch import HIGHEST_PITCH
from composer.playback import messages

Key = Qt.Key

# Semitones above the C of the octave: the rows of letters are laid out like piano keys.
SEMITONES = {
    Key.Key_A: 0,
    Key.Key_W: 1,
    Key.Key_S: 2,
    Key.Key_E: 3,
    Key.Key_D: 4,
    Key.Key_F: 5,
    Key.Key_T: 6,
    Key.Key_G: 7,
    Key.Key_Y: 8,
    Key.Key_H: 9,
    Key.Key_U: 10,
    Key.Key_J: 11,
    Key.Key_K: 12,
    Key.Key_O: 13,
    Key.Key_L: 14,
    Key.Key_P: 15,
    Key.Key_Semicolon: 16,
}
_QUARTERS = {  # the length of a step, by the digits that notation programs use
    Key.Key_1: 1 / 16,
    Key.Key_2: 1 / 8,
    Key.Key_3: 1 / 4,
    Key.Key_4: 1 / 2,
    Key.Key_5: 1,
    Key.Key_6: 2,
    Key.Key_7: 4,
}
_OCTAVES = {Key.Key_Z: -1, Key.Key_X: 1}
_LOUDNESS = {Key.Key_C: -10, Key.Key_V: 10}
_WAYS = {Key.Key_Left: -1, Key.Key_Right: 1}
_OTHERS = {Key.Key_Backspace, Key.Key_Period, Key.Key_Escape}
_KEYS = {*SEMITONES, *_QUARTERS, *_OCTAVES, *_LOUDNESS, *_WAYS, *_OTHERS}
_PEDAL_DOWN = 64  # the value from which on a sustain pedal is down
_LOWEST_OCTAVE, _HIGHEST_OCTAVE = 0, 8


class StepEntry(QObject):
    """While it is on, the roll's single-key shortcuts rest. Keys that are down together make a chord."""

    changed = Signal()  # on or off, octave, pressed keys, length

    def __init__(self, document: Document, roll: PianoRoll, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._roll = document, roll
        self._listened_to = roll.focusProxy() or roll
        self.is_on = False
        self.octave = 4
        self._held: set[int] = set()  # pitches
        self._is_pedal_down = False
        self._steps: list[tuple[int, Selection]] = []  # start in ticks, and what was entered there, oldest first
        document.begun.connect(self._forget)
        roll.state.tracks_moved.connect(self._follow_tracks)
        self._bar: QObject | None = None

    @property
    def held(self) -> frozenset[int]:
        """The pitches whose keys are down."""
        return frozenset(self._held)

    @property
    def pen(self) -> Pen:
        """How long and how loud the next note will be."""
        return self._roll.editing.pen

    @property
    def length_in_words(self) -> str:
        """The length of the next note, for example ``1/8`` or ``1/8 dotted``; other lengths in quarters."""
        quarters = self.pen.duration / self._document.score.ppq
        plain = quarters / 1.5 if self.is_dotted else quarters
        if plain not in _QUARTERS.values():
            return f"{quarters:.3g} quarters"
        return f"1/{round(4 / plain)}" + " dotted" * self.is_dotted

    @property
    def is_dotted(self) -> bool:
        """Whether the next note is a plain note value and a half."""
        return self.pen.duration in {
            round(1.5 * quarters * self._document.score.ppq) for quarters in _QUARTERS.values()
        }

    @property
    def lowest_pitch(self) -> int:
        """The pitch of the key A: a C."""
        return 12 * (self.octave + 1)

    def switch(self) -> None:
        """Begin or leave the mode."""
        self.leave() if self.is_on else self.begin()

    def begin(self) -> None:
        """Let keys be notes, from the playhead on."""
        if self._bar is None:
            from composer.gui.step_entry_bar import StepEntryBar  # imported late: most begin without it

            self._bar = StepEntryBar(self, self._roll)
        self.is_on = True
        self._steps.clear()
        self._listened_to.installEventFilter(self)
        self._roll.setFocus()
        self.changed.emit()

    def leave(self) -> None:
        """Give the keys back."""
        self.is_on = False
        self._held.clear()
        self._listened_to.removeEventFilter(self)
        self.changed.emit()

    def take(self, message: bytes, is_heard: bool) -> None:
        """A message of a MIDI keyboard: a key went down or up, or the sustain pedal, which makes a rest.

        `is_heard`: the keyboard sounds already, so that its notes need not be sounded too.
        """
        kind = message[0] & 0xF0
        if kind == messages.NOTE_ON and message[2]:
            self.press(message[1], message[2], not is_heard)
        elif kind in (messages.NOTE_ON, messages.NOTE_OFF):
            self.release(message[1])
        elif kind == messages.CONTROL_CHANGE and message[1] == messages.SUSTAIN:
            was_down, self._is_pedal_down = self._is_pedal_down, message[2] >= _PEDAL_DOWN
            if self._is_pedal_down and not was_down:
                self._move(1)
                self.changed.emit()

    def press(self, pitch: int, velocity: int | None = None, is_heard: bool = True) -> None:
        """A key of a piano went down: its note begins with the others that are held, or else at the playhead."""
        if pitch in self._held or not 0 <= pitch <= HIGHEST_PITCH:
            return
        if not self._held:
            self._steps.append((self._roll.playhead or 0, NOTHING))
        start, entered = self._steps[-1]
        self._held.add(pitch)
        self._steps[-1] = start, entered | self._roll.editing.insert_note(pitch, start, velocity, is_heard)
        self.changed.emit()

    def release(self, pitch: int) -> None:
        """The key came up again."""
        self._held.discard(pitch)
        self.changed.emit()

    def let_keys_go(self) -> None:
        """Nobody can tell any more which keys are down."""
        self._held.clear()
        self._is_pedal_down = False
        self.changed.emit()

    def take_back(self) -> None:
        """Delete the step that was entered last, and go back to where it began."""
        if self._steps:
            self._held.clear()
            self._roll.editing.take_back(*self._steps.pop())
        else:
            self._move(-1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the mode before the window's shortcuts can."""
        if event.type() == QEvent.Type.FocusOut:  # where letters come up now is not told any more
            self._held.clear()
            self.changed.emit()
        if not isinstance(event, QKeyEvent) or event.key() not in _KEYS:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat() and event.key() in SEMITONES:
            self.release(self.lowest_pitch + SEMITONES[Key(event.key())])  # also if Ctrl has gone down meanwhile
        if not _is_plain(event):
            return super().eventFilter(watched, event)
        match event.type():
            case QEvent.Type.ShortcutOverride:
                event.accept()
            case QEvent.Type.KeyPress:
                self._key_down(Key(event.key()), event.isAutoRepeat())
        return True

    def _key_down(self, key: Qt.Key, is_repeated: bool) -> None:
        if key in SEMITONES:
            if not is_repeated:
                self.press(self.lowest_pitch + SEMITONES[key])
            return
        if key in _QUARTERS:
            self._use_length(round(_QUARTERS[key] * self._document.score.ppq))
        elif key in _OCTAVES:
            self._held.clear()
            self.octave = min(max(self.octave + _OCTAVES[key], _LOWEST_OCTAVE), _HIGHEST_OCTAVE)
        elif key in _LOUDNESS:
            velocity = self.pen.velocity + _LOUDNESS[key]
            self._roll.editing.pen = replace(self.pen, velocity=min(max(velocity, 1), LOUDEST))
        elif key in _WAYS:
            self._move(_WAYS[key])
        elif key == Key.Key_Period:
            self._use_length(self.pen.duration * 2 // 3 if self.is_dotted else self.pen.duration * 3 // 2)
        elif key == Key.Key_Backspace:
            self.take_back()
        else:
            self.leave()
            return
        self.changed.emit()

    def _forget(self) -> None:
        """Another piece is here, in which nothing was entered."""
        self._steps.clear()
        self._held.clear()

    def _follow_tracks(self, places: Sequence[int | None]) -> None:
        """What was entered can be taken back where its track is now."""
        self._steps = [(start, at_places(entered, places)) for start, entered in self._steps]

    def _move(self, direction: int) -> None:
        """Move the playhead by a step: forwards, that is a rest. What is held is no part of the next chord."""
        self._held.clear()
        self._roll.playhead_requested.emit(max((self._roll.playhead or 0) + direction * self.pen.duration, 0))

    def _use_length(self, ticks: int) -> None:
        self._roll.editing.pen = replace(self.pen, duration=max(ticks, 1))


def _is_plain(event: QKeyEvent) -> bool:
    """Whether no modifier key makes it another key."""
    return not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
