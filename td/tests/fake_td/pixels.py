"""What `numpyArray` gives, as far as scripts may use it: the lowest row first, and only what numpy's own arrays have too."""

from typing import Callable, NamedTuple, Sequence, Tuple

from .pictures import Picture, shade_of


class _Type(NamedTuple):
    kind: str
    itemsize: int


class Pixels:
    def __init__(self, values: Sequence[float], shape: Tuple[int, int, int], dtype: _Type) -> None:
        self._values = values
        self.shape = shape
        self.dtype = dtype

    @classmethod
    def of(cls, picture: Picture, channels: int = 4) -> 'Pixels':
        """Eight bits; each row has one shade."""
        values = bytes(shade for row in reversed(range(picture.height)) for shade in [shade_of(picture, row)] * picture.width * channels)
        return cls(values, (picture.height, picture.width, channels), _Type('u', 1))

    def as_floats(self) -> 'Pixels':
        return Pixels([value / 255 for value in self._values], self.shape, _Type('f', 4))

    def as_wide(self) -> 'Pixels':
        return Pixels([int(value) * 257 for value in self._values], self.shape, _Type('u', 2))

    def copy(self) -> 'Pixels':
        return Pixels(self._values, self.shape, self.dtype)

    def clip(self, low: float, high: float) -> 'Pixels':
        return self._mapped(lambda value: min(high, max(low, value)))

    def __mul__(self, factor: float) -> 'Pixels':
        return self._mapped(lambda value: value * factor)

    def __add__(self, term: float) -> 'Pixels':
        return self._mapped(lambda value: value + term)

    def __floordiv__(self, divisor: int) -> 'Pixels':
        return self._mapped(lambda value: value // divisor)

    def astype(self, name: str) -> 'Pixels':
        return Pixels(bytes(int(value) for value in self._values), self.shape, {'uint8': _Type('u', 1)}[name])

    def tobytes(self) -> bytes:
        if self.dtype != _Type('u', 1):
            raise TypeError('these are no bytes yet')
        return bytes(int(value) for value in self._values)

    def _mapped(self, change: Callable[[float], float]) -> 'Pixels':
        return Pixels([change(value) for value in self._values], self.shape, self.dtype)
