import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats.padding import padded_length

lengths = st.integers(min_value=0, max_value=1 << 40)


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 0), (1, 1), (2, 2), (8, 8), (9, 10), (15, 16), (16, 16), (17, 18), (255, 256), (1000, 1024), (10_241, 10_752)],
)
def test_known_length_is_padded_as_known(length: int, padded: int) -> None:
    assert padded_length(length) == padded


@given(lengths)
def test_padding_adds_less_than_twelve_per_cent_and_takes_nothing(length: int) -> None:
    padded = padded_length(length)
    assert length <= padded
    assert 100 * (padded - length) <= 12 * length


@given(lengths)
def test_padded_length_is_padded_no_further(length: int) -> None:
    assert padded_length(padded_length(length)) == padded_length(length)


@given(lengths, lengths)
def test_longer_is_never_padded_to_less(one: int, other: int) -> None:
    assert padded_length(min(one, other)) <= padded_length(max(one, other))


@given(lengths)
def test_padded_length_is_the_least_of_its_kind(length: int) -> None:
    if padded_length(length) > length:
        assert padded_length(length + 1) in {padded_length(length), padded_length(padded_length(length) + 1)}
        assert padded_length(padded_length(length) - 1) == padded_length(length)


def test_lengths_up_to_a_mebibyte_fall_into_a_few_hundred_classes() -> None:
    assert len({padded_length(length) for length in range(1 << 20)}) < 320
