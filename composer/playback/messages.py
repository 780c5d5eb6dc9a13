"""The MIDI messages that playing needs, as bytes."""

NOTE_OFF = 0x80
NOTE_ON = 0x90
CONTROL_CHANGE = 0xB0
PROGRAM_CHANGE = 0xC0

SUSTAIN = 64
ALL_SOUND_OFF = 120
ALL_NOTES_OFF = 123


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
