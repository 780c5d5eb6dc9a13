"""`composer play`, `render` and `ports`: files on a synth."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from composer.cli.console import err, out, progress_bar
from composer.cli.reading import read_and_tell
from composer.midi.ports import Ports
from composer.music.errors import PortError
from composer.music.score import Score
from composer.playback.client import EngineClient
from composer.playback.protocol import Fault, OutputLost, OutputOpened, PlaybackStopped, PlayheadMoved

_POLL_SECONDS = 0.02


def ports() -> None:
    """List the MIDI output ports."""
    names = port_names()
    for name in names:
        out.print(name)
    if not names:
        err.print("There is no MIDI port: start a synth or connect one. `composer play` has one built in.")


def play(
    file: Annotated[Path, typer.Argument(help="The .mid file to play.", metavar="FILE")],
    port: Annotated[
        str | None, typer.Option(help="A name of `composer ports`, or a part of one; else the built-in synth.")
    ] = None,
    from_bar: Annotated[int, typer.Option(help="The bar to begin with.", min=1)] = 1,
) -> None:
    """Play FILE; Ctrl+C stops, and no note keeps sounding."""
    score = read_and_tell(file)
    name = None if port is None else port_called(port, port_names())
    client = EngineClient()
    client.start()
    try:
        with suppress(KeyboardInterrupt):
            play_through(client, score, name, score.meter_map.bar_start(from_bar - 1))
    finally:
        client.close()


def render(
    file: Annotated[Path, typer.Argument(help="The .mid file to render.", metavar="FILE")],
    out_file: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="The .wav, .flac, .ogg or .mp3 to write; else a .wav beside FILE."),
    ] = None,
    sound_font: Annotated[Path | None, typer.Option(help="The .sf2 or .sf3 to play it with.")] = None,
) -> None:
    """Write FILE as sound, played by the built-in synth, faster than it could be heard."""
    from composer.playback import render as rendering
    from composer.playback.synth_settings import SynthSettings

    score = read_and_tell(file)
    path = out_file or file.with_suffix(".wav")
    with progress_bar("s") as progress:
        task = progress.add_task("Rendering", total=round(rendering.rendered_seconds(score)))
        for seconds in rendering.render(score, path, SynthSettings(str(sound_font or ""))):
            progress.update(task, completed=int(seconds))
    out.print(path)


def port_names() -> tuple[str, ...]:
    """The names of all MIDI output ports."""
    ports = Ports()
    try:
        return tuple(ports.outputs())
    finally:
        ports.close()


def port_called(wanted: str, names: tuple[str, ...]) -> str:
    """The one of `names` that is `wanted` or holds it; PortError when there is none, or more than one."""
    if wanted in names:
        return wanted
    matching = [name for name in names if wanted.lower() in name.lower()]
    if len(matching) == 1:
        return matching[0]
    problem = "Several MIDI ports are" if matching else "No MIDI port is"
    listing = ", ".join(f"“{name}”" for name in matching or names) or "none"
    raise PortError(f"{problem} called “{wanted}”. Choose from: {listing}.")


def play_through(
    client: EngineClient, score: Score, port: str | None, start: int, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Play `score` from tick `start` on `port` (None: the built-in synth) until it ends."""
    client.open_output(port)
    client.set_score(score)
    is_open = False
    with progress_bar("s") as progress:
        task = progress.add_task("Playing", total=round(score.seconds))
        while True:
            for event in client.poll():
                match event:
                    case OutputOpened() if not is_open:
                        is_open = True
                        client.play(start)
                    case PlayheadMoved(tick):
                        progress.update(task, completed=int(score.tempo_map.tick_to_seconds(tick)))
                    case OutputLost(_, message) if is_open:
                        err.print(message)  # it comes back by itself
                    case OutputLost(_, message) | Fault(message):
                        raise PortError(message)
                    case PlaybackStopped():
                        return
            sleep(_POLL_SECONDS)
