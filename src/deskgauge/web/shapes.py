"""The shapes of what the API answers, as JSON Schema: what a program may rely on. Lists name their further members."""

from __future__ import annotations

from collections.abc import Mapping

Schema = dict[str, object]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}
TEXTS: Schema = {"type": "array", "items": TEXT}
ANY_OBJECT: Schema = {"type": "object"}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _object(required: Mapping[str, Schema], further: Mapping[str, Schema] | None = None, about: str = "") -> Schema:
    told = {"description": about} if about else {}
    return {**told, "type": "object", "required": list(required), "properties": {**required, **(further or {})}}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_VALUE: dict[str, Schema] = {
    "value": {
        "type": ["number", "null"],
        "description": "Durations in seconds, shares 0..1; null with its reason in note.",
    },
    "unit": TEXT,
    "n": {"type": "integer", "description": "How many rows it rests on."},
    "n_open": {"type": "integer", "description": "How many of them still run."},
    "low": {**_or_null(NUMBER), "description": "The lower end of the 95% interval."},
    "high": _or_null(NUMBER),
    "too_few": TRUTH,
    "note": _or_null(TEXT),
}
_CHANGE = {name: _or_null(NUMBER) for name in ("previous", "change", "change_low", "change_high", "p_value")}
_DEFINITION = _object(
    {"version": TEXT, "text": TEXT, "options": _map(TEXT)}, {"source": TEXT, "note": TEXT}, "What a metric means."
)
_INSTANT: Schema = {**TEXT, "format": "date-time"}
_PERIOD: dict[str, Schema] = {
    "period_start": _INSTANT,
    "period_end": _INSTANT,
}
_THROUGH: dict[str, Schema] = {"data_through": _or_null(TEXT), "as_of": _or_null(TEXT)}
_COUNTS = _map(WHOLE)

SCHEMAS: Mapping[str, Schema] = {
    "Problem": _object(
        {"type": {**TEXT, "format": "uri"}, "title": TEXT, "status": WHOLE, "detail": TEXT},
        {
            "suggestions": {**TEXTS, "description": "The nearest right names."},
            "parameters": _list(_object({"name": TEXT, "reason": TEXT})),
            "rows": {**WHOLE, "description": "How many rows the answer would have."},
            "most": {**WHOLE, "description": "How many are given at once."},
        },
        "Problem details of RFC 9457.",
    ),
    "Row": _object(
        {"metric": TEXT, **_PERIOD, **_VALUE, "provisional": TRUTH},
        {"target": _or_null(NUMBER), "status": _or_null(TEXT), **_CHANGE},
        "One metric, period and slice; each dimension asked for is a member of its own name.",
    ),
    "Answer": _object(
        {"rows": _list(_ref("Row")), "definitions": _map(_DEFINITION), "excluded": _map(_COUNTS), **_THROUGH}
    ),
    "Scorecard": _object(
        {
            "rows": _list(_ref("Row")),
            "definitions": _map(_DEFINITION),
            "excluded": _map(_COUNTS),
            **_THROUGH,
            "company": TEXT,
            "missing": _list(_object({"metric": TEXT, "needs": TEXT})),
            "apart": _list(_object({"metric": TEXT, "reason": TEXT})),
        },
        {"chosen": ANY_OBJECT},
        "An answer whose rows also have trend and group, with what is not measured yet.",
    ),
    "Explanation": _object(
        {
            "metric": TEXT,
            "title": TEXT,
            "definition": _DEFINITION,
            "where": _or_null(TEXT),
            "value": _list(_ref("Row")),
            "total": _or_null(WHOLE),
            "counted": _or_null(WHOLE),
            "excluded": {"type": ["object", "null"], "additionalProperties": WHOLE},
            "not_about": _or_null(WHOLE),
            "parts": _list(ANY_OBJECT),
            "limit": _or_null(WHOLE),
            "rows": _list(ANY_OBJECT),
            **_THROUGH,
        },
        {"sql": TEXTS, "as_run": TEXTS, "engine": TEXT},
        "A number and the rows behind it: counted, left out and why.",
    ),
    "Contributors": _object(
        {
            "metric": TEXT,
            "unit": TEXT,
            "of": ANY_OBJECT,
            **_PERIOD,
            "compared_start": _INSTANT,
            "compared_end": _INSTANT,
            "value": _or_null(NUMBER),
            "previous": _or_null(NUMBER),
            "change": _or_null(NUMBER),
            "splits": _list(_object({"by": TEXTS, "method": TEXT, "contributors": _list(ANY_OBJECT)})),
            "definition": _DEFINITION,
            "notes": TEXTS,
            "data_through": _or_null(TEXT),
        },
        about="What moved a metric: of each dimension slices that add up to the change.",
    ),
    "Comparison": _object(
        {
            "metric": TEXT,
            **_PERIOD,
            "definitions": _list(_object({"definition": TEXT, "title": TEXT, "value": _or_null(NUMBER)})),
            "not_known": TEXTS,
            "untold": _map(TEXT),
            "missing": ANY_OBJECT,
            "thing": TEXT,
            "things": WHOLE,
            "differing": WHOLE,
            "differing_share": _or_null(NUMBER),
            "rows": _list(ANY_OBJECT),
        },
        about="One metric under every rule that is known for it.",
    ),
    "Finding": _object(
        {
            "check": TEXT,
            "severity": {"enum": ["error", "warning", "note"]},
            "table": TEXT,
            "text": TEXT,
            "rows": WHOLE,
            "share": NUMBER,
            "metrics": TEXTS,
            "sample": TEXTS,
        },
        about="What is wrong with the data, and which metrics it touches.",
    ),
    "Story": _object(
        {"ticket_id": TEXT, "ticket": ANY_OBJECT, "events": _list(ANY_OBJECT), "metrics": _list(ANY_OBJECT)},
        about="One ticket's line of time on both clocks, and what each metric makes of it.",
    ),
    "Metric": _object(
        {"id": TEXT, "title": TEXT, "group": TEXT, "unit": TEXT, "direction": TEXT, "definition": TEXT, "needs": TEXTS,
         "options": ANY_OBJECT, "why": TEXT, "pairs": TEXTS, "version": TEXT},
        {"sql": TEXT},
        "A metric of the catalogue.",
    ),
    "Health": _object({"generation": TEXT, "has_project": TRUTH, "has_data": TRUTH}),
}  # fmt: skip
