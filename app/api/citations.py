"""How to cite what is served: GB/T 7714-2015 and APA as text, CSL-JSON and BibTeX as data."""

from dataclasses import replace
from typing import Any

from fastapi import Request

from app.queries.pages import Row
from app.queries.releases import Stamp, in_utc


def citation(request: Request, stamp: Stamp, path: str, title_zh: str, title_en: str) -> Row:
    """The citations of one resource by the address that keeps answering with it."""
    dataset, day = stamp.dataset, stamp.published_at.date()
    permalink = f"{str(request.base_url).rstrip('/')}{path}"
    in_title_zh = f"{title_zh}//{dataset['name_zh']}" if title_zh != dataset["name_zh"] else title_zh
    in_title_en = f"{title_en}. In {dataset['name_en']}" if title_en != dataset["name_en"] else title_en
    return {
        "permalink": permalink,
        "gbt7714": (
            f"{dataset['publisher_zh']}. {in_title_zh}[DS/OL]. {stamp.release}版. ({day:%Y-%m-%d}). {permalink}."
        ),
        "apa": (
            f"{dataset['publisher_en']}. ({day:%Y, %B} {day.day}). {in_title_en} (Release {stamp.release})"
            f" [Data set]. {permalink}"
        ),
        "csl_json": _csl(stamp, title_en, permalink),
        "bibtex": (
            f"@misc{{{dataset['code']}-{stamp.release},\n"
            f"  author = {{{{{dataset['publisher_en']}}}}},\n"
            f"  title = {{{title_en}}},\n"
            f"  howpublished = {{{dataset['name_en']}, release {stamp.release}}},\n"
            f"  year = {{{day.year}}},\n"
            f"  url = {{{permalink}}}\n}}"
        ),
    }


def pinned(path: str, stamp: Stamp) -> str:
    """A path that answers from this release or not at all."""
    return f"{path}?release={stamp.release}"


def cited_observation(request: Request, stamp: Stamp, found: Row) -> Row:
    """The citations of one number."""
    indicator, area = found["included"]["indicator"], found["included"]["area"]
    return citation(
        request,
        stamp,
        pinned(f"/observations/{found['observation_id']}", stamp),
        f"{indicator['name_zh']}（{area['name_zh']}，{found['time_period']}）",
        f"{indicator['name_en']} ({area['name_en']}, {found['time_period']})",
    )


def cited_release(request: Request, stamp: Stamp, found: Row) -> Row:
    """The citations of the whole data set as one release has it."""
    release = replace(stamp, release=found["id"], published_at=in_utc(found["published_at"]))
    names = (stamp.dataset["name_zh"], stamp.dataset["name_en"])
    return citation(request, release, f"/releases/{found['id']}", *names)


def _csl(stamp: Stamp, title: str, permalink: str) -> dict[str, Any]:
    dataset, day = stamp.dataset, stamp.published_at.date()
    return {
        "id": permalink,
        "type": "dataset",
        "title": title,
        "author": [{"literal": dataset["publisher_en"]}],
        "container-title": dataset["name_en"],
        "version": stamp.release,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "URL": permalink,
    }
