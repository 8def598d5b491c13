"""What the API's description says of each endpoint: what it answers, with an example, and every way it can fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from deskgauge.web.giving import MEDIA
from deskgauge.web.problems import KINDS, MEDIA_TYPE, TYPES
from deskgauge.web.shapes import SCHEMAS

Responses = dict[int | str, dict[str, Any]]
ALWAYS = (400, 401, 403, 404, 406, 421, 500, 503, 504)
ABOUT = """Every number of the dashboard, as data. Durations are seconds, shares 0..1, instants ISO 8601; what does
not exist is null with its reason in `note`. Answers carry an ETag of the data's generation and the question: send it
back in If-None-Match, and an unchanged answer is a 304 that costs nothing. Errors are problem details of RFC 9457."""
_BINARY = {"type": "string", "format": "binary"}


def responses(shape: str, example: object, *, several: bool = False, rows: bool = False) -> Responses:
    """Return the answers of an endpoint: 200 with its shape, 304, and the problems; ``rows`` where it has a limit."""
    ref: dict[str, object] = {"$ref": f"#/components/schemas/{shape}"}
    schema = {"type": "array", "items": ref} if several else ref
    content: dict[str, Any] = {"application/json": {"schema": schema, "example": example}}
    content["text/csv"] = {"schema": {"type": "string"}}
    content |= {MEDIA[kind]: {"schema": _BINARY} for kind in ("parquet", "arrow")}
    tag = {"ETag": {"schema": {"type": "string"}, "description": "Of the generation, the question and the format."}}
    return {
        200: {"description": "The answer", "content": content, "headers": tag},
        304: {"description": "Unchanged since the ETag that was sent", "headers": tag},
        **problems(*ALWAYS, *((422,) if rows else ())),
    }


def files(example: str, answer: object) -> Responses:
    """Return the answers of an endpoint that gives files: an answer, or rows as they are."""
    made = responses("Answer", answer, rows=True)
    content = made[200]["content"]
    ref = content["application/json"]["schema"]
    content["application/json"]["schema"] = {"anyOf": [ref, {"type": "array", "items": {"type": "object"}}]}
    content["text/csv"]["example"] = example
    return made


def problems(*statuses: int) -> Responses:
    """Return the problems of these statuses, each with an example."""
    return {status: _problem(status) for status in sorted(statuses)}


def _problem(status: int) -> dict[str, Any]:
    kinds = [kind for kind in KINDS.values() if kind.status == status]
    examples = {
        kind.id: {
            "value": {"type": TYPES + kind.id, "title": kind.title, "status": status, "detail": f"{kind.title}: …"}
        }
        for kind in kinds
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}
    return {"description": " · ".join(kind.title for kind in kinds), "content": content}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description in OpenAPI 3.1, made once."""
    if app.openapi_schema:
        return app.openapi_schema
    made = get_openapi(title=app.title, version=app.version, summary=app.summary, description=ABOUT, routes=app.routes)
    components = made.setdefault("components", {})
    components["schemas"] = {name: dict(schema) for name, schema in SCHEMAS.items()}
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token made with `deskgauge tokens`."},
        "session": {"type": "apiKey", "in": "cookie", "name": "session", "description": "Somebody who is signed in."},
    }
    made["security"] = [{"token": []}, {"session": []}]
    for path in made["paths"].values():
        for operation in path.values():
            _without_foreign(operation["responses"])
    app.openapi_schema = made
    return made


def _without_foreign(told: dict[str, Mapping[str, Any]]) -> None:
    """Take out the framework's own 422: a parameter that cannot be read is a 400 here."""
    found = told.get("422", {})
    if MEDIA_TYPE not in found.get("content", {}):
        told.pop("422", None)
