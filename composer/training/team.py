"""Training on several processes or machines under `torchrun`: who this process is, and what all of them share."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar, cast

import torch
from torch import Tensor, distributed, nn

Value = TypeVar("Value")
Module = TypeVar("Module", bound=nn.Module)

_CPU = torch.device("cpu")
_PATIENCE = timedelta(hours=12)  # the others wait while the first reads a large corpus


@dataclass(frozen=True, slots=True)
class Team:
    """The processes of a training; by itself, this one alone.

    What is shared must be asked for by all of them, in the same order.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0  # on this machine
    local_size: int = 1
    device: torch.device = _CPU

    @property
    def is_first(self) -> bool:
        """Whether this process writes the files and judges the network."""
        return self.rank == 0

    def part(self, whole: int) -> slice:
        """Which of `whole` streams, a multiple of the team's size, are this process's."""
        each = whole // self.size
        return slice(self.rank * each, (self.rank + 1) * each)

    def learning_together(self, module: Module) -> Module:
        """The same module; its gradients become the mean over the team, its weights those of the first."""
        if self.size == 1:
            return module
        return cast(Module, nn.parallel.DistributedDataParallel(module))

    def mean(self, *values: float) -> list[float]:
        """The mean over the team of each value."""
        if self.size == 1:
            return list(values)
        sums = torch.tensor(values, dtype=torch.float64, device=self.device)
        distributed.all_reduce(sums)
        return (sums / self.size).tolist()

    def joined(self, part: Tensor, dim: int) -> Tensor:
        """The parts of all, in the order of their ranks."""
        if self.size == 1:
            return part
        parts = [torch.empty_like(part) for _ in range(self.size)]
        distributed.all_gather(parts, part.contiguous())
        return torch.cat(parts, dim)

    def told_by_first(self, work: Callable[[], Value]) -> Value:
        """What `work` gives in the first process, which alone does it."""
        if self.size == 1:
            return work()
        told = [work() if self.is_first else None]
        distributed.broadcast_object_list(told, device=self.device)
        return cast(Value, told[0])

    def one_by_one(self, work: Callable[[], Value]) -> Value:
        """What `work` gives in each process, done by one after the other on a machine."""
        result = None
        for turn in range(self.local_size):
            if turn == self.local_rank:
                result = work()
            if self.size > 1:
                distributed.barrier()
        return cast(Value, result)


ALONE = Team()


@contextmanager
def team() -> Iterator[Team]:
    """The team that `torchrun` started this process in; nccl where there are CUDA devices, gloo elsewhere."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield ALONE
        return
    local_rank = int(os.environ["LOCAL_RANK"])
    has_cuda = torch.cuda.is_available()
    device = torch.device("cuda", local_rank) if has_cuda else torch.device("cpu")
    if has_cuda:
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if has_cuda else "gloo", timeout=_PATIENCE)
    try:
        yield Team(distributed.get_rank(), size, local_rank, int(os.environ["LOCAL_WORLD_SIZE"]), device)
    finally:
        distributed.destroy_process_group()
