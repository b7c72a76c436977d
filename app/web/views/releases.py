"""One release of the data, and its files."""

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.views.one import linked, one_page


async def release(visit: Visit, release_id: str) -> Response:
    """A published state of the data: its tables, and what it changed."""
    del release_id
    row: Json = (await visit.answered())["data"]
    return await one_page(
        visit,
        ("数据版本", "Release"),
        row | {"name_zh": row["id"], "name_en": row["id"]},
        facts=[
            ("发布于|Published", visit.speech.instant(row["published_at"]), ""),
            ("种子版本|Version of the seed", row["version"], ""),
            ("摘要|Digest", row["digest"], ""),
        ],
        tables=row["tables"],
        changes=row["changes"],
        files=row["files"],
        data=linked(visit, "Dataset", row | {"name_zh": row["id"], "name_en": row["id"]}, **_dataset(visit, row)),
    )


def _dataset(visit: Visit, row: Json) -> Json:
    """What makes a release a data set: its day, and its files."""
    return {
        "version": row["id"],
        "datePublished": row["published_at"],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": one["name"],
                "encodingFormat": one["media_type"].partition(";")[0],
                "contentUrl": visit.origin + one["href"],
            }
            for one in row["files"]
        ],
    }


async def files(visit: Visit, release_id: str) -> Response:
    """The files of a release, by themselves."""
    row: Json = (await visit.answered())["data"]
    return await one_page(
        visit,
        ("数据版本的文件", "Files of a release"),
        {"name_zh": release_id, "name_en": release_id},
        facts=[("数据版本|Release", release_id, visit.url("releases", release_id))],
        files=row["files"],
    )
