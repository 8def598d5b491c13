"""What a column's values look like: times and their format, numbers, words for nothing."""

from __future__ import annotations

from dataclasses import dataclass

from deskgauge.language import _, either
from deskgauge.model.tables import Column, Type
from deskgauge.sources.casts import cast, literal, local_time, quoted
from deskgauge.sources.rows import Reading

_SAMPLE = 20_000
_MOST = 0.9
NOTHING = ("?", "-", "--", "NA", "N/A", "n/a", "#N/A", "null", "NULL", "None", "nan", "NaN", "\\N", "(none)", "(blank)")
_TIMES = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "T%H:%M:%S", "")
_DAYS = (
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y-%m-%d", "%d/%m/%y", "%m/%d/%y",
    "%d.%m.%y", "%d-%m-%y", "%m-%d-%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y",
)  # fmt: skip
FORMATS = tuple(day + time for day in _DAYS for time in _TIMES)
_EPOCH = {
    "seconds": (r"\d{9,10}([.]\d+)?", "CAST({text} AS DOUBLE) * 1000000"),
    "milliseconds": (r"\d{12,13}", "CAST({text} AS DOUBLE) * 1000"),
}


@dataclass(frozen=True, slots=True)
class TimeLook:
    """How a column's times are written: with an offset, in local formats, or as seconds of the epoch (``expr``)."""

    why: str
    share: float
    formats: tuple[str, ...] = ()
    needs_zone: bool = False
    expr: str | None = None


@dataclass(slots=True)
class Values:
    """The first values of a raw table."""

    reading: Reading
    relation: str
    null: tuple[str, ...] = ()

    def nothing(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words for nothing that stand alone in two columns or more, or fill most of one."""
        listed = ", ".join(literal(one) for one in NOTHING)
        found: dict[str, int] = {}
        for column in columns:
            for word, count, total in self.reading.all(
                f"SELECT trim({quoted(column)}), count(*), (SELECT count(*) FROM {self._sample()}) "
                f"FROM {self._sample()} WHERE trim({quoted(column)}) IN ({listed}) GROUP BY 1"
            ):
                found[word] = found.get(word, 0) + (2 if count * 2 > total else 1)
        return tuple(word for word in NOTHING if found.get(word, 0) > 1)

    def share(self, column: str, canonical: Column) -> float:
        """Return the share of the values that the canonical column's type can read; 1 where there are none."""
        return self._share(column, f"({cast(canonical, self._text(column))}) IS NOT NULL")

    def unique(self, column: str) -> float:
        """Return how many different values there are for each row."""
        total, distinct = self.reading.all(
            f"SELECT count(*), count(DISTINCT {self._text(column)}) FROM {self._sample()}"
        )[0]
        return float(distinct) / total if total else 0.0

    def labels(self, column: str) -> list[str]:
        """Return the commonest different values."""
        text = self._text(column)
        rows = self.reading.all(
            f"SELECT {text} FROM {self._sample()} WHERE {text} IS NOT NULL "
            "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 50"
        )
        return [str(value) for (value,) in rows]

    def time(self, column: str) -> TimeLook | None:
        """Return how the column's values are written as times, or None where they are none."""
        text, instant = self._text(column), Column("t", Type.INSTANT, "")
        with_offset = self._share(column, f"({cast(instant, text)}) IS NOT NULL")
        if with_offset >= _MOST:
            return TimeLook("times with an offset", with_offset)
        iso = self._share(column, f"coalesce({cast(instant, text)}, {local_time(text, ())}) IS NOT NULL")
        if iso >= _MOST:
            return TimeLook("ISO times without an offset", iso, needs_zone=True)
        return self._formatted(column) or self._epoch(column)

    def _formatted(self, column: str) -> TimeLook | None:
        text = self._text(column)
        sums = ", ".join(f"count({_moment(text, one)})" for one in FORMATS)
        counts = self.reading.all(f"SELECT {sums}, count({text}) FROM {self._sample()}")[0]
        fitting = {one: count for one, count in zip(FORMATS, counts, strict=False) if count}
        best = max(fitting.values(), default=0)
        if not counts[-1] or best < _MOST * counts[-1]:
            return None
        equal = [one for one in fitting if fitting[one] == best]
        chosen = equal[0] if len(equal) == 1 else min(equal, key=lambda one: self._span(text, one))
        why = _("times written {chosen}", chosen=chosen)
        if len(equal) > 1:
            why += " " + _(
                "({names} would fit too, over a longer time: check it)",
                names=either(one for one in equal if one != chosen),
            )
        return TimeLook(why, best / counts[-1], (chosen,), needs_zone=True)

    def _span(self, text: str, form: str) -> float:
        """Return the seconds between the first and the last time under a format: the wrong one scatters them."""
        moment = f"try_strptime(trim({text}), {literal(form)})"
        return float(
            self.reading.all(f"SELECT epoch(max({moment})) - epoch(min({moment})) FROM {self._sample()}")[0][0]
        )

    def _epoch(self, column: str) -> TimeLook | None:
        for unit, (form, micros) in _EPOCH.items():
            share = self._share(column, f"regexp_full_match(trim({self._text(column)}), '{form}')")
            if share >= _MOST:
                moment = f"make_timestamp(CAST({micros.replace('{text}', quoted(column))} AS BIGINT))"
                expr = f"strftime({moment}, '%Y-%m-%dT%H:%M:%S.%fZ')"
                return TimeLook(f"{unit} since 1970", share, expr=expr)
        return None

    def _share(self, column: str, condition: str) -> float:
        counted = f"SELECT count(*) FILTER ({condition}), count(*) FROM {self._sample()}"
        good, total = self.reading.all(f"{counted} WHERE {self._text(column)} IS NOT NULL")[0]
        return float(good) / total if total else 0.0

    def _text(self, column: str) -> str:
        name = quoted(column)
        if not self.null:
            return name
        return f"CASE WHEN trim({name}) NOT IN ({', '.join(literal(one) for one in self.null)}) THEN {name} END"

    def _sample(self) -> str:
        return f"(SELECT * FROM {self.relation} LIMIT {_SAMPLE})"


def _moment(text: str, form: str) -> str:
    """Return the SQL that reads a time in a format; a year of four digits must have four."""
    moment = f"try_strptime(trim({text}), {literal(form)})"
    return f"CASE WHEN regexp_matches({text}, '[0-9]{{4}}') THEN {moment} END" if "%Y" in form else moment
