"""What a quick step is made of says what torch's own LSTM says."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from composer.generation.products import in_order, product, remembered


def test_gates_in_another_order_remember_what_an_lstm_remembers():
    torch.manual_seed(1)
    x, hidden, memory = torch.randn(2, 3), torch.randn(2, 4), torch.randn(2, 4)
    cell = nn.LSTMCell(3, 4)
    biases = in_order(cell.bias_ih + cell.bias_hh)
    gates = F.linear(x, in_order(cell.weight_ih), biases) + F.linear(hidden, in_order(cell.weight_hh))
    torch.testing.assert_close(remembered(gates, memory), cell(x, (hidden, memory)))


@pytest.mark.parametrize(("is_int8", "tolerance"), [(False, 1e-6), (True, 0.1)])
def test_a_product_in_8_bits_is_nearly_the_exact_one(is_int8, tolerance):
    torch.manual_seed(1)
    weight, bias, x = torch.randn(20, 30) / 5, torch.randn(20), torch.rand(2, 30)
    torch.testing.assert_close(product(weight, bias, is_int8)(x), F.linear(x, weight, bias), atol=tolerance, rtol=0)
