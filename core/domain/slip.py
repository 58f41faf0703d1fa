"""一案一码: the code on a slip, made of the district's area code, the case's number and a check figure."""

from __future__ import annotations

from typing import Final

from core.domain.district_nouns import District

_FIGURES: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def slip_code(district: District, no: str) -> str:
    """AREA-NUMBER-CHECK, e.g. 140106-YZ-20261128-0012-E: what can be read out, typed and checked."""
    body = f"{district.area}-{no}"
    return f"{body}-{check_figure(body)}"


def slip_text(district: District, no: str) -> str:
    """What the square code on the slip says: the code, behind the district's address for queries where it has one."""
    return f"{district.query_address}{slip_code(district, no)}"


def no_of(code: str) -> str | None:
    """The case's number in a code that was read or typed; None when its check figure does not fit."""
    body, _, figure = code.strip().upper().rpartition("-")
    area, _, no = body.partition("-")
    if not area.isdigit() or not no or len(figure) != 1 or figure != check_figure(body):
        return None
    return no


def check_figure(text: str) -> str:
    """The check character of ISO/IEC 7064 MOD 37,36 over letters and digits; other signs count for nothing."""
    product = 36
    for one in text.upper():
        if one in _FIGURES:
            product = (product + _FIGURES.index(one)) % 36 or 36
            product = product * 2 % 37
    return _FIGURES[(37 - product) % 36]
