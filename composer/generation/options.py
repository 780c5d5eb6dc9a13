"""What a user can ask of a continuation. No torch here: the window builds these before torch is loaded."""

from dataclasses import dataclass

from composer.music.errors import ComposerError

MAX_BARS = 64
MAX_CANDIDATES = 8
LOWEST_TEMPERATURE = 0.1
HIGHEST_TEMPERATURE = 2.0


class OptionError(ComposerError):
    """A sampling option outside its range."""


@dataclass(frozen=True, slots=True)
class SamplingOptions:
    """How to continue a seed."""

    bars: int = 8  # whole bars; a bar that the seed leaves open is completed first
    temperature: float = 1.0  # 0.1..2.0; 0.7..1.3 is the musical range
    top_p: float = 0.95  # 0 < top_p <= 1; nucleus sampling, Holtzman et al. (2020)
    style: str | None = None  # one of the model's styles; None lets the seed speak for itself
    candidates: int = 1  # 1..8 takes, made side by side
    rng_seed: int = 0  # same seed, same notes on the same machine
    compose_ending: bool = True  # let the model know how many bars remain, so that it can close
    as_published: bool = False  # a recipe chooses and stops as its article does; the flagship has no article

    def __post_init__(self) -> None:
        _check("Length", self.bars, 1, MAX_BARS, "bars")
        _check("Temperature", self.temperature, LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE)
        _check("Candidates", self.candidates, 1, MAX_CANDIDATES)
        if not 0 < self.top_p <= 1:
            raise OptionError(f"Top-p must be above 0 and at most 1; it is {self.top_p}.")
        if not 0 <= self.rng_seed < 2**63:
            raise OptionError(f"The random seed must be 0 or a positive number below 2⁶³; it is {self.rng_seed}.")


def _check(what: str, value: float, low: float, high: float, unit: str = "") -> None:
    if not low <= value <= high:
        raise OptionError(f"{what} must be {low} to {high} {unit}".rstrip() + f"; it is {value}.")
