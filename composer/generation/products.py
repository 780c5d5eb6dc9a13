"""What a quick step of an LSTM is made of: linear maps on 8-bit weights, its gates, and one traced call for it all."""

import warnings

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def product(weight: Tensor, bias: Tensor, is_int8: bool) -> nn.Module:
    """The linear map of a weight (out, in) and a bias (out,), in 8 bits if wanted and possible."""
    return _Int8Product(weight, bias) if is_int8 and _has_int8() else _FloatProduct(weight, bias)


def in_order(gates: Tensor) -> Tensor:
    """Rows of the gates input, forget, cell, output, with the last two swapped: one call squashes the first three."""
    i, f, g, o = gates.detach().chunk(4)
    return torch.cat([i, f, o, g])


def remembered(gates: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
    """Gates (batch, 4 × units), `in_order`, and the cell's memory (batch, units) → hidden state and memory."""
    units = memory.shape[1]
    i, f, o = gates[:, : 3 * units].sigmoid().chunk(3, dim=1)
    memory = torch.addcmul(f * memory, i, gates[:, 3 * units :].tanh())
    return o * memory.tanh(), memory


def traced(layers: nn.Module, *example: Tensor) -> torch.jit.ScriptModule:
    """`layers` as one call into torch, for any batch; it saves Python's share of many small operations."""
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # that tracing is old: what is to replace it needs a compiler
        return torch.jit.freeze(torch.jit.trace(layers.eval(), example, check_trace=False))


class _FloatProduct(nn.Module):
    """A linear map."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weight, self.bias = weight.detach(), bias.detach()

    def forward(self, x: Tensor) -> Tensor:
        """(batch, in) → (batch, out)."""
        return F.linear(x, self.weight, self.bias)


class _Int8Product(nn.Module):
    """A linear map with weights in 8 bits, one scale for each output; inputs are quantized at each call."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        scales = weight.detach().abs().amax(dim=1).clamp(min=1e-8) / 127
        zeros = torch.zeros(len(weight), dtype=torch.int64)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that these functions will move to another package
            quantized = torch.quantize_per_channel(weight.detach(), scales, zeros, axis=0, dtype=torch.qint8)
        self.packed = torch.ops.quantized.linear_prepack(quantized, bias.detach())

    def forward(self, x: Tensor) -> Tensor:
        """(batch, in) → (batch, out)."""
        # With a reduced range no sum of products overflows on processors without VNNI.
        return torch.ops.quantized.linear_dynamic(x, self.packed, True)


def _has_int8() -> bool:
    return any(engine != "none" for engine in torch.backends.quantized.supported_engines)
