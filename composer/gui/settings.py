"""What the window remembers between two runs, in a small JSON file of the user's configuration folder."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import platformdirs

from composer.generation.options import OptionError, SamplingOptions

RECENT_FILES = 8
THEMES = ("dark", "light", "contrast", "system")


def settings_path() -> Path:
    """Where the settings live on this system."""
    return platformdirs.user_config_path("composer", appauthor=False) / "settings.json"


@dataclass
class Settings:
    """Typed and complete: a file that lacks or garbles a value falls back to the default here."""

    theme: str = "system"  # one of `THEMES`
    keymap: str = "composer"  # one of `KEYMAPS`, or `OWN`
    own_keys: dict[str, list[str]] = field(default_factory=dict)  # what a user changed in it, by the action's name
    output_port: str = ""  # a port's name; empty: the built-in synth
    recent_files: list[str] = field(default_factory=list)  # newest first
    folder: str = ""  # where the last file dialog ended
    geometry: str = ""  # QWidget.saveGeometry as hexadecimal digits
    temperature: float = 1.0
    bars: int = 8
    candidates: int = 4
    style: str = ""  # empty: no style
    compose_ending: bool = True
    plays_while_generating: bool = True
    shows_velocity_lane: bool = False

    @staticmethod
    def load(path: Path) -> "Settings":
        """The settings in `path`; a missing or damaged file never stops the start."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return Settings()
        settings = Settings()
        for each in fields(Settings):
            value = stored.get(each.name) if isinstance(stored, dict) else None
            if _is_like(value, getattr(settings, each.name)):
                setattr(settings, each.name, value)
        return settings

    def save(self, path: Path) -> None:
        """Write the settings; a folder that cannot be written to is no reason to disturb anyone."""
        partial = path.with_suffix(".partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")
            partial.replace(path)
        except OSError:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    @property
    def sampling_options(self) -> SamplingOptions:
        """The settings of the latest run; the defaults when the stored ones are out of range."""
        try:
            return SamplingOptions(
                bars=self.bars,
                temperature=self.temperature,
                style=self.style or None,
                candidates=self.candidates,
                compose_ending=self.compose_ending,
            )
        except OptionError:
            return SamplingOptions()

    def remember_options(self, options: SamplingOptions, plays_while_generating: bool) -> None:
        """Offer these settings again next time."""
        self.bars, self.temperature, self.candidates = options.bars, options.temperature, options.candidates
        self.style, self.compose_ending = options.style or "", options.compose_ending
        self.plays_while_generating = plays_while_generating

    def remember_file(self, path: Path) -> None:
        """Put `path` on top of the recent files."""
        name = str(path.resolve())
        self.recent_files = [name, *(other for other in self.recent_files if other != name)][:RECENT_FILES]
        self.folder = str(path.resolve().parent)


def _is_like(value: object, default: object) -> bool:
    if isinstance(default, dict):
        return isinstance(value, dict) and all(_is_like(item, [""]) for item in value.values())
    if isinstance(default, list):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(default)
