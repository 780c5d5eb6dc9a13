"""The MIDI messages that playing needs, as bytes."""

NOTE_OFF = 0x80
NOTE_ON = 0x90
KEY_PRESSURE = 0xA0
CONTROL_CHANGE = 0xB0
PROGRAM_CHANGE = 0xC0
CHANNEL_PRESSURE = 0xD0
PITCH_BEND = 0xE0
SONG_POSITION = 0xF2
CLOCK = b"\xf8"  # 24 to a quarter
START = b"\xfa"
CONTINUE = b"\xfb"
STOP = b"\xfc"

SUSTAIN = 64
ALL_SOUND_OFF = 120
ALL_NOTES_OFF = 123
MIDDLE_BEND = 0x2000
PASSED_ON = (KEY_PRESSURE, CONTROL_CHANGE, CHANNEL_PRESSURE, PITCH_BEND)  # from a keyboard to the instrument it plays


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
