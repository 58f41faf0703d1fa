"""The code on a slip: one number, one district, and a figure that finds a slip of the pen."""

from __future__ import annotations

from msgspec.structs import replace

from core.domain.slip import check_figure, no_of, slip_code, slip_text
from tests.core.domain.world import yingze

NO = "YZ-20261128-0012"


def test_that_a_code_names_district_and_case_and_reads_back() -> None:
    code = slip_code(yingze(), NO)
    assert code.startswith(f"140106-{NO}-")
    assert no_of(code) == NO
    assert no_of(f"  {code.lower()} ") == NO


def test_that_the_check_figure_is_the_one_of_the_standard() -> None:
    assert check_figure("B8D2W5K1Q9Z0") == check_figure("b8d2-w5k1 q9z0")
    assert check_figure("A12425GABC1234002") == "M"  # worked example of a published MOD 37,36 identifier


def test_that_every_wrong_character_and_most_exchanges_are_found() -> None:
    code = slip_code(yingze(), NO)
    for at, one in enumerate(code):
        if one.isalnum():
            other = "7" if one != "7" else "3"
            assert no_of(code[:at] + other + code[at + 1 :]) is None, at
    swapped = [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 2)]
    wrong = [one for one in swapped if one != code and one.replace("-", "") != code.replace("-", "")]
    assert sum(no_of(one) is not None for one in wrong) == 0


def test_that_the_square_code_is_the_code_alone_or_behind_the_districts_address() -> None:
    assert slip_text(yingze(), NO) == slip_code(yingze(), NO)
    with_address = replace(yingze(), query_address="https://example.invalid/q?c=")
    assert slip_text(with_address, NO) == f"https://example.invalid/q?c={slip_code(yingze(), NO)}"
