"""Every page, in both languages and of both cities: valid, whole, and of our own files alone."""

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from app.api.security import page_policy
from app.settings import ROOT
from app.web.lettering import shortened, width_of, wrapped
from app.web.views.codelists import TITLES
from app.web.views.guide import SPOKEN, WHOLE
from tests.contract.openapi import operations
from tests.seeds import HAVEN, SHIPPED
from tests.serving import Clients
from tests.web.html import BROWSER, Html

CITIES = pytest.mark.parametrize("seed", [SHIPPED, HAVEN], ids=["shipped", "haven"])
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
# Operations whose answers have no page: they speak to programs.
FOR_PROGRAMS = {
    "/livez",
    "/readyz",
    "/datapackage.json",
    "/catalog.jsonld",
}
# A command of a document, and the problem that it prints.
EXAMPLE = r"curl -s '?http://testserver(/\S*?)'? \|[^\n]*\n(\{.*?\n\})"
OF_THEIR_OWN = (
    "/explore",
    "/explore?view=bar&values=all",
    "/explore?view=table",
    "/explore?view=vintages",
    "/check",
    "/docs",
    "/reference",
    "/guide",
    *(f"/guide/{name}" for name in (*SPOKEN, *WHOLE)),
)


@pytest.fixture(autouse=True)
def _nothing_is_remembered(clients: Clients) -> None:
    """Another test may have chosen a language."""
    for seed in (SHIPPED, HAVEN):
        clients("sqlite", seed).cookies.clear()


def addresses(client: TestClient) -> list[str]:
    """Every page that stands at an operation's address, and those that have their own."""
    shared = [
        operation.address
        for operation in operations(client)
        if operation.path not in FOR_PROGRAMS and operation.path != "/files/{release_id}/{file_name}"
    ]
    searches = [address for address in shared if address not in {"/search", "/check"}]
    return [*searches, "/search?q=a", *OF_THEIR_OWN]


def page_of(client: TestClient, address: str, **headers: str) -> Html:
    answer = client.get(address, headers=BROWSER | headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), address
    return Html(answer.text)


@CITIES
@LANGUAGES
def test_every_page_is_valid_in_both_languages(clients: Clients, seed: Path, lang: str) -> None:
    client = clients("sqlite", seed)
    for address in addresses(client):
        page = page_of(client, address, **{"Accept-Language": lang})
        assert page.all("html")[0]["lang"] == {"zh": "zh-Hans", "en": "en"}[lang], address
        try:
            page.check()
        except Exception as error:
            raise AssertionError(f"{address}: {error}") from error
        client.cookies.clear()


@CITIES
def test_every_page_forbids_what_is_not_ours(clients: Clients, seed: Path) -> None:
    client = clients("sqlite", seed)
    for address in addresses(client):
        headers = client.get(address, headers=BROWSER).headers
        assert headers["content-security-policy"] == page_policy(), address
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert {"Accept", "Accept-Language", "Cookie"} <= set(headers["vary"].split(", "))


def test_the_links_of_every_page_lead_somewhere(clients: Clients) -> None:
    """A crawl of the whole made-up city, from the front page on."""
    client = clients("sqlite", HAVEN)
    seen, waiting = {"/"}, ["/"]
    while waiting:
        answer = client.get(waiting.pop(), headers=BROWSER)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = Html(answer.text)
        for address in {*page.links, *page.loads} - seen:
            seen.add(address)
            found = client.get(address, headers=BROWSER)
            assert found.status_code == 200, f"{answer.url} leads to {address}"
            waiting.append(address)
    nouns = ("/observations/A.", "/checks/", "/evidence/", "/sources/", "/clusters/", "/guide/", "/problems/")
    assert all(any(address.startswith(noun) for address in seen) for noun in nouns)


def test_a_number_leads_to_its_words_and_its_source_in_two_clicks(client: TestClient) -> None:
    front = page_of(client, "/")
    number = next(link for link in front.links if link.startswith("/observations/"))
    page = page_of(client, number)
    kinds = {link.split("/")[1] for link in page.links}
    assert {"evidence", "sources", "checks"} <= kinds


