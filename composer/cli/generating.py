"""`composer generate`: continue the melody of a file."""

from pathlib import Path
from typing import Annotated

import typer

from composer.cli.console import err, out, progress_bar
from composer.cli.reading import read_and_tell
from composer.generation.options import (
    ANY_DENSITY,
    ANY_LEAP,
    DEFAULT_MIN_P,
    DEFAULT_TEMPERATURE,
    HIGHEST_PITCH,
    SamplingOptions,
)
from composer.generation.registry import load
from composer.midi.files import write_score
from composer.music.excerpts import excerpt
from composer.music.score import Score
from composer.music.seed import Seed, seed_up_to, whole_seed
from composer.music.take import ContinuedNote, keep


def generate(
    seed: Annotated[Path, typer.Argument(help="The .mid file to continue.", metavar="SEED.mid")],
    target: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Where to write; SEED-continued.mid when left out.", metavar="OUT.mid"),
    ] = None,
    bars: Annotated[int, typer.Option(help="Bars to add, 1 to 64.")] = 8,
    temperature: Annotated[
        float, typer.Option(help="0.1 to 2.0; 0.7 to 1.3 is the musical range.")
    ] = DEFAULT_TEMPERATURE,
    top_p: Annotated[float, typer.Option(help="Choose among the likeliest notes that hold this share.")] = 0.95,
    style: Annotated[str | None, typer.Option(help="One of the styles that `composer info` lists.")] = None,
    candidates: Annotated[int, typer.Option(help="Takes, 1 to 8; the second goes to OUT-2.mid and so on.")] = 1,
    rng_seed: Annotated[int, typer.Option(help="The same number gives the same notes.")] = 0,
    after_bar: Annotated[
        int | None,
        typer.Option(
            help="Continue what comes up to the end of this bar, and drop the rest, later tempo and metre too.", min=1
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="A model file, or one of the models that `composer info` lists; Composer’s own when left out."
        ),
    ] = None,
    as_published: Annotated[
        bool,
        typer.Option("--as-published", help="With a recipe: choose and stop as its article does, not as said here."),
    ] = False,
    open_end: Annotated[bool, typer.Option("--open-end", help="Stop at the last bar line without closing.")] = False,
    plan: Annotated[
        str, typer.Option(help="Sections that return: “A A B A”. A' comes back varied, A+5 five semitones higher.")
    ] = "",
    scale: Annotated[
        str, typer.Option(help="Keep to it: “key” of the seed, or tonic (0 is C, 11 is B) and kind, as “2 dorian”.")
    ] = "",
    lowest_pitch: Annotated[int, typer.Option(help="MIDI note number; 60 is C4.")] = 0,
    highest_pitch: Annotated[int, typer.Option(help="An octave above the lowest or more.")] = HIGHEST_PITCH,
    keep_register: Annotated[
        bool,
        typer.Option("--keep-register/--any-register", help="Stay within a fifth of each track’s range in the seed."),
    ] = True,
    largest_leap: Annotated[
        int, typer.Option(help="Semitones from the nearest note that was just played; 127: any.")
    ] = ANY_LEAP,
    densest: Annotated[float, typer.Option(help="Notes per quarter at most, over a whole note; 0: any.")] = ANY_DENSITY,
    min_p: Annotated[
        float, typer.Option(help="Leave out notes below this share of the likeliest; 0 to 0.5.")
    ] = DEFAULT_MIN_P,
    rhythm_temperature: Annotated[float, typer.Option(help="Times the temperature, for onsets and lengths.")] = 1.0,
    pitch_temperature: Annotated[float, typer.Option(help="Times the temperature, for pitches.")] = 1.0,
    velocity_temperature: Annotated[float, typer.Option(help="Times the temperature, for velocities.")] = 1.0,
    avoid_copies: Annotated[
        bool, typer.Option("--avoid-copies/--allow-copies", help="Break off long passages of the training music.")
    ] = True,
) -> None:
    """Continue SEED.mid and write the result."""
    options = SamplingOptions(
        bars=bars,
        temperature=temperature,
        top_p=top_p,
        style=style,
        candidates=candidates,
        rng_seed=rng_seed,
        compose_ending=not open_end,
        as_published=as_published,
        min_p=min_p,
        rhythm_temperature=rhythm_temperature,
        pitch_temperature=pitch_temperature,
        velocity_temperature=velocity_temperature,
        scale=scale,
        lowest_pitch=lowest_pitch,
        highest_pitch=highest_pitch,
        keeps_register=keep_register,
        largest_leap=largest_leap,
        densest=densest,
        avoids_copies=avoid_copies,
        plan=plan,
    )
    chosen = _seed_of(read_and_tell(seed), after_bar)
    with err.status("Loading the model"):
        continuer = load(model)
    takes: list[list[ContinuedNote]] = [[] for _ in range(candidates)]
    with progress_bar("bars") as progress:
        task = progress.add_task("Generating", total=bars)
        for batch in continuer.continue_from(chosen, options):
            for continued in batch:
                takes[continued.candidate].append(continued)
            progress.update(task, completed=_bars_done(chosen, takes))
    first = target or seed.with_name(f"{seed.stem}-continued.mid")
    for number, take in enumerate(takes, start=1):
        path = first if number == 1 else first.with_stem(f"{first.stem}-{number}")
        write_score(keep(chosen.score, take), path)
        out.print(f"{path}: {len(take)} notes added")


def _seed_of(score: Score, after_bar: int | None) -> Seed:
    if after_bar is None:
        return whole_seed(score)
    end = score.meter_map.bar_start(after_bar)
    return seed_up_to(excerpt(score, 0, end, keeps_silent_tracks=True), end)


def _bars_done(seed: Seed, takes: list[list[ContinuedNote]]) -> int:
    """Whole bars that the slowest candidate has behind it."""
    meter_map = seed.score.meter_map
    reached = min(take[-1].note.start if take else seed.end for take in takes)
    return meter_map.bar_at(reached) - meter_map.bar_at(seed.end)
