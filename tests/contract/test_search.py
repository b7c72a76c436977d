"""One box over all nouns: Chinese and English, from one character up, ranked alike on every store."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.seeds import HAVEN, SHIPPED
from tests.serving import Clients

WORDS = [
    "汽车",
    "穗",
    "低空",
    "Huawei",
    "HUAWEI",
    "ｈｕａｗｅｉ",
    "华为",
    "nev",
    "NEV",
    "新能源",
    "新能源汽车",
    "广州",
    "广",
    "Guangzhou",
    "guang",
    "12218",
    "GDP",
    "gdp 2024",
    "研发 中心",
    "center",
    "e",
    "5",
    "tencent hq",
    "人工智能",
    "AI",
    "5G",
    "“12218”",
    "low-altitude",
    "low altitude economy",
    "第一",
    "排名",
    "zzz",
    "汽车 zzz",
    "车汽",
    "埃安",
    "的",
]


def hits(client: TestClient, q: str, **query: str | int) -> list[dict[str, Any]]:
    answer = client.get("/search", params={"q": q, "limit": 1000} | query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    assert answer.json()["page"]["total"] == len(found)
    return found


@pytest.mark.parametrize(
    ("words", "noun", "code", "rank"),
    [
        ("汽车", "cluster", "smart-nev", 1),
        ("汽车", "cluster", "auto-parts", 2),
        ("穗", "area", "440100", 1),
        ("低空", "cluster", "low-altitude", 2),
        ("低空经济", "cluster", "low-altitude", 1),
        ("Huawei", "project", "huawei-rd", 2),
        ("huawei", "organisation", "huawei", 1),
        ("nev", "cluster", "smart-nev", 1),
        ("NEV", "indicator", "nev_output", 2),
        ("GDP", "indicator", "gdp", 1),
        ("12218", "cluster", "12218", 1),
        ("canton", "area", "440100", 1),
        ("天河", "area", "440106", 2),
        ("网易", "source", "netease-haopin-2025", 4),
        ("ehang-three-certificates", "claim", "ehang-three-certificates", 1),
    ],
)
def test_a_word_finds_what_goes_by_it(api: TestClient, words: str, noun: str, code: str, rank: int) -> None:
    assert (noun, code, rank) in [(hit["noun"], hit["code"], hit["rank"]) for hit in hits(api, words)]


@pytest.mark.parametrize("words", WORDS)
def test_hits_are_the_same_and_in_the_same_order_on_every_store(clients: Clients, words: str) -> None:
    for seed in (SHIPPED, HAVEN):
        assert hits(clients("sqlite", seed), words) == hits(clients("postgresql", seed), words)


@pytest.mark.parametrize("words", WORDS)
def test_the_best_hits_come_first_in_an_order_that_is_total(api: TestClient, words: str) -> None:
    found = hits(api, words)
    nouns = ["indicator", "cluster", "project", "organisation", "area", "milestone", "claim", "source", "evidence"]
    order = [(hit["rank"], nouns.index(hit["noun"]), hit["code"]) for hit in found]
    assert order == sorted(order)
    assert len(set(order)) == len(order)
    assert {hit["rank"] for hit in found} <= {1, 2, 3, 4}


def test_case_width_and_signs_make_no_difference(client: TestClient) -> None:
    for spellings in (
        ("huawei", "HUAWEI", "Ｈｕａｗｅｉ"),
        ("nev", "NEV"),
        ("12218", "“12218”"),
        ("low-altitude", '"low altitude"'),
    ):
        found = [[(hit["noun"], hit["code"]) for hit in hits(client, words)] for words in spellings]
        assert found[0]
        assert all(other == found[0] for other in found), spellings


def test_every_word_must_be_there_and_han_characters_in_their_order(client: TestClient) -> None:
    both = {hit["code"] for hit in hits(client, "广州 研发")}
    assert both == {hit["code"] for hit in hits(client, "广州")} & {hit["code"] for hit in hits(client, "研发")}
    assert "huawei-rd" in both
    assert hits(client, "车汽") == []
    assert hits(client, "汽车 不存在") == []


def test_the_last_letters_may_be_missing(client: TestClient) -> None:
    assert {hit["code"] for hit in hits(client, "huaw")} >= {"huawei", "huawei-rd"}


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "'",
        "*",
        "a*",
        "NEAR(a b)",
        "a OR b",
        "a AND b",
        "names:a",
        "(a",
        "a)",
        "-a",
        "^a",
        "a:*",
        "a & b",
        "a | !b",
        "a <-> b",
        "\\",
        "' OR 1=1 --",
        "a;b",
        "%",
        "_",
    ],
)
def test_signs_of_query_languages_are_only_signs(api: TestClient, words: str) -> None:
    answer = api.get("/search", params={"q": words})
    assert answer.status_code in {200, 422}
    if answer.status_code == 422:
        assert not any(character.isalnum() for character in words)


def test_hits_lead_to_what_they_found(api: TestClient) -> None:
    found = hits(api, "广州") + hits(api, "汽车")
    nouns = {noun: [hit for hit in found if hit["noun"] == noun] for noun in sorted({hit["noun"] for hit in found})}
    for hit in [hit for of_noun in nouns.values() for hit in (*of_noun[:5], *of_noun[-5:])]:
        answer = api.get(hit["href"])
        assert answer.status_code == 200, hit
        found = answer.json()["data"]
        assert found.get("code", found.get("id")) == hit["code"]


def test_hits_can_be_of_some_nouns_only(api: TestClient) -> None:
    every = hits(api, "广州")
    assert {hit["noun"] for hit in every} >= {"project", "organisation", "area", "milestone"}
    chosen = hits(api, "广州", noun="project,area")
    assert chosen == [hit for hit in every if hit["noun"] in {"project", "area"}]


def test_a_page_of_hits_goes_on_where_the_one_before_ended(api: TestClient) -> None:
    found: list[dict[str, Any]] = []
    address: str | None = "/search?q=广州&limit=29"
    while address:
        page = api.get(address).json()
        found += page["data"]
        address = page["links"]["next"]
    assert found == hits(api, "广州")
    assert len(found) > 2 * 29


def test_every_row_of_every_noun_is_found_by_its_code_and_names(haven: TestClient) -> None:
    for path, noun in (
        ("/indicators", "indicator"),
        ("/clusters", "cluster"),
        ("/projects", "project"),
        ("/organisations", "organisation"),
        ("/areas", "area"),
        ("/milestones", "milestone"),
        ("/sources", "source"),
    ):
        for row in haven.get(path).json()["data"]:
            for words in (row["code"], row["name_zh"], row["name_en"]):
                found = [(hit["code"], hit["rank"]) for hit in hits(haven, words, noun=noun)]
                assert (row["code"], 1) in found, (noun, words)


def test_words_of_evidence_lead_to_it(haven: TestClient) -> None:
    (hit,) = [hit for hit in hits(haven, "12家工厂") if hit["noun"] == "evidence"]
    assert (hit["code"], hit["name_zh"], hit["href"]) == ("ga-3", "12家工厂", "/evidence/ga-3")


def test_an_organisation_is_found_by_what_is_claimed_of_it(haven: TestClient) -> None:
    (hit,) = hits(haven, "icebreakers", noun="organisation")
    assert (hit["code"], hit["rank"]) == ("haven-ships", 4)


def test_a_claim_is_found_by_its_code_and_by_what_it_says(haven: TestClient) -> None:
    found = [(hit["noun"], hit["code"], hit["rank"]) for hit in hits(haven, "icebreakers")]
    assert found == [("organisation", "haven-ships", 4), ("claim", "ships-first", 4)]
    for row in haven.get("/claims").json()["data"]:
        for words, rank in ((row["code"], 1), (row["statement_zh"], 4), (row["statement_en"], 4)):
            named = {(hit["code"], hit["rank"]): hit for hit in hits(haven, words, noun="claim")}
            hit = named[row["code"], rank]
            assert (hit["name_zh"], hit["name_en"]) == (row["statement_zh"], row["statement_en"])
            assert hit["href"] == f"/claims/{row['code']}"


def test_two_hundred_characters_may_be_searched_for(api: TestClient) -> None:
    for words in ("汽" * 200, " ".join(["a"] * 100), "汽 " * 100):
        assert api.get("/search", params={"q": words}).status_code == 200
