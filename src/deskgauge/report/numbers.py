"""Digits, separators and the place of a sign or currency, by language; what report/format is made of."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from deskgauge.errors import NotFoundError
from deskgauge.language import LANGUAGES, digits, is_right_to_left

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"

_GROUPS = {"ne": "#,##,##0"}  # lakh and crore
_NO_GROUP_BELOW = {"pl": 10_000}
_DIGITS = {"fa": str.maketrans("0123456789%", "۰۱۲۳۴۵۶۷۸۹٪"), "ne": str.maketrans("0123456789", "०१२३४५६७८९")}
_MONEY = {"fa": "#,##0.00\N{NO-BREAK SPACE}¤"}  # the currency last, as newspapers write it
_RANGE = {"fa": "{} تا {}"}  # a dash between two numbers changes their sides in a text from right to left
_FROM_TO = {
    "en": "{} to {}", "sr": "{} до {}", "zh": "{}至{}", "fa": "{} تا {}", "ne": "{} देखि {}", "pl": "{} do {}",
}  # fmt: skip
_LIMITS = {"fa": {"up": "دست‌کم {}", "down": "حداکثر {}"}}
_DIRECTION_MARKS = str.maketrans("", "", "\u200e\u200f")


def locale_of(language: str) -> str:
    """Return Babel's name of a language; raise NotFoundError with the nearest ones."""
    try:
        return LANGUAGES[language]
    except KeyError:
        raise NotFoundError("language", language, LANGUAGES) from None


def format_number(value: float, decimals: int = 0, language: str = "en") -> str:
    """Write a number with its groups and exactly so many decimals."""
    from babel.numbers import format_decimal

    number = rounded(value, decimals)
    text = format_decimal(
        number,
        _pattern(language, decimals),
        locale_of(language),
        group_separator=abs(number) >= _NO_GROUP_BELOW.get(language, 0),
        numbering_system=_numbering(language),
    )
    return _finished(text, language)


def format_percent(share: float, decimals: int = 0, language: str = "en") -> str:
    """Write a share (0..1) as a percentage."""
    from babel.numbers import format_percent as babel_percent

    text = babel_percent(
        rounded(share * 100, decimals) / 100,
        _pattern(language, decimals) + "%",
        locale_of(language),
        numbering_system=_numbering(language),
    )
    return _finished(text, language)


def format_money(amount: float, currency: str | None = None, language: str = "en") -> str:
    """Write an amount, with two decimals below 1,000 and none from there on; without a currency as a number."""
    decimals = money_decimals(amount, currency)
    if currency is None:
        return format_number(amount, decimals, language)
    from babel.core import Locale
    from babel.numbers import format_currency

    pattern = _MONEY.get(language) or Locale.parse(locale_of(language)).currency_formats["standard"].pattern
    text = format_currency(
        rounded(amount, decimals),
        currency.upper(),
        pattern.replace("0.00", "0." + "0" * decimals if decimals else "0"),
        locale_of(language),
        currency_digits=False,
        numbering_system=_numbering(language),
    )
    return _finished(text, language)


def money_decimals(amount: float, currency: str | None = None) -> int:
    """Return how many decimals an amount is written with: none for a currency without smaller coins."""
    if abs(amount) >= 1000:
        return 0
    if currency is None:
        return 2
    from babel.numbers import get_currency_precision

    return min(2, get_currency_precision(currency.upper()))


def native_digits(text: str, language: str) -> str:
    """Write the digits of the language's own script; Babel changes separators only."""
    return text.translate(_DIGITS[language]) if _is_native(language) else text


def joined_range(low: str, high: str, language: str = "en", *, signed: bool = False) -> str:
    """Write a range of two written ends: 65–75; in words where one is ``signed``, and always in Persian."""
    pattern = _FROM_TO.get(language, "{} to {}") if signed else _RANGE.get(language, "{}–{}")
    return pattern.format(low, high)


def with_limit(text: str, better: str, language: str = "en") -> str:
    """Write a target with the side that is good: ≥ 85%, ≤ 1 h; in words in Persian."""
    if language in _LIMITS:
        return _LIMITS[language].get(better, "{}").format(text)
    return {"up": "≥ ", "down": "≤ "}.get(better, "") + text


def isolated(text: str, language: str = "en") -> str:
    """Return a signed number, a range or an id so that a text from right to left around it keeps its order."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if is_right_to_left(language) else text


def _is_native(language: str) -> bool:
    return language in _DIGITS and digits(language) == "native"


def rounded(value: float, decimals: int) -> float:
    """Round half away from zero on the digits that the number shows, and never to a negative zero."""
    if abs(value) >= 1e15:  # a float has no decimals there
        return value
    exact = Decimal(format(value, ".15g"))  # 0.285 x 100 is meant to be 28.5
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)) + 0.0


def _pattern(language: str, decimals: int) -> str:
    return _GROUPS.get(language, "#,##0") + ("." + "0" * decimals if decimals else "")


def _numbering(language: str) -> str:
    return "default" if language == "fa" and _is_native(language) else "latn"


def minus(language: str) -> str:
    """Return the sign of a negative number; in a script from right to left with the mark that keeps it before it."""
    return f"\N{LEFT-TO-RIGHT MARK}{MINUS}" if is_right_to_left(language) else MINUS


def _finished(text: str, language: str) -> str:
    return native_digits(text.translate(_DIRECTION_MARKS).replace("-", minus(language)), language)
