"""What the window remembers between two runs, in a small JSON file of the user's configuration folder."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from composer.disk import read_file, replace_file
from composer.generation.options import DEFAULT_MIN_P, DEFAULT_TEMPERATURE, OptionError, SamplingOptions

if TYPE_CHECKING:  # imported late: the window is painted without it
    from composer.playback.synth_settings import SynthSettings

LARGEST_FILE = 1 << 20  # bytes
RECENT_FILES = 8
HIGHEST_VOLUME = 200  # percent
THEMES = ("dark", "light", "contrast", "system")


def settings_path() -> Path:
    """Where the settings live on this system."""
    return platformdirs.user_config_path("composer", appauthor=False) / "settings.json"


@dataclass
class Settings:
    """Typed and complete: a file that lacks or garbles a value falls back to the default here."""

    is_kept = True  # False: the next run starts without what was set in this one
    opens_output = True  # False: nothing is heard until the user chooses an output
    was_damaged = False  # something in the file could not be understood

    theme: str = "system"  # one of `THEMES`
    keymap: str = "composer"  # one of `KEYMAPS`, or `OWN`
    own_keys: dict[str, list[str]] = field(default_factory=dict)  # what a user changed in it, by the action's name
    output_port: str = ""  # a port's name; empty: the built-in synth
    early_milliseconds: dict[str, list[str]] = field(default_factory=dict)  # how much too late each output sounds
    synth_font: str = ""  # the path of the built-in synth's sound font; empty: the one that comes with Composer
    synth_volume: int = 100  # percent
    synth_reverb: str = "room"  # one of `REVERBS`
    synth_driver: str = ""  # one of `AUDIO_DRIVERS`; empty: the first that works
    sends_clock: bool = False
    clock_port: str = ""  # whose MIDI clock is followed; empty: nobody's
    keyboard_port: str = ""  # the MIDI keyboard's; empty: the first that appears, if there is to be one
    has_keyboard: bool = True  # False: there is to be none
    plays_through: bool = True  # the keyboard is heard on the active track's instrument
    has_metronome: bool = False
    count_in_bars: int = 1
    replaces_when_recording: bool = False
    answers_recordings: bool = False  # a recording is continued at once
    controllers: dict[str, list[str]] = field(default_factory=dict)  # [channel, number] by what it controls
    recent_files: list[str] = field(default_factory=list)  # newest first
    folder: str = ""  # where the last file dialog ended
    geometry: str = ""  # QWidget.saveGeometry as hexadecimal digits
    temperature: float = DEFAULT_TEMPERATURE
    bars: int = 8
    candidates: int = 4
    model: str = "composer-lstm"  # the name of a bundled model, or the path of a file
    style: str = ""  # empty: no style
    compose_ending: bool = True
    top_p: float = 0.95  # this and the next as in `SamplingOptions`
    min_p: float = DEFAULT_MIN_P
    rhythm_temperature: float = 1.0
    pitch_temperature: float = 1.0
    velocity_temperature: float = 1.0
    scale: str = ""
    lowest_pitch: int = 0
    highest_pitch: int = 127
    keeps_register: bool = True
    largest_leap: int = 127
    densest: float = 0.0
    avoids_copies: bool = True
    plan: str = ""
    plays_while_generating: bool = True
    track_list_width: int = 208  # pixels
    shows_velocity_lane: bool = False
    shows_overview: bool = True  # of long pieces
    follow: str = "page"  # one of the roll's `FollowMode`s
    highlight: str = ""  # the scale whose rows are brighter: "key" of the piece, or such as "2 dorian"
    export_part: str = "PIECE"  # the name of a `Part`
    export_in_one_track: bool = False
    export_ppq: int = 0  # ticks per quarter; 0: as in the piece
    export_bpm: float = 0.0  # 0: the tempo of the piece

    @staticmethod
    def safe() -> "Settings":
        """What safe mode starts with: the defaults, which are not kept, and no output that has to be opened."""
        settings = Settings()
        settings.is_kept, settings.opens_output = False, False
        return settings

    @staticmethod
    def load(path: Path) -> "Settings":
        """The settings in `path`; a missing or damaged file never stops the start."""
        settings = Settings()
        try:
            stored = json.loads(read_file(path, LARGEST_FILE))
        except FileNotFoundError:
            return settings
        except (OSError, ValueError, RecursionError):
            stored = None
        settings.was_damaged = not isinstance(stored, dict)
        for each in fields(Settings):
            if isinstance(stored, dict) and each.name in stored:
                value = stored[each.name]
                if _is_like(value, getattr(settings, each.name)):
                    setattr(settings, each.name, value)
                else:
                    settings.was_damaged = True
        options = settings.sampling_options
        if any(getattr(options, name) != getattr(settings, name) for name in OPTIONS):
            settings.was_damaged = True
            settings.remember_options(options, settings.plays_while_generating)
        return settings

    def save(self, path: Path) -> bool:
        """Write the settings; whether they could be. A folder that cannot be written to is no reason to raise."""
        if not self.is_kept:
            return False
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_suffix(".damaged.json")
            if self.was_damaged:
                path.replace(aside)
            try:
                replace_file(path, json.dumps(asdict(self), indent=2).encode())
            except OSError:
                if self.was_damaged:
                    aside.replace(path)
                raise
            return True
        return False

    def reset(self, path: Path) -> None:
        """Let the next run start with the defaults, whatever happens in this one."""
        self.is_kept = False
        with suppress(OSError):
            path.unlink(missing_ok=True)

    @property
    def note(self) -> str:
        """A sentence for the user about how these came about; empty when there is nothing to say."""
        if not self.opens_output:
            return (
                "Safe mode: default settings, no output and no model. Choose an output to hear something, "
                "or start Composer without --safe-mode."
            )
        if self.was_damaged:
            return "Some settings could not be read and are at their defaults. The old file is kept beside the new one."
        return ""

    @property
    def synth(self) -> "SynthSettings":
        """How the built-in synth is to sound."""
        from composer.playback.synth_settings import SynthSettings

        volume = min(max(self.synth_volume, 0), HIGHEST_VOLUME)
        return SynthSettings(self.synth_font, volume, self.synth_reverb, self.synth_driver)

    @synth.setter
    def synth(self, synth: "SynthSettings") -> None:
        self.synth_font, self.synth_volume = synth.sound_font, synth.volume
        self.synth_reverb, self.synth_driver = synth.reverb, synth.audio_driver

    @property
    def sampling_options(self) -> SamplingOptions:
        """The settings of the latest run; the default in the place of each that is out of its range."""
        options = SamplingOptions(style=self.style or None, **{name: getattr(Settings, name) for name in OPTIONS})
        for name in OPTIONS:
            with suppress(OptionError):
                options = replace(options, **{name: getattr(self, name)})
        return options

    def remember_options(self, options: SamplingOptions, plays_while_generating: bool) -> None:
        """Offer these settings again next time."""
        for name in OPTIONS:
            setattr(self, name, getattr(options, name))
        self.style = options.style or ""
        self.plays_while_generating = plays_while_generating

    def remember_file(self, path: Path) -> None:
        """Put `path` on top of the recent files."""
        name = str(path.resolve())
        self.recent_files = [name, *(other for other in self.recent_files if other != name)][:RECENT_FILES]
        self.folder = str(path.resolve().parent)


# What is remembered of `SamplingOptions` as it is there, in its order: the range of one may depend on those before it.
_REMEMBERED = {each.name for each in fields(Settings)} - {"style"}
OPTIONS = [each.name for each in fields(SamplingOptions) if each.name in _REMEMBERED]


def _is_like(value: object, default: object) -> bool:
    if isinstance(default, str):
        return isinstance(value, str) and _is_usable(value)
    if isinstance(default, dict):
        return isinstance(value, dict) and all(_is_like(item, [""]) for item in value.values())
    if isinstance(default, list):
        return isinstance(value, list) and all(isinstance(item, str) and _is_usable(item) for item in value)
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(default)


def _is_usable(text: str) -> bool:
    """Whether the system could take `text` for the name of a file."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False
