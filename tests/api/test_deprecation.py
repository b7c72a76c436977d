"""What will go says so on every answer, kept or new, whole or refused, and in the OpenAPI document."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Query, Request, Response
from fastapi.testclient import TestClient

from app.api import docs
from app.api.answers import one_answer
from app.api.deprecation import NOTICE, Deprecation
from app.api.deps import StoreDep
from app.api.parameters import Pinned
from app.api.routes import NOUNS
from app.api.strict import StrictRoute
from app.main import create_app
from app.problems import NotFound
from app.queries.releases import current
from app.settings import Settings
from tests.seeds import HAVEN
from tests.serving import app_client
from tests.stores import Originals

SINCE, SUNSET = date(2023, 7, 1), date(2024, 7, 1)
OLD = Deprecation(SINCE, SUNSET, "/guide/api", ("改用 /areas", "use /areas"))
LATER = Deprecation(date(2024, 1, 1), date(2025, 1, 1), "/guide/api#shape", ("改用 new", "use new"))
# Days begin at midnight UTC.
TOLD = {"deprecation": "@1688169600", "sunset": "Mon, 01 Jul 2024 00:00:00 GMT"}
TOLD_LATER = {"deprecation": "@1704067200", "sunset": "Wed, 01 Jan 2025 00:00:00 GMT"}
LINKS = '</guide/api>; rel="deprecation", </guide/api>; rel="sunset"'
LINKS_LATER = '</guide/api#shape>; rel="deprecation", </guide/api#shape>; rel="sunset"'


class Asked(Pinned):
    """One parameter that stays, and one that goes."""

    new: str = "a"
    old: Annotated[str, Query(description="旧的。 The old one."), LATER] = "a"


made: list[str] = []
router = APIRouter(route_class=StrictRoute)


def answered(request: Request, store: StoreDep, asked: Asked) -> Response:
    made.append(str(request.url))
    if asked.new == "nothing":
        raise NotFound
    with store.reading() as session:
        return one_answer(request, asked, current(session), {"new": asked.new, "old": asked.old})


@router.get("/leaving", operation_id="get_leaving")
@OLD
def read_leaving(request: Request, store: StoreDep, asked: Annotated[Asked, Query()]) -> Response:
    """会停用的。 What goes."""
    return answered(request, store, asked)


@router.get("/staying", operation_id="get_staying")
def read_staying(request: Request, store: StoreDep, asked: Annotated[Asked, Query()]) -> Response:
    """留下的。 What stays."""
    return answered(request, store, asked)


@pytest.fixture
def asked(originals: Originals) -> Iterator[TestClient]:
    """The whole application with two routes more."""
    app = create_app(Settings(database_url=originals.url("sqlite", HAVEN)))
    app.include_router(router)
    made.clear()
    with app_client(app) as client:
        yield client


def told(answer: Any) -> dict[str, str]:
    return {name: answer.headers[name] for name in TOLD if name in answer.headers}


def test_every_answer_of_a_deprecated_route_says_so(asked: TestClient) -> None:
    answers = [asked.get("/leaving") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(made) == 1, "the second and the third are kept"
    for answer in answers:
        assert told(answer) == TOLD
        assert answer.headers["link"].endswith(f", {LINKS}")
        assert 'rel="license"' in answer.headers["link"]
    assert len({(answer.headers["link"], answer.content) for answer in answers}) == 1


@pytest.mark.parametrize("is_kept", [False, True])
def test_so_do_a_head_a_304_and_a_failure(asked: TestClient, *, is_kept: bool) -> None:
    tag = asked.get("/leaving?new=b").headers["etag"]
    address = "/leaving?new=b" if is_kept else "/leaving?new=b&release="
    current = asked.get("/").json()["meta"]["release"]
    address += "" if is_kept else current
    assert told(asked.head(address)) == TOLD
    again = asked.get(address, headers={"If-None-Match": f"{tag}, {asked.head(address).headers['etag']}"})
    assert (again.status_code, told(again)) == (304, TOLD)
    assert again.headers["link"].endswith(LINKS)
    for wrong, status in {"new=nothing": 404, "nex=a": 400, "release=": 422, "release=2001": 410}.items():
        refused = asked.get(f"/leaving?{wrong}")
        assert (refused.status_code, told(refused)) == (status, TOLD)
        assert refused.headers["link"].endswith(LINKS)


def test_a_deprecated_parameter_is_told_of_where_it_is_given_and_nowhere_else(asked: TestClient) -> None:
    for _ in range(2):
        assert told(asked.get("/staying")) == {}
        assert told(asked.get("/staying?new=b")) == {}
        # Its default, too, is a use of it, though the request is the same as without it.
        for given in ("old=a", "old=b", "old=a&nex=1"):
            answer = asked.get(f"/staying?{given}")
            assert told(answer) == TOLD_LATER
            assert answer.headers["link"].endswith(LINKS_LATER)
    assert "deprecation" not in asked.get("/staying").headers["link"]


def test_the_earliest_days_are_told_of_several(asked: TestClient) -> None:
    answer = asked.get("/leaving?old=b")
    assert told(answer) == TOLD
    assert answer.headers["link"].endswith(f"{LINKS}, {LINKS_LATER}")


def test_what_stays_is_not_told_of(asked: TestClient) -> None:
    for address in ("/", "/areas", "/areas/haven", "/nowhere", "/areas?x=1", "/livez"):
        for _ in range(2):
            assert told(asked.get(address)) == {}


def test_a_browser_of_another_origin_may_read_it(asked: TestClient) -> None:
    for _ in range(2):
        answer = asked.get("/leaving", headers={"Origin": "https://example.org"})
        assert {"Deprecation", "Sunset"} <= set(answer.headers["access-control-expose-headers"].split(", "))


@pytest.mark.filterwarnings("ignore:The `root_path` parameter is deprecated")
def test_behind_a_prefix_the_page_that_says_more_has_it(originals: Originals) -> None:
    app = create_app(Settings(database_url=originals.url("sqlite", HAVEN), root_path="/city"))
    app.include_router(router)
    with app_client(app) as client:
        assert '</city/guide/api>; rel="deprecation"' in client.get("/city/leaving").headers["link"]


def test_the_document_says_when_it_goes_and_what_to_use(asked: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "NOUNS", (*NOUNS, SimpleNamespace(router=router)))
    document = docs.described(asked.app, {"title": "x"}, {})  # type: ignore[arg-type]
    leaving, staying = (document["paths"][path]["get"] for path in ("/leaving", "/staying"))
    assert (leaving["deprecated"], leaving["x-sunset"]) == (True, "2024-07-01")
    assert "2023-07-01 起不再推荐，2024-07-01 停用：改用 /areas" in leaving["description"]
    assert "Deprecated since 2023-07-01, gone from 2024-07-01 on: use /areas" in leaving["description"]
    assert not {"deprecated", "x-sunset"} & set(staying)
    parameters = {parameter["name"]: parameter for parameter in staying["parameters"]}
    assert (parameters["old"]["deprecated"], parameters["old"]["x-sunset"]) == (True, "2025-01-01")
    assert "gone from 2025-01-01 on: use new" in parameters["old"]["description"]
    assert not {"deprecated", "x-sunset"} & set(parameters["new"])


def test_there_is_as_much_notice_as_is_promised() -> None:
    Deprecation(SINCE, SINCE + NOTICE, "/", ("", ""))
    with pytest.raises(ValueError, match="less than 180 days"):
        Deprecation(SINCE, SINCE + NOTICE - timedelta(days=1), "/", ("", ""))
