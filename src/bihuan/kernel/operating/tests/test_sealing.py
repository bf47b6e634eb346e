"""What is sealed comes back whole, or not at all."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel.operating import sealing
from bihuan.kernel.operating.sealing import BadKey, Key

KEY = Key(bytes(range(16)))
TEXT = b"0123456789abcdef" * 5  # five slices of sixteen bytes
LENGTH = len(sealing.MARK) + 8 + 5 * (16 + 16)
same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SLICE", 16)


def _sealed(data: bytes, place: Path) -> Path:
    cut = [data[start : start + 16] for start in range(0, len(data), 16)]
    place.write_bytes(b"".join(sealing.seal(cut, key=KEY, name="files/a")))
    return place


def _opened(place: Path, *, key: Key = KEY, name: str = "files/a") -> bytes:
    return b"".join(sealing.unseal(place, key=key, name=name))


@same_folder
@given(st.binary(max_size=100))
def test_what_is_sealed_comes_back(tmp_path: Path, data: bytes) -> None:
    assert _opened(_sealed(data, tmp_path / "sealed")) == data


def test_nothing_of_the_text_is_left_in_it(tmp_path: Path) -> None:
    assert b"0123" not in _sealed(TEXT, tmp_path / "sealed").read_bytes()


@same_folder
@given(st.integers(0, LENGTH - 1), st.integers(1, 255))
def test_every_changed_byte_is_noticed(tmp_path: Path, at: int, change: int) -> None:
    place = _sealed(TEXT, tmp_path / "sealed")
    data = bytearray(place.read_bytes())
    data[at] ^= change
    place.write_bytes(data)
    with pytest.raises(BadKey):
        _opened(place)


@same_folder
@given(st.integers(0, LENGTH - 1))
def test_every_cut_is_noticed(tmp_path: Path, length: int) -> None:
    place = _sealed(TEXT, tmp_path / "sealed")
    place.write_bytes(place.read_bytes()[:length])
    with pytest.raises(BadKey):
        _opened(place)


def test_slices_cannot_change_places(tmp_path: Path) -> None:
    place = _sealed(TEXT, tmp_path / "sealed")
    data, start = place.read_bytes(), len(sealing.MARK) + 8
    first, second = data[start : start + 32], data[start + 32 : start + 64]
    place.write_bytes(data[:start] + second + first + data[start + 64 :])
    with pytest.raises(BadKey):
        _opened(place)


def test_parts_cannot_change_places(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="files/b 解不开"):
        _opened(_sealed(TEXT, tmp_path / "sealed"), name="files/b")


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="密钥不对"):
        _opened(_sealed(TEXT, tmp_path / "sealed"), key=Key(bytes(16)))


@pytest.mark.parametrize("text", ["", "00", "zz" * 16, "00" * 17])
def test_a_key_file_is_thirty_two_digits(tmp_path: Path, text: str) -> None:
    place = tmp_path / "key"
    place.write_text(text, encoding="ascii")
    with pytest.raises(BadKey, match="32 位十六进制数"):
        sealing.read_key(place)
    place.write_text("0f" * 16 + "\n", encoding="ascii")
    assert sealing.read_key(place) == Key(b"\x0f" * 16)
