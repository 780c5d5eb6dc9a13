"""What a user can ask of a continuation. No torch here: the window builds these before torch is loaded."""

from dataclasses import dataclass, replace

from composer.music.errors import ComposerError

MAX_BARS = 64
MAX_CANDIDATES = 8
LOWEST_TEMPERATURE = 0.1
HIGHEST_TEMPERATURE = 2.0
DEFAULT_TEMPERATURE = 0.95  # with this min-p, continuations repeat themselves about as much as real music does
DEFAULT_MIN_P = 0.03  # Nguyen et al. (2024)
LOWEST_FACTOR = 0.25  # of a field's temperature
HIGHEST_FACTOR = 2.0
HIGHEST_MIN_P = 0.5
HIGHEST_PITCH = 127
NARROWEST_RANGE = 12  # semitones from the lowest pitch to the highest
SMALLEST_LEAP = 2  # semitones
ANY_LEAP = 127
SPARSEST = 0.25  # notes per quarter
ANY_DENSITY = 0.0
KEY_OF_SEED = "key"  # the scale that is the key of the seed


class OptionError(ComposerError):
    """A sampling option outside its range."""


@dataclass(frozen=True, slots=True)
class SamplingOptions:
    """How to continue a seed."""

    bars: int = 8  # whole bars; a bar that the seed leaves open is completed first
    temperature: float = DEFAULT_TEMPERATURE  # 0.1..2.0; 0.7..1.3 is the musical range
    top_p: float = 0.95  # 0 < top_p <= 1; nucleus sampling, Holtzman et al. (2020)
    style: str | None = None  # one of the model's styles; None lets the seed speak for itself
    candidates: int = 1  # 1..8 takes, made side by side
    rng_seed: int = 0  # same seed, same notes on the same machine
    compose_ending: bool = True  # let the model know how many bars remain, so that it can close
    as_published: bool = False  # a recipe chooses and stops as its article does; the flagship has no article
    # What follows is for the flagship only.
    min_p: float = DEFAULT_MIN_P  # 0..0.5: leave out what is less likely than this share of the likeliest
    rhythm_temperature: float = 1.0  # 0.25..2, times the temperature: for when notes begin and how long they last
    pitch_temperature: float = 1.0  # the same for pitches
    velocity_temperature: float = 1.0  # the same for velocities
    scale: str = ""  # keep to it: `KEY_OF_SEED`, or tonic and kind such as "2 dorian"; empty: any pitch
    lowest_pitch: int = 0
    highest_pitch: int = HIGHEST_PITCH  # at least an octave above the lowest
    keeps_register: bool = True  # stay within a fifth of the range that a track has in the seed
    largest_leap: int = ANY_LEAP  # semitones from the nearest note that the track played before
    densest: float = ANY_DENSITY  # notes per quarter at most, counted over a whole note
    avoids_copies: bool = True  # play no longer passage of the training music than composers do by chance
    plan: str = ""  # sections of equal length that return, such as "A A B A"; empty: none

    def __post_init__(self) -> None:
        _check("Length", self.bars, 1, MAX_BARS, "bars")
        _check("Temperature", self.temperature, LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE)
        _check("Candidates", self.candidates, 1, MAX_CANDIDATES)
        if not 0 < self.top_p <= 1:
            raise OptionError(f"Top-p must be above 0 and at most 1; it is {self.top_p}.")
        if not 0 <= self.rng_seed < 2**63:
            raise OptionError(f"The random seed must be 0 or a positive number below 2⁶³; it is {self.rng_seed}.")
        _check("Min-p", self.min_p, 0, HIGHEST_MIN_P)
        for what in ("rhythm", "pitch", "velocity"):
            factor = getattr(self, f"{what}_temperature")
            _check(f"The factor of the temperature for {what}", factor, LOWEST_FACTOR, HIGHEST_FACTOR)
        _check("The lowest pitch", self.lowest_pitch, 0, HIGHEST_PITCH - NARROWEST_RANGE)
        low = self.lowest_pitch + NARROWEST_RANGE
        _check("The highest pitch", self.highest_pitch, low, HIGHEST_PITCH)
        _check("The largest leap", self.largest_leap, SMALLEST_LEAP, ANY_LEAP, "semitones")
        if self.densest != ANY_DENSITY:
            _check("The density", self.densest, SPARSEST, 96, "notes per quarter")
        if self.scale:
            _check_scale(self.scale)
        if self.plan:
            _check_plan(self.plan, self.bars)

    def steered_to(self, other: "SamplingOptions") -> "SamplingOptions":
        """What becomes of a run with these options when `other` are wished: what is settled at its beginning stays."""
        settled = ("bars", "style", "candidates", "rng_seed", "compose_ending", "as_published", "plan")
        return replace(other, **{name: getattr(self, name) for name in settled})


def _check(what: str, value: float, low: float, high: float, unit: str = "") -> None:
    if not low <= value <= high:
        raise OptionError(f"{what} must be {low} to {high} {unit}".rstrip() + f"; it is {value}.")


def _check_scale(words: str) -> None:
    from composer.music.scales import SCALES, Scale  # the first paint does without it

    if words != KEY_OF_SEED and Scale.of_words(words) is None:
        kinds = ", ".join(SCALES)
        raise OptionError(f"There is no scale “{words}”: say {KEY_OF_SEED}, or 0 (C) to 11 (B) and one of {kinds}.")


def _check_plan(plan: str, bars: int) -> None:
    from composer.music.plan import PlanError, sections_of  # the first paint does without it

    try:
        sections = sections_of(plan)
    except PlanError as error:
        raise OptionError(str(error)) from error
    if len(sections) > bars:
        raise OptionError(f"A plan of {len(sections)} sections needs as many bars or more; there are {bars}.")
