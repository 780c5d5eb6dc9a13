"""Training beside other work: the window and whatever plays come first."""

import os
from contextlib import suppress

_NICE = 10


def make_way_for_others() -> None:
    """Let every other process go first, and leave a core to them: with all of them torch crawls when one is busy."""
    import torch

    torch.set_num_threads(max((os.cpu_count() or 1) - 1, 1))
    if hasattr(os, "nice"):  # Windows gives priorities in another way, and training there is as the rest
        with suppress(OSError):
            os.nice(_NICE)