def test_each_page_names_the_requests_it_was_made_of(client: TestClient) -> None:
    text = "".join(page_of(client, "/areas/440100").words)
    command = re.search(r"curl '(http://testserver/areas/440100)'", text)
    assert command
    assert client.get(command[1]).json()["data"]["code"] == "440100"


def test_linked_data_and_open_graph_say_what_a_page_is(client: TestClient) -> None:
    kinds = {
        "/": "Dataset",
        "/indicators/gdp": "Dataset",
        "/organisations/ehang": "Organization",
        "/codelists/qualifier": "DefinedTermSet",
        "/evidence": "ItemList",
        "/releases": "ItemList",
        "/areas/440100": "AdministrativeArea",
        "/projects/huawei-rd": "Project",
        "/clusters/smart-nev": "DefinedTerm",
        "/sources/netease-haopin-2025": "CreativeWork",
        "/observations/A.gdp.440100:2024:netease-haopin-2025": "Observation",
    }
    for address, kind in kinds.items():
        page = page_of(client, address)
        (data,) = page.linked_data
        assert (data["@context"], data["@type"]) == ("https://schema.org", kind)
        properties = {given["property"]: given["content"] for given in page.all("meta") if "property" in given}
        assert properties["og:title"]
        assert properties["og:url"] == f"http://testserver{address}"


def test_a_browser_is_given_a_page_and_a_program_json(client: TestClient) -> None:
    for address in ("/", "/indicators", "/clusters/smart-nev", "/checks"):
        for accept in ("*/*", "application/json", "application/*", ""):
            answer = client.get(address, headers={"Accept": accept})
            assert answer.headers["content-type"] == "application/json", (address, accept)
            assert "Accept" in answer.headers["vary"].split(", ")
        for accept in (BROWSER["Accept"], "text/html", "text/html, */*;q=0.1"):
            answer = client.get(address, headers={"Accept": accept})
            assert answer.headers["content-type"].startswith("text/html"), (address, accept)


def test_a_page_says_the_same_as_the_answer_at_its_address(client: TestClient) -> None:
    row = client.get("/observations/A.gdp.440100:2024:cp-2024").json()["data"]
    text = page_of(client, "/observations/A.gdp.440100:2024:cp-2024").text
    assert row["obs_value_text"] in text
    assert row["included"]["evidence"]["quote"] in text
    assert "31,032.5" in page_of(client, "/observations/A.gdp.440100:2024:cp-2024", **{"Accept-Language": "zh"}).text


def test_pages_are_as_strict_as_the_answers(client: TestClient) -> None:
    for address, status in (
        ("/clusters/smart-nev?colour=red", 400),
        ("/clusters?limit=0", 422),
        ("/clusters/smart-nevv", 404),
        ("/guide?colour=red", 400),
        ("/guide/nothing", 404),
        ("/explore?colour=red", 400),
        ("/explore?view=pie", 422),
        ("/coverage?colour=red", 400),
        ("/codelists/qualifierr", 404),
        ("/schemas/nothing", 404),
        ("/sitemap.xml?colour=red", 400),
        ("/indicators/gdp.svg?colour=red", 400),
        ("/indicators/gdp.svg?width=10", 422),
        ("/indicators/gpd.svg", 404),
        ("/observations/nothing", 404),
        ("/?lang=fr", 422),
        ("/nothing-here", 404),
    ):
        shown = client.get(address, headers=BROWSER)
        assert (shown.status_code, shown.headers["content-type"]) == (status, "text/html; charset=utf-8"), address
        assert shown.headers["content-security-policy"] == page_policy()
        Html(shown.text).check()
        told = client.get(address)
        if not address.startswith("/explore"):
            assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json"), address
            assert told.json()["instance"] == address.partition("?")[0]


def test_a_failure_names_what_is_near_on_its_page(client: TestClient) -> None:
    text = client.get("/clusters/smart-nevv?lang=zh", headers=BROWSER).text
    assert "smart-nev" in text
    assert "/problems/not-found" in text


