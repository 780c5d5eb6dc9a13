import numpy as np
import pytest

from composer.generation import compiled as compiled_module
from composer.generation.compiled import compiled


def doubled(values: np.ndarray) -> np.ndarray:
    return values * 2


def test_a_compiled_function_does_what_its_code_says():
    double = compiled("float32[::1](float32[::1])")(doubled)

    assert double(np.array([1, 2], np.float32)).tolist() == [2, 4]


def test_an_argument_of_another_type_is_refused():
    double = compiled("float32[::1](float32[::1])")(doubled)

    with pytest.raises(TypeError, match="No matching definition"):
        double(np.array([1.0, 2.0]))


@pytest.mark.parametrize("error", [RuntimeError("no locator available"), OSError("No space left on device")])
def test_where_nothing_can_be_kept_it_is_compiled_every_time(monkeypatch, error):
    plain = compiled_module.njit

    def njit(signature, *, cache, **options):
        if cache:
            raise error
        return plain(signature, **options)

    monkeypatch.setattr(compiled_module, "njit", njit)

    double = compiled("float32[::1](float32[::1])")(doubled)

    assert double(np.array([3], np.float32)).tolist() == [6]
