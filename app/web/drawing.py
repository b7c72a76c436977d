"""Charts as SVG, drawn here: they stand in a page, in a README, or in an iframe, and need no script."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10

from app.web.chart import Line, Point, breaks_of, shape_of
from app.web.client import Json
from app.web.lettering import shortened, width_of, wrapped
from app.web.render import TEMPLATES

# Okabe and Ito's colours, darkened until they stand out from the paper; each series has a shape of its own, too.
COLOURS = {
    "light": ("#00639c", "#b8421c", "#00735a", "#8f4d86", "#8a6100", "#33658a", "#7a3b3b", "#4d5a63"),
    "dark": ("#6cc3e8", "#f0916a", "#4fd0a8", "#dd9fd4", "#e8c15a", "#9fc0e8", "#e3a6a6", "#b4c0c8"),
}
INKS = {
    "light": {"paper": "#fffefb", "ink": "#16232d", "soft": "#566570", "line": "#d9dcd8"},
    "dark": {"paper": "#141d24", "ink": "#e9eef1", "soft": "#a3b1ba", "line": "#33414b"},
}
FONT = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif"
# Sizes of letters: the first title, all else, and the source.
LARGE, PLAIN, SMALL = 17, 13, 11
EDGE = 16.0
# As wide as a chart stands on a phone, so that its letters keep their size.
NARROW = (340, 330)
At = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a chart, and how it is drawn."""

    title: tuple[str, str] = ("", "")
    label: str = ""
    unit: str = ""
    source: str = ""
    size: tuple[int, int] = (720, 400)
    theme: str = "light"
    is_bar: bool = False
    is_computed: bool = False
    # Lines that lie on each other are told apart by their width: the first is the widest and the lightest.
    is_layered: bool = False
    has_legend: bool = True
    lang: str = "en"
    # The widths of a window that the chart is for, where it stands in a page in two sizes.
    windows: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where values are drawn, between what stands above and below, and what turns them into places."""

    left: float
    right: float
    top: float
    bottom: float
    rows: list[tuple[str, float]]
    years: list[tuple[int, float]]
    bar: float
    zero: float
    x: At
    y: At


def both_sizes(lines: Sequence[Line], frame: Frame) -> str:
    """The chart as wide as a page, and as wide as a phone: the style sheet shows the one that fits."""
    return line_chart(lines, replace(frame, windows="on-wide")) + line_chart(
        lines, replace(frame, size=NARROW, windows="on-narrow")
    )


def line_chart(lines: Sequence[Line], frame: Frame) -> str:
    """A chart with its titles, unit, and source line; without values it has no line."""
    width, height = frame.size
    breaks = breaks_of(lines)
    heads, top = _heads(frame, has_breaks=bool(breaks))
    keys, key_rows = _keys(lines, frame)
    source = wrapped(frame.source, SMALL, width - 2 * EDGE)
    bottom = height - 32.0 - 20 * key_rows - (14 * len(source) + 8 if source else 0)
    plot = _plot(lines, frame, top, max(bottom, top + 40))
    return TEMPLATES.get_template("chart.svg").render(
        width=width, height=height, plot=plot, inks=INKS[frame.theme], font=FONT, heads=heads, unit=frame.unit,
        label=frame.label or " · ".join(dict.fromkeys(frame.title)), windows=frame.windows,
        source=[(text, height - 12 - 14 * (len(source) - 1 - place)) for place, text in enumerate(source)],
        lines=[_drawn(line, place, len(lines), plot, frame) for place, line in enumerate(lines)],
        is_bar=frame.is_bar, is_computed=frame.is_computed, keys=keys,
        breaks=_apart([plot.x(when) for when in breaks]), unit_y=top - (22 if breaks else 8),
        words={"break": "口径变化" if frame.lang == "zh" else "break"},
    )  # fmt: skip


def _heads(frame: Frame, *, has_breaks: bool) -> tuple[list[Json], float]:
    """The lines of the titles, and where the plot begins: below them, the unit, and the words of breaks."""
    room = frame.size[0] - 2 * EDGE
    heads: list[Json] = []
    y = 6.0
    for kind, text, size in (("ink", frame.title[0], LARGE), ("soft", frame.title[1], PLAIN)):
        if kind == "soft" and text == frame.title[0]:
            continue
        for line in wrapped(text, size, room):
            y += size + 5
            heads.append({"class": kind, "text": line, "size": size, "y": y})
    return heads, y + 12 + (16 if frame.unit else 0) + (14 if has_breaks else 0)


def _keys(lines: Sequence[Line], frame: Frame) -> tuple[list[Json], int]:
    """The legend in columns: the shape, name and place of each series, counted from below the axis; and its rows."""
    if not frame.has_legend or len(lines) < 2:
        return [], 0
    room = frame.size[0] - 2 * EDGE
    widest = max(width_of(line.name, PLAIN) for line in lines) + 42
    columns = int(min(len(lines), max(1 if room < 400 else 2, room // widest)))
    step = room / columns
    keys = [
        {
            "name": shortened(line.name, PLAIN, step - 34),
            "class": f"s{place % 8}",
            "colour": COLOURS[frame.theme][place % 8],
            "shape": "square" if frame.is_bar else shape_of(place),
            "x": round(EDGE + place % columns * step, 1),
            "y": 40 + 20 * (place // columns),
        }
        for place, line in enumerate(lines)
    ]
    return keys, ceil(len(lines) / columns)


def _plot(lines: Sequence[Line], frame: Frame, top: float, bottom: float) -> Plot:
    points = [point for line in lines for point in line.points]
    marks = _marks(points, is_bar=frame.is_bar, wanted=3 if bottom - top < 120 else 5)
    labels = [_short(mark, frame.lang) for mark in marks]
    left = 22.0 + 7.4 * max(len(label) for label in labels)
    right = frame.size[0] - 22.0
    first, last = min((p.when for p in points), default=0.0), max((p.when for p in points), default=1.0)
    pad = max((last - first) * 0.04, 0.5 if frame.is_bar else 0.3)
    first, last = first - pad, last + pad

    def x(when: float) -> float:
        return round(left + (when - first) / (last - first) * (right - left), 1)

    def y(value: float) -> float:
        return round(bottom - (value - marks[0]) / (marks[-1] - marks[0]) * (bottom - top), 1)

    years = [year for year in range(floor(first), ceil(last)) if first <= year + 0.5 <= last]
    every = max(1, ceil(len(years) * 46 / (right - left)))
    span = (right - left) / max(1.0, last - first)
    return Plot(
        left, right, top, bottom,
        rows=[(label, y(mark)) for label, mark in zip(labels, marks, strict=True)],
        years=[(year, x(year + 0.5)) for year in years if (years[-1] - year) % every == 0],
        bar=max(2.0, min(36.0, span * 0.7 / max(1, len(lines)))), zero=y(max(marks[0], 0.0)), x=x, y=y,
    )  # fmt: skip


def _marks(points: Sequence[Point], *, is_bar: bool, wanted: int) -> list[float]:
    """The marks of the value axis."""
    low, high = min((p.value for p in points), default=0.0), max((p.value for p in points), default=1.0)
    # A bar stands on nought, and so does a line whose values are not far from it.
    if is_bar or (low > 0 and low < high * 0.5):
        low = min(low, 0.0)
    return ticks(low, max(high, 0.0) if is_bar else high, wanted)


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers that span the values."""
    if low == high:
        low, high = (low - 1, high + 1) if low == 0 else (min(0.0, low * 1.2), max(0.0, high * 1.2))
    raw = (high - low) / wanted
    power = 10 ** floor(log10(raw))
    step = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= raw)
    first, last = floor(low / step), ceil(high / step)
    return [round(place * step, 10) for place in range(first, last + 1)]