def test_the_language_is_chosen_and_remembered(client: TestClient) -> None:
    assert page_of(client, "/clusters", **{"Accept-Language": "zh-CN,en;q=0.5"}).all("html")[0]["lang"] == "zh-Hans"
    chosen = client.get("/clusters?lang=en", headers=BROWSER)
    assert "lang=en" in chosen.headers["set-cookie"]
    assert page_of(client, "/clusters", **{"Accept-Language": "zh-CN"}).all("html")[0]["lang"] == "en"
    # What fails speaks the same language.
    assert "Not found" in client.get("/clusters/x", headers=BROWSER | {"Accept-Language": "zh-CN"}).text
    client.cookies.clear()


def test_light_or_dark_is_remembered(client: TestClient) -> None:
    assert page_of(client, "/").all("html")[0]["data-theme"] == "auto"
    assert page_of(client, "/", Cookie="theme=dark").all("html")[0]["data-theme"] == "dark"
    assert page_of(client, "/", Cookie="theme=red").all("html")[0]["data-theme"] == "auto"


def test_a_page_is_not_sent_twice(client: TestClient) -> None:
    tag = client.get("/clusters", headers=BROWSER).headers["etag"]
    assert client.get("/clusters", headers=BROWSER | {"If-None-Match": tag}).status_code == 304
    assert client.get("/clusters", headers={"If-None-Match": tag}).status_code == 200


def test_the_first_view_is_small(client: TestClient) -> None:
    for address in ("/", "/explore", "/checks", "/indicators/gdp"):
        headers = BROWSER | {"Accept-Encoding": "br"}
        with client.stream("GET", address, headers=headers) as answer:
            size = sum(len(part) for part in answer.iter_raw())
        page = page_of(client, address)
        for asset in {given["href"] for given in page.all("link") if given["rel"] == "stylesheet"} | {
            given["src"] for given in page.all("script") if "src" in given
        }:
            with client.stream("GET", asset, headers={"Accept-Encoding": "br"}) as answer:
                size += sum(len(part) for part in answer.iter_raw())
        assert size < 40_000, (address, size)


@CITIES
def test_pictures_have_titles_in_both_languages_and_a_source(clients: Clients, seed: Path) -> None:
    client = clients("sqlite", seed)
    row = client.get("/indicators/gdp").json()["data"]
    for lang in ("zh", "en"):
        answer = client.get(f"/indicators/gdp.svg?lang={lang}")
        assert answer.headers["content-type"] == "image/svg+xml"
        root = ET.fromstring(answer.text)
        words = " ".join(text for text in root.itertext() if text.strip())
        assert row["name_zh"] in words
        assert row["name_en"] in words
        assert "来源 Source" in words
        assert "style" not in answer.text
        client.cookies.clear()


def test_pictures_take_areas_periods_and_a_theme(client: TestClient) -> None:
    light = client.get("/indicators/gdp.svg?area=440100,440300&start_period=2019").text
    dark = client.get("/indicators/gdp.svg?area=440100&theme=dark&chart=bar&width=400&height=300").text
    assert light.count('class="s1"') >= 1
    assert 'width="400" height="300"' in dark
    assert light.split("<rect")[1] != dark.split("<rect")[1]
    empty = client.get("/indicators/gdp.svg?start_period=1900&end_period=1901")
    assert empty.status_code == 200


def test_hedged_values_are_hollow_and_lines_stop_at_breaks(client: TestClient) -> None:
    assert 'class="hollow"' in client.get("/indicators/vehicle_output.svg?area=440100").text
    text = client.get("/indicators/gdp.svg?area=440100").text
    rows = client.get("/observations?indicator=gdp&area=440100&freq=A").json()["data"]
    breaks = [after for before, after in pairwise(rows) if before["series_break"] != after["series_break"]]
    assert text.count('class="break"') == len(breaks) > 0


