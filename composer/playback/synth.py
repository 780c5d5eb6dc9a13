"""The built-in synth: FluidSynth with the General MIDI sound font that pretty_midi brings along."""

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from composer.midi.native import quiet_stderr
from composer.music.errors import SynthError
from composer.playback import messages

SOUND_FONT_NAME = "TimGM6mb.sf2"
GAIN = 0.5
SAMPLE_RATE = 44_100  # frames a second

_AUDIO_DRIVERS = {
    "win32": ("wasapi", "dsound", "waveout"),
    "darwin": ("coreaudio",),
    "linux": ("pipewire", "pulseaudio", "jack", "alsa"),
}


def sound_font_path() -> Path:
    """Where the sound font is, also in the frozen program; found without importing pretty_midi, which takes 0.2 s."""
    package = importlib.util.find_spec("pretty_midi")
    path = Path(package.origin).parent / SOUND_FONT_NAME if package and package.origin else None
    if path is None or not path.is_file():
        raise SynthError(f"The sound font {SOUND_FONT_NAME} is missing: install Composer again, or choose a MIDI port.")
    return path


class SoftSynth:
    """FluidSynth with its sound font, not connected to anything that could be heard."""

    def __init__(self) -> None:
        """Raise SynthError when the library or the sound font is missing."""
        sound_font = sound_font_path()
        with quiet_stderr():
            self._fluidsynth = _import_fluidsynth()
            self._synth = self._fluidsynth.Synth(gain=GAIN, channels=16, samplerate=SAMPLE_RATE)
            if self._synth.sfload(str(sound_font)) < 0:
                self._synth.delete()
                raise SynthError(f"FluidSynth cannot read the sound font {sound_font}: install Composer again.")

    def send(self, message: bytes, at_seconds: float = 0.0) -> None:  # noqa: ARG002
        """Sound one MIDI message now."""
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        match kind:
            case messages.NOTE_ON:
                self._synth.noteon(channel, message[1], message[2])
            case messages.NOTE_OFF:
                self._synth.noteoff(channel, message[1])
            case messages.CONTROL_CHANGE:
                self._synth.cc(channel, message[1], message[2])
            case messages.PITCH_BEND:
                self._synth.pitch_bend(channel, (message[1] | message[2] << 7) - messages.MIDDLE_BEND)
            case messages.PROGRAM_CHANGE:
                self._synth.program_change(channel, message[1])

    def samples(self, frames: int) -> bytes:
        """The next so many frames of stereo sound, 16 bits each, left and right in turn, little-endian."""
        return self._synth.get_samples(frames).astype("<i2").tobytes()

    def close(self) -> None:
        """Fall silent and free everything."""
        with quiet_stderr():
            self._synth.delete()


class BuiltInSynth(SoftSynth):
    """A MidiOutput that is heard on this machine's own sound device."""

    lead_seconds = 0.0
    is_connected = True

    def __init__(self, drivers: Sequence[str] | None = None) -> None:
        """Open the first of `drivers` (FluidSynth's names) that works; SynthError if none does."""
        os.environ.setdefault("JACK_NO_START_SERVER", "1")
        super().__init__()
        with quiet_stderr():
            self._synth.setting("audio.jack.autoconnect", 1)
            self._start_audio(drivers if drivers is not None else _AUDIO_DRIVERS.get(sys.platform, ("alsa",)))

    def _start_audio(self, drivers: Sequence[str]) -> None:
        # Synth.start would open a MIDI input as well, which is not wanted and fails without ALSA.
        for driver in drivers:
            self._synth.setting("audio.driver", driver)
            self._synth.audio_driver = self._fluidsynth.new_fluid_audio_driver(self._synth.settings, self._synth.synth)
            if self._synth.audio_driver:
                return
        self._synth.delete()
        raise SynthError(
            f"The built-in synth found no sound device (tried {', '.join(drivers)}): "
            "connect one and start its sound server, or choose a MIDI port."
        )


def _import_fluidsynth() -> ModuleType:
    try:
        import fluidsynth
    except (ImportError, OSError) as error:
        raise SynthError(
            "The built-in synth needs the FluidSynth library, which is not installed "
            "(Debian, Ubuntu: apt install libfluidsynth3; macOS: brew install fluid-synth): "
            "install it, or choose a MIDI port."
        ) from error
    return fluidsynth
