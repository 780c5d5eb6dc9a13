"""The ledger of an output: which notes sound there and how dials stand, and how to end and undo all of it."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from composer.midi.outputs import MidiOutput
from composer.playback import messages
from composer.playback.control_line import Key, Standing

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
    sends at once. Whatever the times are, no end of a note overtakes its beginning, no turn of a dial the one before.
    """

    def __init__(self, output: MidiOutput | None) -> None:
        self._output = output
        self._holders: dict[tuple[int, int], set[Voice]] = {}  # by (channel, pitch)
        self._programs: dict[int, int] = {}
        self._used_channels: set[int] = set()
        self._standing: dict[Key, Standing] = {}  # where dials stand that were turned
        self._turned_by_score: set[Key] = set()  # those of them that the score turned last
        self._note_times: dict[tuple[int, int], float] = {}  # of the latest message of each (channel, pitch)
        self._dial_times: dict[Key, float] = {}  # of the latest message to each dial
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

    def set_program(self, channel: int, program: int, at_seconds: float = 0.0) -> None:
        """Choose the instrument of a channel unless it is chosen already."""
        if self._programs.get(channel) != program:
            self._programs[channel] = program
            self._turned_by_score.discard((channel, messages.PROGRAM_CHANGE >> 4, 0))
            self._send(messages.program_change(channel, program), at_seconds)

    def propose_program(self, channel: int, program: int) -> None:
        """Choose the instrument of a channel unless the score has chosen one on its way."""
        if (channel, messages.PROGRAM_CHANGE >> 4, 0) not in self._turned_by_score:
            self.set_program(channel, program)

    def forget_settings(self) -> None:
        """Put back what the score turned; send the next choices of instruments and dials even if they are the same."""
        self._programs.clear()
        self._put_back([key for key in self._standing if key in self._turned_by_score])

    def put_back_others(self) -> None:
        """Put back what was turned beside the score: whoever did so will not."""
        self._put_back([key for key in self._standing if key not in self._turned_by_score])

    def pass_on(self, message: bytes, at_seconds: float | None = None) -> None:
        """Send what is no note: a pedal, a controller, a bend, the clock. Without a time, after all others."""
        if key := messages.key_of(message):
            self._used_channels.add(key[0])
            self._standing[key] = Standing((message,))
            self._turned_by_score.discard(key)
        self._send_dial(message, self._latest if at_seconds is None else at_seconds)

    def control(self, message: bytes, at_seconds: float = 0.0) -> None:
        """Turn one of the score's dials."""
        channel = message[0] & 0x0F
        if message[0] & 0xF0 == messages.PROGRAM_CHANGE:
            self._programs[channel] = message[1]
        elif message[0] & 0xF0 == messages.CONTROL_CHANGE and message[1] in messages.BANK:
            self._programs.pop(channel, None)  # it is another one in another bank
        if key := messages.key_of(message):
            self._standing[key] = Standing((message,))
            self._turned_by_score.add(key)
        self._used_channels.add(channel)
        self._send_dial(message, at_seconds)

    def chase(
        self, state: Mapping[Key, Standing], programs: Iterable[tuple[int, int]], is_jump: bool, at_seconds: float
    ) -> None:
        """Let every dial of the score stand as in `state`, and those of which it says nothing where they belong.

        Only what differs is sent. `programs` are those of channels for which `state` has none. At a jump pedals go up
        first, so that nothing rings on.
        """
        if is_jump:
            for key in sorted(self._turned_by_score):
                if key[1:] in messages.PEDALS and self._standing[key].value:
                    self.control(messages.home_of(key), at_seconds)
        for key in sorted(self._turned_by_score - state.keys()):
            if messages.has_home(key) and self._standing[key] != (home := Standing((messages.home_of(key),))):
                self.control(home.messages[0], at_seconds)
            self._turned_by_score.discard(key)
        for channel, program in programs:
            if (channel, messages.PROGRAM_CHANGE >> 4, 0) not in state:
                self.set_program(channel, program, at_seconds)
        for key, standing in state.items():
            if key not in self._turned_by_score or self._standing[key] != standing:
                for message in standing.messages:
                    self.control(message, at_seconds)
                self._standing[key] = standing
                self._turned_by_score.add(key)

    def release(self, voice: Voice) -> None:
        """End what `voice` began."""
        for channel, pitch in sorted(self.held(voice)):
            self.note_off(channel, pitch, voice)

    def silence(self) -> None:
        """End every note, then say so to each channel that was used: for synths that missed a message."""
        self._end_all(self._holders.keys(), sorted(self._used_channels))

    def panic(self, suspects: Iterable[tuple[int, int]] = ()) -> None:
        """End every note on all sixteen channels, whoever began it.

        Not every synth knows the controllers that do so: the `suspects`, (channel, pitch) pairs, are ended one by one.
        """
        self._end_all(self._holders.keys() | suspects, ALL_CHANNELS)

    def _end_all(self, pairs: Iterable[tuple[int, int]], channels: Iterable[int]) -> None:
        for channel, pitch in sorted(pairs):
            self._send_note(messages.note_off(channel, pitch), 0.0)
        self._holders.clear()
        self._put_back(list(self._standing))
        for channel in channels:
            for controller in (messages.SUSTAIN, messages.ALL_NOTES_OFF, messages.ALL_SOUND_OFF):
                self._send(messages.control_change(channel, controller, 0), self._latest)

    def _put_back(self, keys: Sequence[Key]) -> None:
        """Turn these dials to where they belong, if that is known, after all that was sent; know no more of them."""
        for key in keys:
            standing = self._standing.pop(key)
            if messages.has_home(key) and standing.messages[-1] != messages.home_of(key):
                self._send(messages.home_of(key), self._latest)
        self._turned_by_score.difference_update(keys)

    def _send_note(self, message: bytes, at_seconds: float) -> None:
        channel, pitch = message[0] & 0x0F, message[1]
        self._used_channels.add(channel)
        at_seconds = max(at_seconds, self._note_times.get((channel, pitch), 0.0))
        self._note_times[channel, pitch] = at_seconds
        self._send(message, at_seconds)

    def _send_dial(self, message: bytes, at_seconds: float) -> None:
        if key := messages.key_of(message):
            at_seconds = self._dial_times[key] = max(at_seconds, self._dial_times.get(key, 0.0))
        self._send(message, at_seconds)

    def _send(self, message: bytes, at_seconds: float) -> None:
        self._latest = max(self._latest, at_seconds)
        if self._output is not None:
            self._output.send(message, at_seconds)