def test_a_picture_of_many_areas_names_a_few_and_counts_the_others(client: TestClient) -> None:
    codes = ("100000", "110000", "310000", "440100", "440300")
    root = ET.fromstring(client.get(f"/indicators/gdp.svg?lang=en&width=320&area={','.join(codes)}").text)
    texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
    words = " ".join(one.text or "" for one in texts)
    assert "Gross domestic product · China · Beijing · and 3 more" in words
    # Nothing that begins at the left edge ends beyond the right one.
    assert all(
        16 + width_of(one.text or "", float(one.get("font-size", 13))) <= 320 for one in texts if one.get("x") == "16"
    )
    # Each key of the legend has the shape of its series.
    assert all(name in words for name in ("China", "Shenzhen"))


def test_text_is_cut_at_whole_words() -> None:
    assert wrapped("Gross domestic product · Guangzhou", 10, 150) == ["Gross domestic product ·", "Guangzhou"]
    assert wrapped("地区生产总值", 10, 30) == ["地区生", "产总值"]
    assert shortened("GitHub cscoheru/china-platform repository", 1, 20) == "GitHub cscoheru/china-platform…"
    assert shortened("a short one", 1, 20) == "a short one"


def test_a_picture_is_there_as_png(client: TestClient) -> None:
    answer = client.get("/indicators/gdp.png?lang=zh")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert int.from_bytes(answer.content[16:20], "big") == 1440
    assert len(answer.content) > 20_000


def test_an_embed_may_stand_in_any_page(client: TestClient) -> None:
    answer = client.get("/embed/indicators/gdp?area=440100", headers=BROWSER)
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    page = Html(answer.text)
    page.check()
    assert page.all("svg")


def test_another_city_is_nowhere_named(clients: Clients) -> None:
    client = clients("sqlite", HAVEN)
    for address in addresses(client):
        if address.removeprefix("/guide/") in WHOLE:
            continue  # the contract gives examples of the shipped data set, and says so
        text = client.get(address, headers=BROWSER).text
        assert not re.search("广州|guangzhou|440100|12218", text, re.IGNORECASE), address


def test_explore_holds_its_state_in_the_address(client: TestClient) -> None:
    query = "indicator=gdp&area=440100&freq=A&start_period=2020&transform=pct_change_year_ago&view=bar"
    page = page_of(client, f"/explore?{query}")
    chosen = [given["value"] for given in page.all("option") if "selected" in given]
    assert chosen == ["A", "pct_change_year_ago"]
    ticked = {given["value"] for given in page.all("input") if "checked" in given}
    assert ticked == {"gdp", "440100", "bar"}
    text = "".join(page.words)
    assert "transform=pct_change_year_ago" in text
    (request,) = {given["data-request"] for given in page.all("div") if "data-request" in given}
    assert client.get(request).json()["data"][0]["transform"] == "pct_change_year_ago"


def test_explore_tells_why_there_is_nothing_and_what_there_is_instead(client: TestClient) -> None:
    page = page_of(client, "/explore?indicator=gdp&area=440100&freq=A&transform=index")
    page.check()
    text = "".join(page.words)
    assert "Gross domestic product · Guangzhou: 2010 and 2019 are on different bases" in text
    # What is refused has no command and no file.
    assert "curl -s" not in text
    assert "transform=index'" not in text
    assert not [link for link in page.links if link.startswith("/observations.csv")]
    later, plain = (link for link in page.links if link.startswith("/explore?indicator=gdp"))
    assert "start_period=2019" in later
    assert "transform" not in plain
    for way in (later, plain):
        assert "curl -s" in page_of(client, way).text


def test_a_picture_is_of_what_explore_shows(client: TestClient) -> None:
    query = "indicator=gdp&area=440100&freq=A&start_period=2020&values=all&as_of=2026-01-31"
    links = [given["href"] for given in page_of(client, f"/explore?{query}&view=bar").all("a") if "href" in given]
    (picture,) = [link for link in links if ".svg?" in link]
    for same in ("area=440100", "freq=A", "start_period=2020", "values=all", "as_of=2026-01-31", "chart=bar"):
        assert same in picture
    drawn = client.get(picture).text
    rows = client.get(f"/observations?{query}&limit=1000").json()["data"]
    assert drawn.count("<title>") == len(rows) + 1
    # Without an area Explore shows all of them, and so does its picture.
    (link,) = [link for link in page_of(client, "/explore?indicator=gdp&freq=A").all("a") if ".svg?" in link["href"]]
    assert "area=100000,110000" in link["href"]


