"""`composer info`: what a file holds, and which models and styles there are."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from composer.cli.console import out
from composer.cli.reading import read_and_tell
from composer.generation.events import STYLES
from composer.generation.registry import available_models
from composer.midi.instruments import instrument_name
from composer.music.pitch import pitch_name
from composer.music.score import Score, Track

_MOST_CHANGES = 8  # of metre and key; a line should stay a line


def info(
    file: Annotated[Path | None, typer.Argument(help="A .mid file.", metavar="FILE")] = None,
) -> None:
    """Say what is in FILE, or without one which models and styles there are."""
    if file is None:
        for entry in available_models():
            out.print(f"model {entry.name}: {entry.sentence} {entry.path}")
        out.print(f"styles: {', '.join(STYLES)}")
    else:
        _print_score(read_and_tell(file), file.name)


def _print_score(score: Score, name: str) -> None:
    minutes, seconds = divmod(round(score.seconds), 60)
    bars = score.meter_map.bar_at(max(score.end - 1, 0)) + 1
    out.print(f"{name}: {score.note_count} notes, {bars} bars, {minutes}:{seconds:02}")
    meters = ", ".join(str(change.meter) for change in score.meter_map.changes[:_MOST_CHANGES])
    keys = ", ".join(change.key.name for change in score.keys[:_MOST_CHANGES]) or "not given"
    out.print(f"metre {meters} · key {keys} · {score.tempo_map.bpm_at(0):.4g} bpm · {score.ppq} ticks per quarter")
    table = Table("track", "name", "instrument", "channel", "notes", "pitches", box=None)
    key = score.key_at(0)
    for number, track in enumerate(score.tracks, start=1):
        pitches = _pitch_range(track, flats=key is not None and key.sharps < 0)
        cells = (number, track.name, _instrument(track), track.channel + 1, len(track.notes), pitches)
        table.add_row(*map(str, cells))
    out.print(table)


def _instrument(track: Track) -> str:
    return "Drums" if track.is_drums else instrument_name(track.program)


def _pitch_range(track: Track, flats: bool) -> str:
    if not track.notes:
        return ""
    pitches = [note.pitch for note in track.notes]
    return f"{pitch_name(min(pitches), flats)} to {pitch_name(max(pitches), flats)}"
