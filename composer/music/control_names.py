"""What people call the dials of a track."""

from composer.music.controls import CHANNEL_PRESSURE, CONTROLLER, KEY_PRESSURE, PITCH_BEND, PROGRAM, Dial
from composer.music.pitch import pitch_name

SWITCHES = range(64, 70)  # pedals: down or up

_KINDS = {PITCH_BEND: "Pitch bend", CHANNEL_PRESSURE: "Pressure", PROGRAM: "Program"}
_CONTROLLERS = {
    0: "Bank",
    1: "Modulation",
    2: "Breath",
    4: "Foot",
    5: "Glide time",
    7: "Volume",
    8: "Balance",
    10: "Pan",
    11: "Expression",
    32: "Bank (fine)",
    64: "Pedal",
    65: "Glide",
    66: "Sostenuto",
    67: "Soft pedal",
    68: "Legato",
    69: "Hold",
    71: "Resonance",
    72: "Release",
    73: "Attack",
    74: "Brightness",
    91: "Reverb",
    93: "Chorus",
}


def dial_name(dial: Dial) -> str:
    """For example "Pedal", "Pitch bend", "CC 20" or "Pressure of C4"."""
    if dial.kind == CONTROLLER:
        return _CONTROLLERS.get(dial.number, f"CC {dial.number}")
    return f"Pressure of {pitch_name(dial.number)}" if dial.kind == KEY_PRESSURE else _KINDS[dial.kind]


def in_sentence(dial: Dial) -> str:
    """The same within a sentence, for example "pitch bend"."""
    name = dial_name(dial)
    return name if name.startswith("CC") else name[0].lower() + name[1:]


def is_switch(dial: Dial) -> bool:
    """Whether only down and up matter."""
    return dial.kind == CONTROLLER and dial.number in SWITCHES


def value_in_words(dial: Dial, value: int) -> str:
    """For example "down", "-120" or "64"."""
    if is_switch(dial):
        return "down" if value >= 64 else "up"
    return f"{value - dial.home:+,}" if dial.kind == PITCH_BEND and dial.home else str(value)
