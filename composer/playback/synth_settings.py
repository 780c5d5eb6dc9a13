"""How the built-in synth is to sound: its sound font, loudness and room, and where it is heard."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Room(NamedTuple):
    """A reverb as FluidSynth describes it."""

    size: float  # 0..1
    damping: float  # 0..1
    width: float  # 0..100
    level: float  # 0..1


REVERBS: dict[str, Room | None] = {
    "none": None,
    "room": Room(0.2, 0.0, 0.5, 0.9),  # what FluidSynth has by itself
    "hall": Room(0.8, 0.3, 0.8, 0.8),
}

AUDIO_DRIVERS: dict[str, str] = {
    "win32": {"wasapi": "WASAPI", "dsound": "DirectSound", "waveout": "WinMM"},
    "darwin": {"coreaudio": "CoreAudio"},
}.get(sys.platform, {"pipewire": "PipeWire", "pulseaudio": "PulseAudio", "jack": "JACK", "alsa": "ALSA"})
"""The sound systems of this kind of computer: their names by FluidSynth's, in the order in which they are tried."""


_SLOWEST_READING = 5_000_000  # bytes a second, from a slow disk or unpacked


@dataclass(frozen=True, slots=True)
class SynthSettings:
    """What a user can choose about the built-in synth."""

    sound_font: str = ""  # the path of an .sf2 or .sf3 file; empty: the one that comes with Composer
    volume: int = 100  # percent of the usual loudness
    reverb: str = "room"  # one of `REVERBS`
    audio_driver: str = ""  # one of `AUDIO_DRIVERS`; empty: the first that works

    @property
    def reading_seconds(self) -> float:
        """How long the sound font may take to be read, if it is not Composer's own."""
        try:
            return Path(self.sound_font).stat().st_size / _SLOWEST_READING if self.sound_font else 0.0
        except (OSError, ValueError):
            return 0.0
