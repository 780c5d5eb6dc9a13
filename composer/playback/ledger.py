"""The note ledger: which notes sound on an output, and how to end every one of them."""

from collections.abc import Iterable
from enum import Enum

from composer.midi.outputs import MidiOutput
from composer.playback import messages

ALL_CHANNELS = range(16)


class Voice(Enum):
    """Who began a note. A pitch that several hold ends when the last of them lets go."""

    SCORE = "score"
    PREVIEW = "preview"
    KEYBOARD = "keyboard"
    CLICK = "click"


class NoteLedger:
    """Sends notes to an output and remembers what it began. Without an output it remembers only.

    Times are seconds of the player's clock, at which an output that keeps time lets the message go; one that does not
    sends at once. Whatever the times are, no end of a note overtakes its beginning.
    """

    def __init__(self, output: MidiOutput | None) -> None:
        self._output = output
        self._holders: dict[tuple[int, int], set[Voice]] = {}  # by (channel, pitch)
        self._programs: dict[int, int] = {}
        self._used_channels: set[int] = set()
        self._bent_channels: set[int] = set()
        self._note_times: dict[tuple[int, int], float] = {}  # of the latest message of each (channel, pitch)
        self._latest = 0.0  # the time of the latest message of all

    def held(self, voice: Voice) -> set[tuple[int, int]]:
        """The (channel, pitch) pairs that `voice` began and has not ended."""
        return {key for key, holders in self._holders.items() if voice in holders}

    def note_on(
        self, channel: int, pitch: int, velocity: int, voice: Voice = Voice.SCORE, at_seconds: float = 0.0
    ) -> None:
        """Begin a note; a pitch that sounds already is ended first, so that it is heard anew."""
        holders = self._holders.setdefault((channel, pitch), set())
        if holders:
            self._send_note(messages.note_off(channel, pitch), at_seconds)
        holders.add(voice)
        self._send_note(messages.note_on(channel, pitch, velocity), at_seconds)

    def note_off(self, channel: int, pitch: int, voice: Voice = Voice.SCORE, at_seconds: float = 0.0) -> None:
        """End a note of `voice`; nothing happens if it does not sound."""
        holders = self._holders.get((channel, pitch), set())
        if voice not in holders:
            return
        holders.remove(voice)
        if not holders:
            del self._holders[channel, pitch]
            self._send_note(messages.note_off(channel, pitch), at_seconds)

    def set_program(self, channel: int, program: int) -> None:
        """Choose the instrument of a channel unless it is chosen already."""
        if self._programs.get(channel) != program:
            self._programs[channel] = program
            self._send(messages.program_change(channel, program), 0.0)

    def forget_programs(self) -> None:
        """Send the next choice of each channel's instrument even if it is the same."""
        self._programs.clear()

    def pass_on(self, message: bytes, at_seconds: float | None = None) -> None:
        """Send what is no note: a pedal, a controller, a bend, the clock. Without a time, after all others."""
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        if kind in (messages.CONTROL_CHANGE, messages.PITCH_BEND):
            self._used_channels.add(channel)
        if kind == messages.PITCH_BEND:
            self._bent_channels.add(channel)
        self._send(message, self._latest if at_seconds is None else at_seconds)

    def release(self, voice: Voice) -> None:
        """End what `voice` began."""
        for channel, pitch in sorted(self.held(voice)):
            self.note_off(channel, pitch, voice)

    def silence(self) -> None:
        """End every note, then say so to each channel that was used: for synths that missed a message."""
        self._end_all(sorted(self._used_channels))

    def panic(self) -> None:
        """End every note on all sixteen channels, whoever began it."""
        self._end_all(ALL_CHANNELS)

    def _end_all(self, channels: Iterable[int]) -> None:
        for channel, pitch in sorted(self._holders):
            self._send_note(messages.note_off(channel, pitch), 0.0)
        self._holders.clear()
        for channel in channels:
            if channel in self._bent_channels:
                self._send(messages.pitch_bend(channel), self._latest)
            for controller in (messages.SUSTAIN, messages.ALL_NOTES_OFF, messages.ALL_SOUND_OFF):
                self._send(messages.control_change(channel, controller, 0), self._latest)
        self._bent_channels.clear()

    def _send_note(self, message: bytes, at_seconds: float) -> None:
        channel, pitch = message[0] & 0x0F, message[1]
        self._used_channels.add(channel)
        at_seconds = max(at_seconds, self._note_times.get((channel, pitch), 0.0))
        self._note_times[channel, pitch] = at_seconds
        self._send(message, at_seconds)

    def _send(self, message: bytes, at_seconds: float) -> None:
        self._latest = max(self._latest, at_seconds)
        if self._output is not None:
            self._output.send(message, at_seconds)
