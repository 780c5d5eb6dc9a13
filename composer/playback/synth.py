"""The built-in synth: FluidSynth with the General MIDI sound font that pretty_midi brings along, or another one."""

import importlib.util
import os
from collections.abc import Sequence
from ctypes import c_int, c_void_p
from pathlib import Path
from types import ModuleType

from composer.midi.native import quiet_stderr
from composer.music.errors import SynthError
from composer.playback import messages
from composer.playback.synth_settings import AUDIO_DRIVERS, REVERBS, SynthSettings

SOUND_FONT_NAME = "TimGM6mb.sf2"
GAIN = 0.5  # FluidSynth's number for the usual loudness
SAMPLE_RATE = 44_100  # frames a second
USUAL = SynthSettings()


def sound_font_path() -> Path:
    """Where the sound font is, also in the frozen program; found without importing pretty_midi, which takes 0.2 s."""
    package = importlib.util.find_spec("pretty_midi")
    path = Path(package.origin).parent / SOUND_FONT_NAME if package and package.origin else None
    if path is None or not path.is_file():
        raise SynthError(f"The sound font {SOUND_FONT_NAME} is missing: install Composer again, or choose a MIDI port.")
    return path


class SoftSynth:
    """FluidSynth with a sound font, not connected to anything that could be heard."""

    def __init__(self, settings: SynthSettings = USUAL) -> None:
        """Raise SynthError when the library is missing or the sound font cannot be read."""
        sound_font = sound_font_path()
        self._font = Path(), -1  # the sound font and FluidSynth's number of it
        with quiet_stderr():
            self._fluidsynth = _import_fluidsynth()
            self._synth = self._fluidsynth.Synth(gain=GAIN, channels=16, samplerate=SAMPLE_RATE)
            try:
                self._use_font(Path(settings.sound_font) if settings.sound_font else sound_font)
            except SynthError:
                self._synth.delete()
                raise
            self._use_room(settings)

    def adjust(self, settings: SynthSettings) -> None:
        """Sound like this from now on; SynthError, and all stays as it was, if the sound font cannot be read."""
        with quiet_stderr():
            self._use_font(Path(settings.sound_font) if settings.sound_font else sound_font_path())
            self._use_room(settings)

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
            case messages.CHANNEL_PRESSURE | messages.KEY_PRESSURE:
                self._press(*message)

    def samples(self, frames: int) -> bytes:
        """The next so many frames of stereo sound, 16 bits each, left and right in turn, little-endian."""
        return self._synth.get_samples(frames).astype("<i2").tobytes()

    def close(self) -> None:
        """Fall silent and free everything."""
        with quiet_stderr():
            self._synth.delete()

    def _press(self, status: int, *data: int) -> None:
        """Press one key, or all of a channel; the Python package knows no function for that."""
        name = "channel" if status & 0xF0 == messages.CHANNEL_PRESSURE else "key"
        numbers = [(f"number {index}", c_int, 1) for index in range(1 + len(data))]
        press = self._fluidsynth.cfunc(f"fluid_synth_{name}_pressure", c_int, ("synth", c_void_p, 1), *numbers)
        if press:  # FluidSynth 2 has both
            press(self._synth.synth, status & 0x0F, *data)

    def _use_font(self, path: Path) -> None:
        before, number = self._font
        if path == before:
            return
        new_number = self._synth.sfload(str(path), 1)
        if new_number < 0:
            raise SynthError(
                f"The built-in synth cannot read the sound font {path}: choose another .sf2 or .sf3 file."
                if path.is_file()
                else f"The sound font {path} is not there: choose another .sf2 or .sf3 file."
            )
        self._font = path, new_number
        if number >= 0:
            self._synth.sfunload(number, 1)

    def _use_room(self, settings: SynthSettings) -> None:
        self._synth.setting("synth.gain", GAIN * settings.volume / 100)
        room = REVERBS.get(settings.reverb)
        self._synth.setting("synth.reverb.active", int(room is not None))
        if room:
            self._synth.set_reverb(*room)


class BuiltInSynth(SoftSynth):
    """A MidiOutput that is heard on this machine's own sound device."""

    lead_seconds = 0.0
    is_connected = True

    def __init__(self, settings: SynthSettings = USUAL) -> None:
        """Open the sound system that is asked for, or the first that works; SynthError if there is none."""
        os.environ.setdefault("JACK_NO_START_SERVER", "1")
        super().__init__(settings)
        self._driver = settings.audio_driver
        with quiet_stderr():
            self._synth.setting("audio.jack.autoconnect", 1)
            try:
                self._start_audio(self._driver)
            except SynthError:
                self._synth.delete()
                raise

    def adjust(self, settings: SynthSettings) -> None:
        """Sound like this from now on; SynthError, and all stays as it was, if that cannot be."""
        if settings.audio_driver != self._driver:
            self._change_audio(settings.audio_driver)
        super().adjust(settings)

    def _change_audio(self, driver: str) -> None:
        with quiet_stderr():
            self._fluidsynth.delete_fluid_audio_driver(self._synth.audio_driver)
            self._synth.audio_driver = None
            try:
                self._start_audio(driver)
            except SynthError:
                self._start_audio(self._driver)
                raise
        self._driver = driver

    def _start_audio(self, chosen: str) -> None:
        # Synth.start would open a MIDI input as well, which is not wanted and fails without ALSA.
        drivers: Sequence[str] = (chosen,) if chosen else tuple(AUDIO_DRIVERS)
        for driver in drivers:
            self._synth.setting("audio.driver", driver)
            self._synth.audio_driver = self._fluidsynth.new_fluid_audio_driver(self._synth.settings, self._synth.synth)
            if self._synth.audio_driver:
                return
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
