"""The note ledger: which notes sound on an output, and how to end every one of them."""

from collections.abc import Iterable
from enum import Enum

from composer.midi.ports import MidiOutput
from composer.playback import messages

ALL_CHANNELS = range(16)


class Voice(Enum):
    """Who began a note. A pitch that both hold ends when the last of them lets go."""

    SCORE = "score"
    PREVIEW = "preview"


class NoteLedger:
    """Sends notes to an output and remembers what it began. Without an output it remembers only."""

    def __init__(self, output: MidiOutput | None) -> None:
        self._output = output
        self._holders: dict[tuple[int, int], set[Voice]] = {}  # by (channel, pitch)
        self._programs: dict[int, int] = {}
        self._used_channels: set[int] = set()

    def held(self, voice: Voice) -> set[tuple[int, int]]:
        """The (channel, pitch) pairs that `voice` began and has not ended."""
        return {key for key, holders in self._holders.items() if voice in holders}

    def note_on(self, channel: int, pitch: int, velocity: int, voice: Voice = Voice.SCORE) -> None:
        """Begin a note; a pitch that sounds already is ended first, so that it is heard anew."""
        holders = self._holders.setdefault((channel, pitch), set())
        if holders:
            self._send(messages.note_off(channel, pitch))
        holders.add(voice)
        self._used_channels.add(channel)
        self._send(messages.note_on(channel, pitch, velocity))

    def note_off(self, channel: int, pitch: int, voice: Voice = Voice.SCORE) -> None:
        """End a note of `voice`; nothing happens if it does not sound."""
        holders = self._holders.get((channel, pitch), set())
        if voice not in holders:
            return
        holders.remove(voice)
        if not holders:
            del self._holders[channel, pitch]
            self._send(messages.note_off(channel, pitch))

    def set_program(self, channel: int, program: int) -> None:
        """Choose the instrument of a channel unless it is chosen already."""
        if self._programs.get(channel) != program:
            self._programs[channel] = program
            self._send(messages.program_change(channel, program))

    def forget_programs(self) -> None:
        """Send the next choice of each channel's instrument even if it is the same."""
        self._programs.clear()

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
            self._send(messages.note_off(channel, pitch))
        self._holders.clear()
        for channel in channels:
            self._send(messages.control_change(channel, messages.SUSTAIN, 0))
            self._send(messages.control_change(channel, messages.ALL_NOTES_OFF, 0))
            self._send(messages.control_change(channel, messages.ALL_SOUND_OFF, 0))

    def _send(self, message: bytes) -> None:
        if self._output is not None:
            self._output.send(message)
