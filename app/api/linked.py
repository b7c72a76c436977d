"""The data set as linked data: one JSON-LD document in DCAT 3 and schema.org."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.vocabulary import Pair
from app.formats.delimited import moment
from app.queries.about import About
from app.queries.pages import Row
from app.queries.releases import Stamp
from app.release.shelf import KeptFile

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGES = [{"@id": f"http://publications.europa.eu/resource/authority/language/{code}"} for code in ("ZHO", "ENG")]
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def catalogue(
    root: str, stamp: Stamp, history: Sequence[Row], subject: About, files: Mapping[str, KeptFile]
) -> dict[str, Any]:
    """The catalogue, its one data set, its files, its service and its releases; `root` is where the service is."""
    dataset, here = stamp.dataset, f"{root}/catalog.jsonld"
    ids = {name: {"@id": f"{here}#{name}"} for name in ("catalog", "dataset", "api", "publisher")}
    title, description = _spoken(dataset, "name"), _spoken(dataset, "description")
    common = {
        "dct:title": title,
        "dct:description": description,
        "dct:publisher": ids["publisher"],
        "dct:license": {"@id": dataset["license_url"]},
        "dct:language": _LANGUAGES,
        "schema:name": title,
        "schema:description": description,
        "schema:publisher": ids["publisher"],
        "schema:license": {"@id": dataset["license_url"]},
        "schema:inLanguage": ["zh", "en"],
    }
    names = _spoken(dataset, "publisher")
    publisher = {
        **ids["publisher"],
        "@type": ["foaf:Agent", "schema:Organization"],
        "foaf:name": names,
        "schema:name": names,
    }
    catalog = {
        **ids["catalog"],
        "@type": ["dcat:Catalog", "schema:DataCatalog"],
        **common,
        "dct:modified": _instant(stamp.published_at),
        "dcat:dataset": ids["dataset"],
        "dcat:service": ids["api"],
        "schema:dataset": ids["dataset"],
    }
    service = {
        **ids["api"],
        "@type": ["dcat:DataService", "schema:WebAPI"],
        **common,
        "dcat:endpointURL": {"@id": f"{root}/"},
        "dcat:endpointDescription": {"@id": f"{root}/openapi.json"},
        "dcat:servesDataset": ids["dataset"],
        "schema:documentation": {"@id": f"{root}/docs"},
    }
    data = {
        **ids["dataset"],
        "@type": ["dcat:Dataset", "schema:Dataset"],
        **common,
        **_extent(root, subject),
        **_versions(root, stamp, history),
        "schema:url": {"@id": f"{root}/"},
        "schema:includedInDataCatalog": ids["catalog"],
        "schema:isAccessibleForFree": True,
    }
    here_are = [_distribution(root, stamp.release, file) for file in files.values()]
    live = {
        "@id": f"{here}#live",
        "@type": "dcat:Distribution",
        "dct:title": _pair(("接口", "API")),
        "dcat:accessURL": {"@id": f"{root}/observations"},
        "dcat:accessService": ids["api"],
        "dct:license": {"@id": dataset["license_url"]},
    }
    data["dcat:distribution"] = [{"@id": one["@id"]} for one in (*here_are, live)]
    data["schema:distribution"] = [{"@id": one["@id"]} for one in here_are]
    before = [*history[1:], None]
    releases = [_release(root, ids["dataset"], title, *pair) for pair in zip(history, before, strict=True)]
    return {"@context": _CONTEXT, "@graph": [catalog, data, service, publisher, *here_are, live, *releases]}


def _extent(root: str, subject: About) -> dict[str, Any]:
    """Where, when and of what."""
    names = _pair(subject.area_names)
    place = {
        "@id": f"{root}/areas/{subject.area}",
        "@type": ["dct:Location", "schema:Place"],
        "skos:prefLabel": names,
        "schema:name": names,
    }
    found: dict[str, Any] = {
        "dct:spatial": place,
        "schema:spatialCoverage": {"@id": place["@id"]},
        "dcat:keyword": [spoken for topic in subject.topics for spoken in _pair(topic)],
        "schema:keywords": [spoken for topic in subject.topics for spoken in _pair(topic)],
    }
    if subject.first is not None:
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": f"{subject.first}", "@type": "xsd:date"},
            "dcat:endDate": {"@value": f"{subject.last}", "@type": "xsd:date"},
        }
        found["schema:temporalCoverage"] = f"{subject.first}/{subject.last}"
    return found


def _versions(root: str, stamp: Stamp, history: Sequence[Row]) -> dict[str, Any]:
    """Which release it is, and which there were before."""
    found: dict[str, Any] = {
        "dct:identifier": stamp.dataset["code"],
        "dct:issued": _instant(history[-1]["published_at"]),
        "dct:modified": _instant(stamp.published_at),
        "dcat:version": stamp.release,
        "dcat:hasCurrentVersion": {"@id": _place(root, history[0])},
        "dcat:hasVersion": [{"@id": _place(root, release)} for release in history],
        "schema:identifier": stamp.dataset["code"],
        "schema:version": stamp.release,
        "schema:dateModified": _instant(stamp.published_at),
        "schema:datePublished": _instant(history[-1]["published_at"]),
    }
    if len(history) > 1:
        found["dcat:previousVersion"] = {"@id": _place(root, history[1])}
    return found


def _release(root: str, dataset: Row, title: list[Row], release: Row, before: Row | None) -> dict[str, Any]:
    """One release as a version of the data set."""
    found: dict[str, Any] = {
        "@id": _place(root, release),
        "@type": "dcat:Dataset",
        "dct:title": title,
        "dct:issued": _instant(release["published_at"]),
        "dcat:version": release["id"],
        "dcat:isVersionOf": dataset,
    }
    return found | ({"dcat:previousVersion": {"@id": _place(root, before)}} if before else {})


def _distribution(root: str, release: str, file: KeptFile) -> dict[str, Any]:
    """One file, with all that is needed to fetch it and to know that it came whole."""
    place = {"@id": f"{root}/files/{release}/{file.name}"}
    media_type = file.media_type.partition(";")[0]
    return {
        **place,
        "@type": ["dcat:Distribution", "schema:DataDownload"],
        "dct:title": file.name,
        "dcat:accessURL": {"@id": f"{root}/files/{release}"},
        "dcat:downloadURL": place,
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{media_type}"},
        "dcat:byteSize": {"@value": f"{file.size}", "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
        "schema:name": file.name,
        "schema:contentUrl": place,
        "schema:contentSize": f"{file.size} B",
        "schema:encodingFormat": media_type,
        "schema:sha256": file.sha256,
    }


def _place(root: str, release: Row) -> str:
    return f"{root}/releases/{release['id']}"


def _instant(value: Any) -> dict[str, Any]:
    return {"@value": moment(value), "@type": "xsd:dateTime"}


def _spoken(row: Row, name: str) -> list[Row]:
    return _pair((row[f"{name}_zh"], row[f"{name}_en"]))


def _pair(pair: Pair) -> list[Row]:
    return [{"@value": text, "@language": lang} for lang, text in zip(("zh", "en"), pair, strict=True)]
