"""LibreOffice opens a workbook, and its pages have what the sheets have, in Chinese."""

import re
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.clients.conftest import FILTER, Rows


def printed(server: str, directory: Path, query: str) -> list[str]:
    """The pages of a workbook as a PDF of it has them."""
    book = directory / "book.xlsx"
    answer = httpx.get(f"{server}/observations.xlsx?{query}", timeout=60, trust_env=False).raise_for_status()
    book.write_bytes(answer.content)
    # A profile of its own: LibreOffice lets nobody else use the one of the user while it runs.
    profile = f"-env:UserInstallation=file://{directory / 'profile'}"
    convert = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(directory), str(book)]
    subprocess.run(convert, capture_output=True, timeout=180, check=True)
    told = subprocess.run(
        ["pdftotext", "-layout", str(directory / "book.pdf"), "-"], capture_output=True, text=True, check=True
    )
    return told.stdout.split("\f")[:-1]


@pytest.mark.parametrize(
    ("lang", "titles", "notes"),
    [
        ("zh", ("数值编号", "指标", "时期", "数值", "原文数值", "单位", "备注"), ("数据集", "许可", "来源")),
        (
            "en",
            ("Observation id", "Indicator", "Period", "Value", "Unit", "Source"),
            ("Data set", "Licence", "Sources"),
        ),
    ],
)
def test_a_workbook_reads_well_on_paper(
    server: str, rows: Rows, tmp_path: Path, lang: str, titles: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    pages = printed(server, tmp_path, f"{FILTER}&lang={lang}")
    assert len(pages) <= 8
    whole = "\n".join(pages)
    data = [page for page in pages if re.search(r"A\.gdp\.440100:\d{4}:", page) and notes[0] not in page]
    assert data
    # A column may be on another page, but the row's own id and the titles are on each.
    for page in data:
        # A title of two lines begins on the first of them.
        assert titles[0] in " ".join(page.splitlines()[:3])
    for title in (*titles, *notes):
        assert title in whole, title
    for row in rows:
        assert row["observation_id"] in whole
        assert f"{row['obs_value']:,.{row['decimals']}f}" in whole
        assert row["period_end"] in whole
    assert "Guangzhou Economic Indicators 广州经济指标" in whole
    # No number and no day is cut.
    assert "###" not in whole


def test_chinese_has_its_letters(server: str, tmp_path: Path) -> None:
    printed(server, tmp_path, f"{FILTER}&lang=zh")
    fonts = subprocess.run(["pdffonts", str(tmp_path / "book.pdf")], capture_output=True, text=True, check=True).stdout
    assert re.search(r"CJK|Han|Song|Hei|Ming|Kai", fonts), fonts
