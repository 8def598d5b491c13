"""The API's description holds: what it allows, and much that it does not, is answered as it says, never by 500."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance, unsupported_method
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from deskgauge.web.access import LOCAL, Viewer
from deskgauge.web.app import create_app
from deskgauge.web.desk import Limits
from serving import Served, served

TOKEN = {"Authorization": "Bearer the-one-that-holds"}
REAL: dict[str, list[str]] = {
    "metric": ["csat", "first_response_time", "active_tickets", "nps"],
    "ticket_id": ["T000001"],
    "by": ["channel", "team", "weekday"],
    "from": ["2026-03-01", "2026-03-01T09:00:00Z"],
    "to": ["2026-04-01"],
    "against_from": ["2026-01-01"],
    "against_to": ["2026-02-01"],
    "where": ["channel = 'email'", "team is not null and not priority in ('high')"],
    "period": ["2026-03", "last-week"],
    "definition": ["deskgauge", "zendesk"],
}
"""What makes sense, by parameter: without it nearly all that is made up would be refused."""


@pytest.fixture(scope="module")
def server(demo_project: Path) -> Iterator[Served]:
    """A running server over the demo company, with limits low enough to be met."""
    with served(demo_project, Limits(seconds=60, rows=2000), who) as running:
        yield running


def who(connection: HTTPConnection) -> Viewer | None:
    """Know one token and nobody else."""
    return LOCAL if connection.headers.get("authorization") == TOKEN["Authorization"] else None


@pytest.fixture(scope="module")
def description(server: Served) -> BaseSchema:
    """The description, with values that make sense beside any others."""
    told = server.json("/api/v1/openapi.json")
    for path in told["paths"].values():
        for parameter in path["get"].get("parameters", []):
            _with_real(parameter)
    made = schemathesis.openapi.from_dict(told)
    made.config.update(base_url=f"http://127.0.0.1:{server.port}")
    made.config.phases.update(phases=["examples", "fuzzing"])
    return made


def _with_real(parameter: dict[str, object]) -> None:
    name = str(parameter["name"])
    real = REAL.get("metric" if name == "metrics" else name)
    schema = parameter["schema"]
    assert isinstance(schema, dict)
    parameter.pop("examples", None)
    schema.pop("examples", None)  # such as an as_of, for which everything is made anew
    if real is not None:
        several = any(one.get("type") == "array" for one in [schema, *schema.get("anyOf", [])])
        values: dict[str, object] = {"type": "string", "enum": real}
        good = {"type": "array", "items": values, "minItems": 1, "maxItems": 2} if several else values
        parameter["schema"] = {"anyOf": [good, good, schema]}


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_api_answers_as_it_says(description: BaseSchema, mode: GenerationMode) -> None:
    endpoints, examples = 0, 8 if mode.is_positive else 4
    for found in description.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # what is no description of ours raises here

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Case[Any]) -> None:
            # A text that is no date fits the description's type and is refused all the same, with 400.
            case.call_and_validate(excluded_checks=[positive_data_acceptance, unsupported_method], headers=TOKEN)

        try:
            ask()
        except Unsatisfiable:
            assert mode.is_negative  # whatever stands there, /health is asked without parameters
            continue
        endpoints += 1
    assert endpoints > 8


def test_every_endpoint_tells_how_it_can_fail_and_gives_an_example(demo_project: Path) -> None:
    with TestClient(create_app(demo_project), base_url="http://127.0.0.1") as client:
        told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for path, methods in told["paths"].items():
        operation = methods["get"]
        assert {"200", "400", "401", "403", "421", "500", "503"} <= set(operation["responses"]), path
        content = operation["responses"]["200"]["content"]["application/json"]
        assert {"$ref", "type", "anyOf"} & set(content["schema"])
        assert content["example"]
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert response["content"]["application/problem+json"]["examples"], (path, status)
