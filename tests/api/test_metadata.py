"""What machines read before the data says what is so, in the words of its standards."""

import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree import ElementTree as ET

import httpx
import pandas as pd
import pytest
from fastapi.testclient import TestClient
from frictionless import Package, Resource, Schema, validate
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, XSD

from app.domain.vocabulary import LISTS
from app.queries.whole import COLUMNS, WHOLE
from app.release.publish import seed_store
from app.release.snapshot import ensure
from tests.commands import Server, Setting, serving
from tests.contract.openapi import operations
from tests.seeds import HAVEN, SHIPPED, SeedCopy
from tests.serving import Clients, client_of
from tests.stores import Originals, sqlite_url

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib knows version 2, without versions of data sets
SCHEMA = Namespace("https://schema.org/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
ATOM = "{http://www.w3.org/2005/Atom}"
DOCUMENTS = {
    "/datapackage.json": "application/json",
    "/catalog.jsonld": "application/ld+json",
    "/schemas/observations": "application/json",
    "/releases.atom": "application/atom+xml",
    "/llms.txt": "text/plain; charset=utf-8",
}


def release_of(client: TestClient) -> str:
    return str(client.get("/readyz").json()["release"])


def links_of(header: str) -> list[tuple[str, dict[str, str]]]:
    """The targets of a Link header, each with what is said of it."""
    found = re.findall(r"<([^>]*)>([^<]*)", header)
    return [(target, dict(re.findall(r'(\w+)="([^"]*)"', said))) for target, said in found]


def graph_of(client: TestClient) -> Graph:
    """The catalogue parsed as RDF; its context is in it, so that nothing is fetched."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="ConjunctiveGraph is deprecated")
        return Graph().parse(data=client.get("/catalog.jsonld").text, format="json-ld")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_has_its_type_and_its_validator(haven: TestClient, path: str) -> None:
    answer = haven.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, DOCUMENTS[path])
    assert haven.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    head = haven.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == answer.headers["content-length"]
    assert haven.get(path, params={"release": release_of(haven)}).content == answer.content
    assert haven.get(path, params={"release": "2000.1"}).status_code == 410
    assert haven.get(path, params={"indicator": "gdp"}).status_code == 400
    assert haven.get(path, headers={"Accept": DOCUMENTS[path].partition(";")[0]}).status_code == 200
    refused = haven.get(path, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert DOCUMENTS[path].partition(";")[0] in refused.json()["available"]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_is_the_same_on_every_store(clients: Clients, path: str) -> None:
    sqlite, postgresql = (clients(engine_name, HAVEN).get(path) for engine_name in ("sqlite", "postgresql"))
    assert sqlite.content == postgresql.content
    assert sqlite.headers["etag"] == postgresql.headers["etag"]


def test_the_index_leads_to_each(haven: TestClient) -> None:
    led_to = {resource["href"] for resource in haven.get("/").json()["data"]["resources"]}
    release = release_of(haven)
    assert {*DOCUMENTS, f"/files/{release}"} - {"/schemas/observations"} <= led_to


@pytest.mark.parametrize("name", WHOLE)
def test_a_list_leads_to_its_schema_as_json_and_as_a_file(haven: TestClient, name: str) -> None:
    for path in (f"/{name}", f"/{name}.csv", f"/{name}.parquet"):
        if (name, path) == ("codelists", "/codelists"):
            continue  # one answer, not a list of rows: the schema is of its rows as a file
        described = [(t, said) for t, said in links_of(haven.get(path).headers["link"]) if said["rel"] == "describedby"]
        target, said = described[0]
        assert target == f"/schemas/{name}"
        answer = haven.get(target)
        assert answer.headers["content-type"] == said["type"]
        header = haven.get(f"/{name}.csv").text.splitlines()[0].split(",")
        assert [field["name"] for field in answer.json()["fields"]] == header


def test_one_resource_leads_to_the_openapi_document(haven: TestClient) -> None:
    for path in ("/areas/haven", "/indicators/gdp", "/codelists", "/codelists/qualifier", "/"):
        ((target, said),) = [
            (t, said) for t, said in links_of(haven.get(path).headers["link"]) if said["rel"] == "describedby"
        ]
        assert target == "/openapi.json"
        assert haven.get(target).headers["content-type"] == said["type"]


@pytest.mark.parametrize("name", LISTS)
def test_a_schema_is_one_of_frictionless_and_speaks_both_languages(haven: TestClient, name: str) -> None:
    descriptor = haven.get(f"/schemas/{name}").json()
    assert Schema.from_descriptor(descriptor).to_descriptor()["primaryKey"] == descriptor["primaryKey"]
    for field in descriptor["fields"]:
        assert re.search(r"[一-鿿]", field["title_zh"]), field
        assert field["title_en"].isascii(), field
        assert field["description_en"] in field["description"]
        assert field["description_zh"] in field["description"]


def test_a_column_means_the_same_in_the_schema_and_in_the_openapi_document(client: TestClient) -> None:
    rows = client.get("/openapi.json").json()["components"]["schemas"]
    for name, row in {"observations": "ObservationRow", "sources": "SourceRow", "clusters": "ClusterRow"}.items():
        said = {field["name"]: field["description_en"] for field in client.get(f"/schemas/{name}").json()["fields"]}
        assert [*rows[row]["properties"]] == [*said]
        assert all(said[column] in described["description"] for column, described in rows[row]["properties"].items())


def test_a_wrong_list_is_told_the_nearest_right_ones(haven: TestClient) -> None:
    (fault,) = haven.get("/schemas/observation").json()["errors"]
    assert (fault["parameter"], fault["suggestions"][0]) == ("list_name", "observations")
    assert set(COLUMNS) == set(LISTS)


def test_the_feed_has_an_entry_for_each_release(
    originals: Originals, haven_seed: SeedCopy, tmp_path: Path, engine_name: str
) -> None:
    url, files = originals.copy(engine_name, HAVEN, tmp_path), tmp_path / "files"
    haven_seed.set("catalogue/area.csv", 2, "name_en", "Elsewhere & <beyond>")
    outcome = seed_store(url, haven_seed.directory)
    ensure(url, files)
    with client_of(url, files_dir=files) as client:
        feed = ET.fromstring(client.get("/releases.atom").content)
        releases = client.get("/releases").json()["data"]
        ids = [UUID(found.text) for found in feed.iter(f"{ATOM}id") if found.text]
        assert len(ids) == len(set(ids)) == 1 + len(releases) == 3
        assert feed.findtext(f"{ATOM}updated") == releases[0]["published_at"]
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == "测试项目 The test project"
        entries = feed.findall(f"{ATOM}entry")
        for entry, release in zip(entries, releases, strict=True):
            assert release["id"] in str(entry.findtext(f"{ATOM}title"))
            assert entry.findtext(f"{ATOM}updated") == release["published_at"]
            links = {link.get("rel"): link for link in entry.findall(f"{ATOM}link")}
            told = client.get(str(links["alternate"].get("href"))).json()["data"]
            assert told["id"] == release["id"]
            assert (release["id"] == outcome.release_id) == ("enclosure" in links)
        assert "0 added, 1 changed, 0 removed. area " in str(entries[0].findtext(f"{ATOM}summary"))
        assert "更改 0" in str(entries[1].findtext(f"{ATOM}summary"))
        package = next(link for link in entries[0].findall(f"{ATOM}link") if link.get("rel") == "enclosure")
        answer = client.get(str(package.get("href")))
        assert f"{len(answer.content)}" == package.get("length")
        assert answer.headers["content-type"] == package.get("type")


def test_the_list_of_releases_leads_to_its_feed_and_keeps_its_formats(haven: TestClient) -> None:
    alternate = ("/releases.atom", {"rel": "alternate", "type": "application/atom+xml"})
    for path in ("/releases", "/releases.csv", "/releases.json"):
        assert alternate in links_of(haven.get(path).headers["link"])
    assert haven.get("/releases.atom/").status_code == 200
    assert haven.get("/releases.rss").status_code == 404


def test_the_catalogue_says_in_triples_what_the_data_set_is(haven: TestClient) -> None:
    graph = graph_of(haven)
    root = "http://testserver"
    ((data),) = set(graph.subjects(RDF.type, SCHEMA.Dataset))
    release = release_of(haven)
    assert (data, RDF.type, DCAT.Dataset) in graph
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert (catalog, RDF.type, SCHEMA.DataCatalog) in graph
    assert (catalog, DCAT.dataset, data) in graph
    names = {Literal("海湾指标", lang="zh"), Literal("Haven Indicators", lang="en")}
    assert set(graph.objects(data, DCTERMS.title)) == names
    assert graph.value(data, DCTERMS.license) == URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
    assert graph.value(data, DCAT.version) == Literal(release)
    assert set(graph.objects(data, DCAT.hasVersion)) == {URIRef(f"{root}/releases/{release}")}
    assert graph.value(data, DCTERMS.spatial) == URIRef(f"{root}/areas/haven")
    assert {str(language).rpartition("/")[2] for language in graph.objects(data, DCTERMS.language)} == {"ZHO", "ENG"}
    period = graph.value(data, DCTERMS.temporal)
    start, end = graph.value(period, DCAT.startDate), graph.value(period, DCAT.endDate)
    assert isinstance(start, Literal)
    assert isinstance(end, Literal)
    assert start.datatype == end.datatype == XSD.date
    assert start < end
    publisher = graph.value(data, DCTERMS.publisher)
    assert Literal("The test project", lang="en") in set(graph.objects(publisher, FOAF.name))
    service = graph.value(predicate=RDF.type, object=DCAT.DataService)
    assert graph.value(service, DCAT.endpointDescription) == URIRef(f"{root}/openapi.json")
    assert service in set(graph.objects(predicate=DCAT.accessService))


def test_each_distribution_says_what_it_is_and_is_what_it_says(haven: TestClient) -> None:
    graph = graph_of(haven)
    files = {file["href"]: file for file in haven.get(f"/files/{release_of(haven)}").json()["data"]["files"]}
    found = set(graph.subjects(RDF.type, SCHEMA.DataDownload))
    assert {urlsplit(str(one)).path for one in found} == set(files)
    for one in found:
        file = files[urlsplit(str(one)).path]
        assert (one, RDF.type, DCAT.Distribution) in graph
        assert graph.value(one, DCAT.downloadURL) == one == graph.value(one, SCHEMA.contentUrl)
        assert graph.value(one, DCAT.byteSize) == Literal(str(file["bytes"]), datatype=XSD.nonNegativeInteger)
        assert str(graph.value(one, DCAT.mediaType)).endswith(f"/{file['media_type'].partition(';')[0]}")
        checksum = graph.value(one, SPDX.checksum)
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert str(graph.value(checksum, SPDX.checksumValue)).lower() == file["sha256"]
        assert str(graph.value(one, SCHEMA.sha256)) == file["sha256"]
    assert set(graph.objects(predicate=SCHEMA.distribution)) == found


def test_a_release_before_is_the_previous_version(originals: Originals, haven_seed: SeedCopy, tmp_path: Path) -> None:
    url = originals.copy("sqlite", HAVEN, tmp_path)
    haven_seed.set("catalogue/area.csv", 2, "name_en", "Elsewhere")
    seed_store(url, haven_seed.directory)
    with client_of(url, files_dir=tmp_path / "none") as client:
        graph = graph_of(client)
        new, old = (URIRef(f"http://testserver/releases/{r['id']}") for r in client.get("/releases").json()["data"])
    data = graph.value(predicate=RDF.type, object=SCHEMA.Dataset)
    assert graph.value(data, DCAT.previousVersion) == old == graph.value(new, DCAT.previousVersion)
    assert set(graph.objects(data, DCAT.hasVersion)) == {new, old}
    # There are no files yet, but always the API.
    assert [str(one) for one in graph.objects(data, DCAT.distribution)] == ["http://testserver/catalog.jsonld#live"]


def test_without_files_there_is_no_package_and_it_is_said_why(originals: Originals, tmp_path: Path) -> None:
    with client_of(originals.url("sqlite", HAVEN), files_dir=tmp_path / "none") as client:
        answer = client.get("/datapackage.json")
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["reason"] == "this release has no files here"


@pytest.mark.parametrize("seed", [SHIPPED, HAVEN], ids=["shipped", "haven"])
def test_the_notes_are_of_the_city_and_every_request_in_them_answers(clients: Clients, seed: Path) -> None:
    client = clients("sqlite", seed)
    text = client.get("/llms.txt").text
    index = client.get("/").json()["data"]
    assert text.startswith(f"# {index['name_en']} · {index['name_zh']}\n\n> ")
    assert re.findall(r"^## (\w+)", text, flags=re.MULTILINE) == ["Rules", "Words", "Requests", "Documents"]
    for word in ("/check", "permalink", "qualifier", "P9M", "as_of", "contradicted", "series_break", "/coverage"):
        assert word in text
    requests = re.findall(r"\]\(http://testserver(/[^)]*)\)", text)
    assert len(requests) > 30
    for request in requests:
        assert client.get(request).status_code == 200, request
    told = {re.sub(r"\?.*", "", request) for request in requests}
    assert {operation.address for operation in operations(client)} <= told


@pytest.mark.filterwarnings("ignore:The `root_path` parameter is deprecated")
def test_behind_a_prefix_everything_has_it(originals: Originals) -> None:
    with client_of(originals.url("sqlite", HAVEN), root_path="/city") as client:
        release = release_of(client)
        listed = client.get(f"/files/{release}").json()["data"]["files"]
        assert all(client.get(file["href"]).status_code == 200 for file in listed)
        assert listed[0]["href"].startswith(f"/city/files/{release}/")
        for path in ("/releases.atom", "/city/releases.atom"):
            assert f"http://testserver/city/releases/{release}" in client.get(path).text
        assert "](http://testserver/city/check?" in client.get("/llms.txt").text
        assert '"http://testserver/city/catalog.jsonld#dataset"' in client.get("/catalog.jsonld").text
        assert client.get("/datapackage.json").json()["resources"][0]["path"] == f"files/{release}/indicators.csv"
        assert "</city/schemas/areas>" in client.get("/areas").headers["link"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server of the made-up city, on loopback."""
    directory = tmp_path_factory.mktemp("served")
    settings: dict[str, Setting] = {
        "database_url": sqlite_url(directory / "store.sqlite"),
        "files_dir": directory / "files",
    }
    with serving(seed_dir=HAVEN, **settings) as server:
        yield server


@pytest.fixture
def directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a proxy that whoever runs the tests may have."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.mark.usefixtures("directly")
@pytest.mark.filterwarnings("ignore")
def test_frictionless_validates_the_package_over_http(server: Server) -> None:
    report = validate(f"{server.url}/datapackage.json", type="package")
    assert report.flatten(["title", "fieldName", "note"]) == []
    assert report.valid
    assert {task.name for task in report.tasks} == {*WHOLE, "observations-parquet", "database"}


@pytest.mark.usefixtures("directly")
@pytest.mark.filterwarnings("ignore")
def test_frictionless_reads_the_numbers_with_their_types(server: Server) -> None:
    resource = Package(f"{server.url}/datapackage.json").get_resource("observations")
    assert isinstance(resource, Resource)
    rows = resource.read_rows()  # type: ignore[attr-defined]
    told = httpx.get(f"{server.url}/observations?values=all&limit=1000", trust_env=False).json()["data"]
    assert [row["observation_id"] for row in rows] == [row["observation_id"] for row in told]
    assert [None if row["obs_value"] is None else float(row["obs_value"]) for row in rows] == [
        row["obs_value"] for row in told
    ]
    assert [f"{row['period_start']}" for row in rows] == [row["period_start"] for row in told]


@pytest.mark.usefixtures("directly")
@pytest.mark.filterwarnings("ignore")
def test_frictionless_holds_a_list_against_the_schema_that_it_leads_to(server: Server) -> None:
    for name in ("areas", "sources", "coverage"):
        report = validate(f"{server.url}/{name}.csv", schema=f"{server.url}/schemas/{name}")
        assert report.flatten(["title", "fieldName", "note"]) == []


@pytest.mark.usefixtures("directly")
def test_pandas_reads_what_the_package_names(server: Server) -> None:
    package: dict[str, Any] = httpx.get(f"{server.url}/datapackage.json", trust_env=False).json()
    paths = {resource["name"]: f"{server.url}/{resource['path']}" for resource in package["resources"]}
    csv, columnar = (
        pd.read_csv(paths["observations"], dtype={"area": str}),
        pd.read_parquet(paths["observations-parquet"]),
    )
    assert csv["obs_value"].tolist() == pytest.approx(columnar["obs_value"].tolist(), nan_ok=True)
    assert csv["observation_id"].tolist() == columnar["observation_id"].tolist()
    assert json.loads(json.dumps(package)) == package


def test_a_server_that_starts_writes_what_is_missing(server: Server) -> None:
    release = httpx.get(f"{server.url}/readyz", trust_env=False).json()["release"]
    answer = httpx.get(f"{server.url}/files/{release}", trust_env=False)
    assert len(answer.json()["data"]["files"]) == len(WHOLE) + 4
