"""Names of MIDI ports that people see, and that stay the same from one day to the next."""

import re
from collections.abc import Sequence

CLIENT_NAME = "Composer"
VIRTUAL_PORT = "Composer (virtual port)"


def by_visible_name(raw_names: Sequence[str], backend_name: str) -> dict[str, str]:
    """The system's names of other programs' ports, by their visible names."""
    others = [name for name in raw_names if not name.startswith(CLIENT_NAME)]
    return {name: others[index] for name, index in visible_names(others, backend_name).items()}


def visible_names(raw_names: Sequence[str], backend_name: str) -> dict[str, int]:
    """Names that stay the same when a synth restarts, each with its index in `raw_names`.

    >>> visible_names(["FLUID Synth (812):Synth input port (812:0) 128:0"], "ALSA")
    {'FLUID Synth:Synth input port · ALSA': 0}
    """
    names: dict[str, int] = {}
    for index, raw_name in enumerate(raw_names):
        stable = _without_numbers_of_the_day(raw_name, backend_name)
        name, copies = f"{stable} · {backend_name}", 1
        while name in names:
            copies += 1
            name = f"{stable} #{copies} · {backend_name}"
        names[name] = index
    return names


def _without_numbers_of_the_day(raw_name: str, backend_name: str) -> str:
    """Drop process ids, ALSA client addresses and WinMM indexes: they change from one start to the next."""
    if backend_name == "ALSA":
        raw_name = re.sub(r" \d+:\d+$", "", raw_name)
    elif backend_name == "WinMM":
        raw_name = re.sub(r" \d+$", "", raw_name)
    return re.sub(r" \(\d+(:\d+)?\)", "", raw_name)
