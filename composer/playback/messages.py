"""The MIDI messages that playing needs, as bytes."""

from composer.music.controls import Dial

NOTE_OFF = 0x80
NOTE_ON = 0x90
KEY_PRESSURE = 0xA0
CONTROL_CHANGE = 0xB0
PROGRAM_CHANGE = 0xC0
CHANNEL_PRESSURE = 0xD0
PITCH_BEND = 0xE0
SYSTEM = 0xF0  # from here on messages belong to no channel
SONG_POSITION = 0xF2
CLOCK = b"\xf8"  # 24 to a quarter
START = b"\xfa"
CONTINUE = b"\xfb"
STOP = b"\xfc"

SUSTAIN = 64
ALL_SOUND_OFF = 120
ALL_NOTES_OFF = 123
MIDDLE_BEND = 0x2000
BANK = (0, 32)  # controllers: the coarse and the fine part of the number of a bank of programs
PASSED_ON = (KEY_PRESSURE, CONTROL_CHANGE, CHANNEL_PRESSURE, PITCH_BEND)  # from a keyboard to the instrument it plays


PEDALS = frozenset((CONTROL_CHANGE >> 4, number) for number in (SUSTAIN, 66, 69))  # that let notes ring on


def note_on(channel: int, pitch: int, velocity: int) -> bytes:
    """Begin a note; `velocity` 1..127."""
    return bytes((NOTE_ON | channel, pitch, velocity))


def note_off(channel: int, pitch: int) -> bytes:
    """End a note."""
    return bytes((NOTE_OFF | channel, pitch, 0))


def control_change(channel: int, controller: int, value: int) -> bytes:
    """Set a controller, for example ``SUSTAIN``, to 0..127."""
    return bytes((CONTROL_CHANGE | channel, controller, value))


def program_change(channel: int, program: int) -> bytes:
    """Choose the instrument of a channel."""
    return bytes((PROGRAM_CHANGE | channel, program))


def pitch_bend(channel: int, bend: int = MIDDLE_BEND) -> bytes:
    """Bend the pitch of a channel; `bend` 0..16383, the middle bends nothing."""
    return bytes((PITCH_BEND | channel, bend & 0x7F, bend >> 7))


def song_position(sixteenths: int) -> bytes:
    """Where the next `CONTINUE` begins, in sixteenth notes from the start of the score."""
    sixteenths = min(sixteenths, 0x3FFF)
    return bytes((SONG_POSITION, sixteenths & 0x7F, sixteenths >> 7))


def key_of(message: bytes) -> tuple[int, int, int] | None:
    """Which dial a message turns: its channel, kind and number. None if it turns none for as long as it is told."""
    kind = message[0] & 0xF0
    if kind == CONTROL_CHANGE:
        return message[0] & 0x0F, kind >> 4, message[1]
    return (message[0] & 0x0F, kind >> 4, 0) if kind in (PROGRAM_CHANGE, CHANNEL_PRESSURE, PITCH_BEND) else None


def has_home(key: tuple[int, int, int]) -> bool:
    """Whether it is known where a dial belongs while nobody turns it."""
    return Dial(*key[1:]).home is not None


def home_of(key: tuple[int, int, int]) -> bytes:
    """Put a dial where it belongs."""
    channel, kind, number = key
    if kind == PITCH_BEND >> 4:
        return pitch_bend(channel)
    home = Dial(kind, number).home or 0
    return control_change(channel, number, home) if kind == CONTROL_CHANGE >> 4 else channel_pressure(channel, home)


def channel_pressure(channel: int, pressure: int) -> bytes:
    """How hard the keys of a channel are pressed, 0..127."""
    return bytes((CHANNEL_PRESSURE | channel, pressure))