def test_the_permalink_of_a_selection_answers(client: TestClient) -> None:
    release = client.get("/").json()["meta"]["release"]
    for address in ("/explore?indicator=gdp&area=440100", f"/explore?indicator=gdp&area=440100&release={release}"):
        text = " ".join(page_of(client, address).words)
        (found,) = re.findall(r"Release \S+ http://testserver(/observations\?\S+)", text)
        assert client.get(found).json()["meta"]["release"] == release


def test_explore_says_when_it_shows_less_than_there_is(client: TestClient) -> None:
    assert "the first 5 are shown" in "".join(page_of(client, "/explore?indicator=gdp&limit=5").words)
    assert "are shown" not in "".join(page_of(client, "/explore?indicator=gdp").words)


def test_explore_offers_every_format(client: TestClient) -> None:
    page = page_of(client, "/explore?indicator=vehicle_output")
    links = [given["href"] for given in page.all("a") if given.get("href", "").startswith("/observations")]
    for form in (".csv?", ".xlsx?", ".parquet?", ".ndjson?", "format=json-stat", "format=sdmx-csv"):
        (link,) = [link for link in links if form in link]
        assert client.get(link).status_code == 200, link
    (whole,) = [link for link in links if link.endswith("format=json")]
    assert not client.get(whole).json()["page"]["next_cursor"]


def test_an_indicator_has_its_request_and_a_legend_of_what_is_drawn(client: TestClient) -> None:
    text = "".join(page_of(client, "/indicators/gdp").words)
    (request,) = re.findall(r"curl -s 'http://testserver(/observations\?[^']+)'", text)
    rows = client.get(request).json()["data"]
    assert {row["time_period"] for row in rows} >= {"2019", "2024"}
    assert ("Dotted upright" in text) == (len({row["series_break"] for row in rows}) > 1)
    assert ("hollow:" in text) == any(row["qualifier"] != "exact" or row["obs_status"] in "EF" for row in rows)


def test_vintages_of_a_series_stand_side_by_side(client: TestClient) -> None:
    page = page_of(client, "/explore?indicator=resident_population&area=440100&freq=A&view=vintages")
    (told,) = [json.loads(text) for given, text in page.scripts if given.get("class") == "config"]
    days = [one["address"].partition("as_of=")[2].partition("&")[0] for one in told["vintages"]]
    assert days == sorted(days)
    assert len(days) > 1
    shown = [{row["time_period"]: row for row in client.get(one["address"]).json()["data"]} for one in told["vintages"]]
    for before, after in pairwise(shown):
        # Each vintage but the last says what the next one says otherwise, or no more.
        assert any(
            period not in after or after[period]["obs_value"] != row["obs_value"] for period, row in before.items()
        )
    text = "".join(page.words)
    assert text.count("changed") == sum(
        after[period]["obs_value"] != row["obs_value"] or after[period]["qualifier"] != row["qualifier"]
        for before, after in pairwise(shown)
        for period, row in before.items()
        if period in after
    )
    for row in shown[0].values():
        assert f"/observations/{row['observation_id']}" in page.links


def test_vintages_are_of_one_series_and_say_so(client: TestClient) -> None:
    text = page_of(client, "/explore?indicator=gdp&area=440100,440300&freq=A&view=vintages").text
    assert "Vintages are shown of one series" in text


@CITIES
def test_the_examples_of_the_guide_are_of_the_city_that_is_served(clients: Clients, seed: Path) -> None:
    client = clients("sqlite", seed)
    client.cookies.clear()
    home = client.get("/").json()["data"]["area"]
    for lang in ("zh", "en"):
        page = page_of(client, "/guide/curl", **{"Accept-Language": lang})
        text = "".join(page.words)
        (address,) = re.findall(r"curl -s 'http://testserver(/observations\?[^']+)'", text)
        assert f"area={home}" in address
        row = client.get(address).json()["data"][-1]
        assert f'"obs_value_text": "{row["obs_value_text"]}"' in text
        (number,) = re.findall(r"curl -s 'http://testserver(/observations/[^']+)'", text)
        assert client.get(number).status_code == 200
        for name in ("pandas", "javascript", "excel"):
            shown = "".join(page_of(client, f"/guide/{name}", **{"Accept-Language": lang}).words)
            found = re.findall(r"http://testserver(/[^\s\"'`]+)", shown)
            assert found
            for one in found:
                assert client.get(one).status_code == 200, one
        client.cookies.clear()


