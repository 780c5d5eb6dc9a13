"""What every model can do, whichever network it has. No torch: the window and the commands name this type."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from composer.generation.options import SamplingOptions
from composer.music.seed import Seed
from composer.music.take import ContinuedNote

if TYPE_CHECKING:
    from composer.generation.checkpoint import ModelCard


class ContinuesSeeds(Protocol):
    """A loaded model."""

    @property
    def card(self) -> "ModelCard":
        """What the model says about itself."""
        ...

    sha256: str  # of the words and tensors of its file; empty for one that was not loaded from any

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that `SamplingOptions.style` may name."""
        ...

    @property
    def log_likelihoods(self) -> list[float]:
        """How probable the model itself finds each candidate of the last finished run: mean nats per event."""
        ...

    def continue_from(self, seed: Seed, options: SamplingOptions) -> Iterator[list[ContinuedNote]]:
        """Yield what follows `seed` in small batches. Raises SeedError and OptionError before the first."""
        ...

    def steer(self, options: SamplingOptions) -> None:
        """Let the run that is under way go on as `options` say, as far as it can; from any thread."""
        ...
