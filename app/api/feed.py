"""The releases as an Atom feed (RFC 4287)."""

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from app.formats.delimited import moment
from app.queries.pages import Row
from app.queries.releases import Stamp
from app.release.shelf import DESCRIPTOR, Shelf

_ATOM = "http://www.w3.org/2005/Atom"


def feed(root: str, stamp: Stamp, history: Sequence[Row], shelf: Shelf) -> bytes:
    """An entry for each release, the newest first; `root` is the address of the service."""
    dataset = stamp.dataset
    found = Element("feed", {"xmlns": _ATOM})
    _text(found, "id", _id(dataset["code"]))
    _text(found, "title", f"{dataset['name_zh']} {dataset['name_en']}")
    _text(found, "subtitle", f"{dataset['description_zh']} {dataset['description_en']}")
    _text(found, "updated", moment(stamp.published_at))
    _text(found, "rights", f"{dataset['license_name']} {dataset['license_url']}")
    author = SubElement(found, "author")
    _text(author, "name", f"{dataset['publisher_zh']} {dataset['publisher_en']}")
    SubElement(found, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{root}/releases.atom"})
    SubElement(found, "link", {"rel": "alternate", "type": "application/json", "href": f"{root}/releases"})
    for release in history:
        found.append(_entry(root, dataset["code"], release, shelf))
    body: bytes = tostring(found, encoding="utf-8", xml_declaration=True)
    return body


def _entry(root: str, code: str, release: Row, shelf: Shelf) -> Element:
    name = release["id"]
    entry = Element("entry")
    _text(entry, "id", _id(f"{code}/{name}"))
    _text(entry, "title", f"数据版本 Release {name}")
    _text(entry, "updated", moment(release["published_at"]))
    _text(entry, "summary", _summary(release))
    SubElement(entry, "link", {"rel": "alternate", "type": "application/json", "href": f"{root}/releases/{name}"})
    if package := shelf.files(name).get(DESCRIPTOR):
        place = {"href": f"{root}/files/{name}/{DESCRIPTOR}", "type": "application/json", "length": f"{package.size}"}
        SubElement(entry, "link", {"rel": "enclosure", "title": "Data Package"} | place)
    return entry


def _summary(release: Row) -> str:
    """How many rows there are, and what changed in which table."""
    tables = release["tables"]
    rows = sum(table["rows"] for table in tables)
    added, changed, removed = (sum(table[what] for table in tables) for what in ("added", "changed", "removed"))
    where = [
        f"{table['table']} {table['rows']} (+{table['added']} ~{table['changed']} -{table['removed']})"
        for table in tables
        if table["added"] < table["rows"] and (table["added"] or table["changed"] or table["removed"])
    ]
    return (
        f"共 {rows} 行；新增 {added}，更改 {changed}，删除 {removed}。"
        f" {rows} rows; {added} added, {changed} changed, {removed} removed. {', '.join(where)}"
    ).rstrip()


def _id(name: str) -> str:
    """A name for ever, whatever host serves it."""
    return uuid5(NAMESPACE_URL, name).urn


def _text(parent: Element, tag: str, text: str | None) -> None:
    SubElement(parent, tag).text = text
