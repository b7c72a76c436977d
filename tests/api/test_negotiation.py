import pytest

from app.api.negotiation import preferred

JSON, CSV = "application/json", "text/csv"


@pytest.mark.parametrize(
    ("header", "liked"),
    [
        ("", JSON),
        (" , ", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("text/*", CSV),
        ("application/*", JSON),
        ("text/csv;q=0.5, application/json;q=0.4", CSV),
        ("text/csv;q=0.4, application/json;q=0.5", JSON),
        ("*/*;q=0.1, text/csv", CSV),
        ("*/*, application/json;q=0", CSV),
        ("application/json;q=0", None),
        ("*/*;q=0", None),
        ("text/csv;header=present", CSV),
        ("text/csv;header=present;q=0.1, application/json;q=0.2", JSON),
        ("text/html", None),
        ("application/xml, text/html;q=0.9", None),
        ("application/json;q=2", JSON),
        ("application/json;q=nonsense", None),
        ("application/json;q=-1", None),
        ("application/*;q=0.2, application/json;q=0.9, text/csv;q=0.5", JSON),
        ("application/*;q=0.9, */*;q=0.1", JSON),
        ("text/*;q=0.9, */*;q=1", JSON),
        ("nonsense", None),
        ("application", None),
        (";q=1", None),
        ("application/js", None),
        ("application/problem+json", None),
    ],
)
def test_accept_is_read_as_rfc_9110_says(header: str, liked: str | None) -> None:
    assert preferred(header, [JSON, CSV]) == liked


@pytest.mark.parametrize(
    ("header", "liked"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hant-TW;q=0.9", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr, de", None),
        ("fr, zh;q=0.1", "zh"),
        ("*", "en"),
        ("*;q=0.5, zh", "zh"),
        ("en;q=0, *", "zh"),
        ("zho", None),
    ],
)
def test_accept_language_is_read_alike(header: str, liked: str | None) -> None:
    assert preferred(header, ["en", "zh"]) == liked
