"""The API: the same answers as the project, in four formats, with problems that say what is wrong."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyarrow.ipc
import pyarrow.parquet
import pytest
from starlette.testclient import TestClient

import deskgauge
from deskgauge.web.app import create_app

ROOT = "/api/v1"
MARCH = {"from": "2026-03-01", "to": "2026-04-01"}


@pytest.fixture(scope="module")
def api(demo_project: Path) -> Iterator[TestClient]:
    """The API over the demo company, asked as the one person at this computer."""
    with TestClient(create_app(demo_project), base_url="http://127.0.0.1") as client:
        yield client


def get(api: TestClient, path: str, **params: str) -> httpx2.Response:
    return api.get(ROOT + path, params=params)


def test_a_query_is_answered_in_the_shape_of_the_interface(api: TestClient, demo_project: Path) -> None:
    asked = get(api, "/query", metrics="csat,nps", by="channel", grain="month", compare="previous", **MARCH)
    with deskgauge.open(demo_project) as workspace:
        expected = workspace.query(
            "csat", "nps", by="channel", grain="month", compare="previous", from_="2026-03-01", to="2026-04-01"
        )
    assert asked.json() == json.loads(expected.to_json())


def test_the_same_rows_come_as_csv_parquet_and_arrow(api: TestClient) -> None:
    question = {"metrics": "first_response_time", "by": "channel", **MARCH}
    rows = get(api, "/query", **question).json()["rows"]
    lines = list(csv.DictReader(io.StringIO(get(api, "/query", format="csv", **question).text)))
    stored = pyarrow.parquet.read_table(io.BytesIO(get(api, "/query", format="parquet", **question).content))
    stream = api.get(
        ROOT + "/query", params=question, headers={"accept": "application/vnd.apache.arrow.stream, */*;q=0.1"}
    )
    streamed = pyarrow.ipc.open_stream(stream.content).read_all()
    assert stored.equals(streamed)
    assert [row["value"] for row in rows] == stored["value"].to_pylist() == [float(one["value"]) for one in lines]
    assert str(stored.schema.field("period_start").type) == "timestamp[us, tz=UTC]"


def test_every_endpoint_gives_what_the_project_gives(api: TestClient, demo_project: Path) -> None:
    with deskgauge.open(demo_project) as workspace:
        ticket = str(workspace.explain("first_response_time", limit=1).to_dict()["rows"][0]["ticket_id"])  # type: ignore[index]  # a list of rows
        expected: dict[str, object] = {
            "/scorecard": workspace.scorecard().to_dict(),
            "/explain/csat?limit=3": workspace.explain("csat", limit=3).to_dict(),
            "/compare-definitions/csat?limit=2": workspace.compare_definitions("csat", limit=2).to_dict(),
            f"/tickets/{ticket}": workspace.ticket(ticket).to_dict(),
            "/contributors/csat?from=2026-03-01&to=2026-04-01&by=channel": workspace.contributors(
                "csat", "channel", from_="2026-03-01", to="2026-04-01"
            ).to_dict(),
        }
        checks = [one.check for one in workspace.check()]
    for path, told in expected.items():
        assert api.get(ROOT + path).json() == json.loads(json.dumps(told)), path
    assert sorted(one["check"] for one in get(api, "/quality").json()) == sorted(checks)


def test_an_unchanged_answer_is_not_made_again(api: TestClient) -> None:
    first = get(api, "/scorecard")
    again = api.get(ROOT + "/scorecard", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    tags = {
        first.headers["etag"],
        get(api, "/scorecard", format="csv").headers["etag"],
        get(api, "/scorecard", lang="fa").headers["etag"],
        get(api, "/scorecard", compare="year").headers["etag"],
    }
    assert len(tags) == 4


@pytest.mark.parametrize(
    ("path", "status", "kind", "part"),
    [
        ("/metrics/csta", 404, "not-found", "'csat'"),
        ("/query?metrics=csta", 404, "not-found", "'csat'"),
        ("/query?metrics=csat&by=chanel", 404, "not-found", "'channel'"),
        ("/query?metrics=csat&clock=busines", 404, "not-found", "'business'"),
        ("/query?metrics=csat&from=yesterday", 400, "bad-question", "is no date or time"),
        ("/query?metrics=csat&from=2026-02-01&to=2026-01-01", 400, "bad-question", "before it begins"),
        ("/query?metrics=csat&where=1=1%3B DROP TABLE tickets", 400, "bad-question", "cannot be"),
        ("/query?metrics=csat&where=channel in (select 1)", 400, "bad-question", "cannot be"),
        ("/query?metrics=csat&grian=day", 400, "bad-question", "'grain'"),
        ("/query", 400, "bad-question", "metrics"),
        ("/query?metrics=csat&format=xml", 400, "bad-question", "'xml'"),
        ("/query?metrics=csat&lang=de", 400, "bad-question", "'de'"),
        ("/query?metrics=csat&grain=hour&from=1990-01-01&to=2020-01-01", 422, "too-many-rows", "262,968 rows"),
        ("/tickets/none", 404, "not-found", "'none'"),
        ("/explain/csat?limit=-1", 400, "bad-question", "limit"),
        ("/export?metrics=csat,nps&what=rows", 400, "bad-question", "one metric"),
        ("/nothing", 404, "not-found", "/api/v1/nothing"),
    ],
)
def test_what_cannot_be_asked_gets_a_problem_that_says_why(
    api: TestClient, path: str, status: int, kind: str, part: str
) -> None:
    told = api.get(ROOT + path)
    problem = told.json()
    assert told.headers["content-type"] == "application/problem+json"
    assert (told.status_code, problem["status"], problem["type"].rpartition("/")[2]) == (status, status, kind)
    assert part in problem["detail"]
    if kind == "not-found" and "'" in part and "none" not in part:
        assert part.strip("'") in problem["suggestions"]


def test_sql_in_a_value_of_a_filter_is_data(api: TestClient) -> None:
    told = get(api, "/query", metrics="ticket_volume", where="channel = 'x''; DROP TABLE ticket_facts; --'")
    assert told.json()["rows"][0]["n"] == 0
    assert get(api, "/query", metrics="ticket_volume").json()["rows"][0]["n"] > 0


def test_rows_behind_a_number_can_be_taken_away(api: TestClient) -> None:
    told = get(api, "/export", metrics="csat", what="rows", format="csv", **MARCH)
    rows = list(csv.DictReader(io.StringIO(told.text)))
    explained = get(api, "/explain/csat", limit="0", **MARCH).json()
    assert explained["counted"] < len(rows) <= explained["total"]  # what staff answered stays out
    assert sum(row["counted"] == "true" for row in rows) == explained["counted"]
    assert told.headers["content-disposition"] == 'attachment; filename="csat.csv"'


def test_only_our_own_names_are_answered_to(api: TestClient) -> None:
    told = api.get(ROOT + "/health", headers={"host": "rebound.example"})
    assert (told.status_code, told.json()["type"].rpartition("/")[2]) == (421, "wrong-host")


def test_every_answer_carries_the_policy(api: TestClient) -> None:
    for path in ("/api/v1/health", "/api/v1/nothing", "/nothing"):
        told = api.get(path)
        assert "default-src 'none'" in told.headers["content-security-policy"]
        assert told.headers["x-content-type-options"] == "nosniff"


def test_a_method_that_is_not_there_says_which_are(api: TestClient) -> None:
    told = api.post(ROOT + "/query")
    assert (told.status_code, told.headers["allow"]) == (405, "GET")
    assert told.headers["content-type"] == "application/problem+json"


def test_an_answer_is_compressed_for_those_who_take_it(api: TestClient) -> None:
    plain = api.get(ROOT + "/metrics", headers={"accept-encoding": "identity"})
    small = [api.get(ROOT + "/metrics", headers={"accept-encoding": "gzip"}) for _ in range(2)]
    assert "content-encoding" not in plain.headers
    for one in small:
        assert one.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in one.headers["vary"]
        assert int(one.headers["content-length"]) < len(plain.content) / 3
        assert one.content == plain.content


def test_texts_are_in_the_language_that_is_asked_for(api: TestClient) -> None:
    def texts(lang: str) -> list[str]:
        query, metric = (
            get(api, path, lang=lang, **more).json()
            for path, more in (("/query", {"metrics": "csat", **MARCH}), ("/metrics/csat", {}))
        )
        problem = get(api, "/nothing", lang=lang)
        assert problem.headers["content-language"] == lang
        return [query["definitions"]["csat"]["text"], metric["title"], problem.json()["title"]]

    told = {lang: texts(lang) for lang in ("en", "fa", "pl", "en")}
    for several in zip(*told.values(), strict=True):
        assert len(set(several)) == 3