def _drawn(line: Line, place: int, count: int, plot: Plot, frame: Frame) -> Json:
    """A series as the template draws it."""
    beneath = count - 1 - place if frame.is_layered else 0
    aside = plot.bar * (place - (count - 1) / 2) if frame.is_bar else 0
    return {
        "colour": COLOURS[frame.theme][place % 8],
        "shape": shape_of(place),
        "class": f"s{place % 8}",
        "width": 2.25 + 1.75 * beneath,
        "size": 4 + 1.25 * beneath,
        "opacity": 0.45 if beneath else 1,
        "path": [] if frame.is_bar else _pieces(line.preferred, plot.x, plot.y),
        "points": [
            {
                "x": round(plot.x(point.when) + aside, 1),
                "y": plot.y(point.value),
                "hollow": point.is_hedged,
                "rival": not point.is_preferred,
                "label": point.label,
            }
            for point in line.points
        ],
    }


def _apart(places: Sequence[float]) -> list[tuple[float, bool]]:
    """Each place, and whether there is room for a word above it."""
    labelled: list[tuple[float, bool]] = []
    for place in places:
        free = all(place - other > 64 for other, has_word in labelled if has_word)
        labelled.append((place, free))
    return labelled


def _pieces(points: Sequence[Point], x: At, y: At) -> list[str]:
    """Paths: a line is not drawn across a break, nor across years that are missing."""
    pieces: list[list[Point]] = []
    for point in points:
        before = pieces[-1][-1] if pieces else None
        if before and before.series_break == point.series_break and point.when - before.when < 1.6:
            pieces[-1].append(point)
        else:
            pieces.append([point])
    return ["M" + " L".join(f"{x(p.when)} {y(p.value)}" for p in piece) for piece in pieces if len(piece) > 1]


def _short(value: float, lang: str) -> str:
    steps = ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, "bn"), (1e6, "m"))
    for size, word in steps:
        if abs(value) >= size:
            return f"{value / size:,.4g}{word}".replace("-", "−")
    return (f"{value:,.0f}" if value == int(value) else f"{value:,.10g}").replace("-", "−")
