"""Notes that are heard beside the score on a player's output: edits, a keyboard, the metronome."""

from collections.abc import Callable

from composer.playback import messages
from composer.playback.ledger import NoteLedger, Voice

_CLICK_SECONDS = 0.04
_DRUM_CHANNEL = 9
_HIGH_CLICK, _LOW_CLICK = (76, 110), (77, 80)  # wood blocks of General MIDI: (pitch, velocity)


class Asides:
    """Begins such notes, and ends those that end by themselves when `end_due` is called at `next_end_at` or later.

    Times are seconds of `clock`.
    """

    def __init__(self, ledger: NoteLedger, clock: Callable[[], float]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._ends: dict[tuple[int, int, Voice], float] = {}  # seconds by (channel, pitch, voice)

    @property
    def next_end_at(self) -> float | None:
        """When the next of them ends; None if none does by itself."""
        return min(self._ends.values(), default=None)

    def sound(self, pitch: int, velocity: int, channel: int, program: int, milliseconds: int) -> None:
        """Let one note be heard for a while, playing or not."""
        self._ledger.propose_program(channel, program)
        self._ledger.note_on(channel, pitch, velocity, Voice.PREVIEW)
        self._ends[channel, pitch, Voice.PREVIEW] = self._clock() + milliseconds / 1000

    def click(self, is_first: bool, at_seconds: float) -> None:
        """Let a beat of the metronome be heard, which `is_first` in its bar or not."""
        pitch, velocity = _HIGH_CLICK if is_first else _LOW_CLICK
        self._ledger.note_on(_DRUM_CHANNEL, pitch, velocity, Voice.CLICK, at_seconds)
        self._ends[_DRUM_CHANNEL, pitch, Voice.CLICK] = at_seconds + _CLICK_SECONDS

    def play_through(self, message: bytes, channel: int, program: int) -> None:
        """Let what a keyboard sends be heard at once, on `channel` instead of the keyboard's."""
        kind = message[0] & 0xF0
        if kind == messages.NOTE_ON and message[2]:
            self._ledger.propose_program(channel, program)
            self._ledger.note_on(channel, message[1], message[2], Voice.KEYBOARD)
        elif kind in (messages.NOTE_ON, messages.NOTE_OFF):
            self._ledger.note_off(channel, message[1], Voice.KEYBOARD)
        elif kind in messages.PASSED_ON:
            self._ledger.pass_on(bytes((kind | channel, *message[1:])), at_seconds=0.0)

    def release_keyboard(self) -> None:
        """End what was played through, and let its pedals up: they are far away now."""
        self._ledger.release(Voice.KEYBOARD)
        self._ledger.put_back_others()

    def end_due(self) -> None:
        """End the notes whose time is over."""
        now = self._clock()
        for (channel, pitch, voice), ends_at in list(self._ends.items()):
            if ends_at <= now:
                del self._ends[channel, pitch, voice]
                self._ledger.note_off(channel, pitch, voice)

    def forget(self) -> None:
        """All have been ended."""
        self._ends.clear()