def test_the_guide_prints_what_its_documents_print(client: TestClient) -> None:
    for lang in ("zh", "en"):
        written = (ROOT / "docs" / "guide" / lang / "curl.md").read_text(encoding="utf-8")
        text = "".join(page_of(client, "/guide/curl", **{"Accept-Language": lang}).words)
        for block in re.findall(r"```console\n(.*?)```", written, re.DOTALL):
            command, printed = block.replace("http://127.0.0.1:8000", "http://testserver").split("\n", 1)
            # The command is copied without its prompt; what it prints stands below it.
            assert command.removeprefix("$ ") in text
            assert printed in text
        client.cookies.clear()


def test_a_document_with_examples_of_another_city_says_so(clients: Clients) -> None:
    said = "of the data that the software comes with"
    assert said not in page_of(clients("sqlite", SHIPPED), "/guide/api").text
    assert said in page_of(clients("sqlite", HAVEN), "/guide/api").text
    assert said not in page_of(clients("sqlite", HAVEN), "/guide/settings").text


@CITIES
def test_the_example_of_a_problem_is_such_a_problem_here(clients: Clients, seed: Path) -> None:
    client = clients("sqlite", seed)
    for row in client.get("/problems").json()["data"]:
        text = "".join(page_of(client, f"/problems/{row['slug']}").words)
        for path, printed in re.findall(EXAMPLE, text, re.DOTALL):
            answer = client.get(path, headers={"Accept-Language": ""})
            assert answer.json()["detail"] == json.loads(printed)["detail"], path
            assert answer.json()["type"].endswith(row["slug"])


def test_the_example_of_a_problem_is_in_the_language_of_its_page(client: TestClient) -> None:
    for lang, title in (("zh", "代码不存在"), ("en", "Unknown code")):
        text = "".join(page_of(client, "/problems/unknown-code", **{"Accept-Language": lang}).words)
        ((_, printed),) = re.findall(EXAMPLE, text, re.DOTALL)
        assert json.loads(printed)["title"] == title
        client.cookies.clear()


def test_documents_in_english_have_an_abstract_in_chinese(client: TestClient) -> None:
    for name, (title, abstract) in WHOLE.items():
        page = page_of(client, f"/guide/{name}", **{"Accept-Language": "zh"})
        assert abstract in page.text
        assert f"{title} 英文" in "".join(page.words)
        assert abstract not in page_of(client, f"/guide/{name}", **{"Accept-Language": "en"}).text


def test_what_is_worked_out_is_said_in_words_and_leads_to_its_figures(client: TestClient) -> None:
    check = "/checks/nev-national-share:A.nev_output_national_share.440100:2024:netease-haopin-2025"
    words = {
        "zh": "广州市新能源汽车产量 50 万辆 ÷ 中国新能源汽车产量 1,288.8 万辆 = 3.9%",
        "en": "New energy vehicle output, Guangzhou 500,000 vehicles ÷ "
        "New energy vehicle output, China 12.888 million vehicles = 3.9%",
    }
    for lang, told in words.items():
        for address in ("/", "/checks", check):
            page = page_of(client, address, **{"Accept-Language": lang})
            assert told in re.sub(r"\s+", " ", "".join(page.words)), address
            assert "/observations/A.nev_output.440100:2024:netease-haopin-2025" in page.links
            assert (check in page.links) is (address != check)
        client.cookies.clear()


def test_checks_say_which_area_and_which_unit(client: TestClient) -> None:
    gdp = "".join(page_of(client, "/indicators/gdp", **{"Accept-Language": "en"}).words)
    assert re.search("Gross domestic product\xa0· Guangzhou\xa0· 2016", gdp)
    assert "they differ by 6.35 billion CNY" in gdp
    text = "".join(page_of(client, "/checks", **{"Accept-Language": "en"}).words)
    assert "3.84 to 3.92%" in text
    assert "3.840633" not in text


def test_a_reference_has_each_text_in_one_language(client: TestClient) -> None:
    zh = "".join(page_of(client, "/reference", **{"Accept-Language": "zh"}).words)
    client.cookies.clear()
    en = "".join(page_of(client, "/reference", **{"Accept-Language": "en"}).words)
    assert "前加 - 为倒序。 position" in zh
    assert "Fields to sort by" not in zh
    assert "a leading - reverses. position" in en
    assert "排序字段" not in en


def test_a_rank_by_letters_stands_as_it_was_printed(client: TestClient) -> None:
    row = next(
        row for row in client.get("/observations?values=all&limit=1000").json()["data"] if row["obs_value"] is None
    )
    text = page_of(client, f"/sources/{row['source']}").text
    assert f'<span class="number">{row["obs_value_text"]}</span>' in text


def test_every_page_has_a_picture(client: TestClient) -> None:
    for address in ("/", "/checks", "/guide", "/clusters/12218", "/indicators/gdp", "/search?q=a"):
        properties = {
            one["property"]: one["content"] for one in page_of(client, address).all("meta") if "property" in one
        }
        picture = properties["og:image"]
        assert picture.startswith("http://testserver/indicators/"), address
        answer = client.get(picture.removeprefix("http://testserver"))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


@CITIES
def test_the_sitemap_has_every_page_and_no_other(clients: Clients, seed: Path) -> None:
    client = clients("sqlite", seed)
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    places = [
        one.text or "" for one in ET.fromstring(answer.text).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert len(places) == len(set(places))
    assert len(places) < 50_000
    paths = {place.removeprefix("http://testserver") for place in places}
    for path in sorted(paths)[:: max(1, len(paths) // 60)]:
        page_of(client, path).check()
    for noun in ("/", "/coverage", "/codelists/unit_measure", "/evidence", "/releases", "/claims", "/guide/curl"):
        assert noun in paths
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text


def test_every_code_list_has_a_title(client: TestClient) -> None:
    assert {row["code"] for row in client.get("/codelists").json()["data"]} == set(TITLES)


def test_a_filter_leads_to_no_empty_list(client: TestClient) -> None:
    page = page_of(client, "/projects")
    filters = [link for link in page.links if link.startswith("/projects?status=")]
    assert filters
    assert all(client.get(link).json()["page"]["total"] for link in filters)


def test_what_rests_on_words_is_told_in_full(client: TestClient) -> None:
    text = page_of(client, "/evidence/nh-041").text
    assert "Share of national new energy vehicle output · Guangzhou · 2024: 15%" in text


def test_a_wrong_code_leads_to_the_right_page(client: TestClient) -> None:
    page = Html(client.get("/clusters/smart-nevv", headers=BROWSER).text)
    assert "/clusters/smart-nev" in page.links


def test_the_guide_shows_requests_to_this_server(client: TestClient) -> None:
    assert "http://testserver/observations" in page_of(client, "/guide/curl").text
    assert "127.0.0.1" not in page_of(client, "/guide/pandas").text


@pytest.mark.parametrize("root_path", ["/city"])
@pytest.mark.filterwarnings("ignore:The `root_path` parameter is deprecated")
def test_pages_hold_behind_a_prefix(originals: object, root_path: str) -> None:
    from tests.serving import client_of
    from tests.stores import Originals

    assert isinstance(originals, Originals)
    with client_of(originals.url("sqlite", HAVEN), root_path=root_path) as client:
        for address in ("/city/", "/city/clusters", "/city/explore", "/city/guide"):
            page = page_of(client, address)
            for link in {*page.links, *page.loads}:
                assert link.startswith("/city"), (address, link)
                assert client.get(link, headers=BROWSER).status_code == 200, link


def test_json_in_a_page_cannot_end_its_element() -> None:
    from app.web.render import data_json

    text = data_json({"a": "</script><!--&"})
    assert "<" not in text
    assert json.loads(text) == {"a": "</script><!--&"}
