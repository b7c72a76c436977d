"""Every page in a real browser: nothing fails, nothing is foreign, nobody is shut out, and charts are drawn."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent.parent / "clients" / "node_modules" / "axe-core" / "axe.min.js"
NUMBER = "/observations/A.nev_output_national_share.440100:2024:netease-haopin-2025"
CHECK = "/checks/nev-national-share:A.nev_output_national_share.440100:2024:netease-haopin-2025"
# A code that is nearly right: the page of a failure.
MISSING = "/indicators/gpd"
PAGES = (
    "/",
    "/explore",
    "/explore?indicator=gdp,gdp_growth&area=440100,440300&freq=A&values=all",
    "/explore?indicator=gdp&area=440100&freq=A&view=bar",
    "/explore?indicator=gdp&area=440100&freq=A&view=table",
    "/explore?indicator=gdp&area=440100&freq=A&start_period=2020&transform=pct_change_year_ago",
    "/explore?indicator=gdp&area=440100&freq=A&transform=index",
    "/explore?indicator=resident_population&area=440100&freq=A&view=vintages",
    "/explore?indicator=gdp&area=440100&start_period=1900&end_period=1901",
    NUMBER,
    CHECK,
    "/checks",
    "/checks?verdict=corroborated",
    "/check",
    "/check?indicator=gdp&area=440100&time_period=2024&value=3.1万亿元",
    "/indicators",
    "/indicators/gdp",
    "/clusters",
    "/clusters/12218",
    "/clusters/smart-nev",
    "/projects",
    "/projects/huawei-rd",
    "/organisations",
    "/organisations/ehang",
    "/areas",
    "/areas/440100",
    "/milestones",
    "/milestones/city-conference-2025",
    "/claims",
    "/claims/ehang-three-certificates",
    "/sources",
    "/sources/netease-haopin-2025",
    "/evidence",
    "/evidence/nh-041",
    "/coverage?indicator=nev_output",
    "/codelists",
    "/codelists/qualifier",
    "/releases",
    "/releases/{release}",
    "/files/{release}",
    "/schemas/observations",
    "/search?q=汽车",
    "/guide",
    "/guide/curl",
    "/guide/pandas",
    "/guide/javascript",
    "/guide/excel",
    "/guide/concepts",
    "/guide/api",
    "/guide/data-model",
    "/problems",
    "/problems/unknown-code",
    "/docs",
    "/reference",
    "/embed/indicators/gdp?area=440100",
    MISSING,
)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
EACH = pytest.mark.parametrize("address", PAGES)
# The Cumulative Layout Shift of a page, without what a reader's own act moved, and what it was that moved.
SHIFTED = """() => new Promise((done) => {
    const moved = [];
    const named = ({ node }) => (node?.outerHTML ?? node?.textContent ?? '').slice(0, 80);
    const add = (entries) => moved.push(...entries.filter(({ hadRecentInput }) => !hadRecentInput));
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    // What was buffered is told in a task of its own; two frames come after it.
    requestAnimationFrame(() => requestAnimationFrame(() => {
        add(observer.takeRecords());
        const what = moved.map(({ value, sources }) => `${value}: ${sources.map(named).join(' | ')}`);
        done([moved.reduce((sum, { value }) => sum + value, 0), what]);
    }));
})"""
# What Web Vitals call good: the columns of a long table that comes in pieces are set by its first rows.
GOOD_SHIFT = 0.1

# How far the words on each arc of the tree stand out.
CONTRAST = """() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const painted = (...layers) => {
        for (const [colour, opacity] of layers) {
            canvas.globalAlpha = opacity;
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
            .map((part) => part / 255).map((part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const paper = [getComputedStyle(document.body).backgroundColor, 1];
    return [...document.querySelectorAll('.sunburst .arc .count')].map((words) => {
        const arc = getComputedStyle(words.parentElement.querySelector('path'));
        const there = [painted(paper, [arc.fill, Number(arc.fillOpacity)]), painted([getComputedStyle(words).fill, 1])];
        const [low, high] = there.sort((one, other) => one - other);
        return (high + .05) / (low + .05);
    });
}"""


@EACH
@LANGUAGES
def test_nothing_fails_and_nothing_is_foreign(watch: Any, address: str, lang: str) -> None:
    with watch(address, lang) as watched:
        shift, moved = watched.page.evaluate(SHIFTED)
        assert shift < GOOD_SHIFT, moved
        watched.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        watched.settle()
        assert watched.page.get_attribute("html", "lang") == {"zh": "zh-Hans", "en": "en"}[lang]
        # The browser itself says, twice, that the page of a failure is one.
        assert all("404" in one for one in watched.wrong) if address == MISSING else watched.wrong == []


@EACH
def test_a_page_is_as_wide_as_its_window(watch: Any, address: str) -> None:
    with watch(address, "en", width=360) as watched:
        for width in (360, 390, 768, 1440, 3840):
            watched.page.set_viewport_size({"width": width, "height": 900})
            assert watched.page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize(
    "address", ["/codelists/qualifier", "/indicators", "/claims", "/checks", "/schemas/observations"]
)
@LANGUAGES
def test_a_row_is_a_card_on_a_phone(watch: Any, address: str, lang: str) -> None:
    with watch(address, lang, width=390) as watched:
        cells = watched.page.locator("table.stack tbody tr >> nth=0").locator("th, td")
        boxes = [box for box in (cells.nth(place).bounding_box() for place in range(cells.count())) if box]
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
        heights = watched.page.eval_on_selector_all(
            "table.stack tbody tr", "rows => rows.map((row) => row.offsetHeight)"
        )
        assert sorted(heights)[len(heights) // 2] < 200


@pytest.mark.parametrize("light", ["light", "dark"])
def test_numbers_on_the_tree_can_be_read(watch: Any, light: str) -> None:
    """Words on an arc have a contrast of 4.5 with what the arc and the paper below it come to."""
    with watch("/clusters", "en", light) as watched:
        ratios = watched.page.evaluate(CONTRAST)
        assert len(ratios) > 5
        assert min(ratios) >= 4.5


def test_labels_of_the_tree_are_whole(watch: Any) -> None:
    with watch("/clusters", "en") as watched:
        assert not [text for text in watched.page.locator(".sunburst .leaf").all_text_contents() if "…" in text]


def test_a_command_of_the_guide_is_copied_without_its_prompt(watch: Any) -> None:
    with watch("/guide/curl", "en", width=390, permissions=["clipboard-read", "clipboard-write"]) as watched:
        page = watched.page
        page.click(".prose .copying .copy >> nth=0")
        assert page.evaluate("navigator.clipboard.readText()").startswith("curl -s 'http://")
        command = page.locator(".prose .copying pre >> nth=0")
        assert command.evaluate("one => one.scrollWidth <= one.clientWidth")


@EACH
@pytest.mark.parametrize(("lang", "light"), [("zh", "light"), ("en", "dark")])
def test_axe_finds_no_violation(watch: Any, address: str, lang: str, light: str) -> None:
    # axe brings styles of its own; that the policy holds is tested without it.
    with watch(address, lang, light, bypass_csp=True) as watched:
        assert violations(watched.page) == []


def violations(page: Any) -> list[str]:
    """What axe-core finds in the whole page; nothing is left out."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [f"{one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


@pytest.mark.parametrize("light", ["light", "dark"])
def test_axe_finds_no_violation_in_an_operation_that_was_tried(watch: Any, light: str) -> None:
    with watch("/docs", "en", light, bypass_csp=True) as watched:
        page = watched.page
        page.click("#operations-indicators-list_indicators .opblock-summary")
        page.click("#operations-indicators-list_indicators button.execute")
        page.wait_for_selector("#operations-indicators-list_indicators .live-responses-table")
        assert violations(page) == []


def test_the_policy_is_kept_when_swagger_is_used(watch: Any) -> None:
    with watch("/docs") as watched:
        page = watched.page
        page.click("#operations-indicators-list_indicators .opblock-summary")
        page.click("#operations-indicators-list_indicators button.execute")
        page.wait_for_selector("#operations-indicators-list_indicators .live-responses-table")
        assert page.inner_text(
            "#operations-indicators-list_indicators .live-responses-table tbody .response-col_status"
        ).startswith("200")
        assert watched.wrong == []


def test_a_chart_is_really_drawn(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A&values=all", "zh") as watched:
        page = watched.page
        page.wait_for_selector("[data-drawn]")
        drawn = page.evaluate(
            """() => {
                const canvas = document.querySelector('.drawing canvas');
                const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                const probe = document.createElement('span');
                probe.style.color = 'var(--s0)';
                document.body.append(probe);
                const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
                let count = 0;
                for (let i = 0; i < data.length; i += 4) {
                    const off = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b);
                    if (off < 12 && data[i + 3] > 200) count += 1;
                }
                return count;
            }"""
        )
        assert drawn > 1000
        assert watched.wrong == []


def test_the_chart_library_is_loaded_when_a_chart_is_seen(watch: Any) -> None:
    with watch("/") as watched:
        assert watched.page.evaluate("typeof echarts") == "undefined"
    with watch("/explore?indicator=gdp&area=440100&freq=A&view=table") as watched:
        assert watched.page.evaluate("typeof echarts") == "undefined"


def test_a_choice_changes_chart_address_and_request(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A") as watched:
        page = watched.page
        page.wait_for_selector("[data-drawn]")
        page.check("input[name=indicator][value=vehicle_output]")
        page.check("input[name=indicator][value=nev_output]")
        page.uncheck("input[name=indicator][value=gdp]")
        page.wait_for_selector("#curl:has-text('indicator=vehicle_output,nev_output')")
        page.wait_for_selector("[data-drawn]")
        assert "indicator=vehicle_output,nev_output" in page.url
        page.check("text=Bars")
        page.wait_for_selector("[data-view=bar] [data-drawn]")
        assert "view=bar" in page.url
        page.go_back()
        page.wait_for_selector("[data-view=line] [data-drawn]")
        assert "view=bar" not in page.url
        assert watched.wrong == []


@LANGUAGES
def test_a_person_gets_from_the_front_page_to_the_source_in_two_clicks(watch: Any, lang: str) -> None:
    with watch("/", lang) as watched:
        page = watched.page
        page.click(".card .value a >> nth=0")
        watched.settle()
        assert page.locator("blockquote.words").is_visible()
        page.click("blockquote.words footer a")
        watched.settle()
        assert "/sources/" in page.url
        assert watched.wrong == []


def _runs(command: str) -> Any:
    printed = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True, timeout=60)
    return json.loads(printed.stdout)


def test_two_clicks_give_a_command_that_prints_the_numbers_on_the_screen(watch: Any) -> None:
    with watch("/", "zh", permissions=["clipboard-read", "clipboard-write"]) as watched:
        page = watched.page
        page.click("header nav a >> nth=1")
        page.wait_for_selector("#request")
        page.click(".copying:has(#curl) .copy")
        command = page.evaluate("navigator.clipboard.readText()")
        rows = _runs(command)["data"]
        shown = page.locator("table.rows .number").all_inner_texts()
        assert [float(text.replace(",", "").replace("−", "-")) for text in shown] == [row["obs_value"] for row in rows]
        assert len(rows) > 10


def test_the_other_commands_give_the_same_numbers(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A") as watched:
        page = watched.page
        shown = [row["obs_value"] for row in _runs(page.locator("#curl").text_content())["data"]]
        program = page.locator("#pandas").text_content() + "\nprint(rows.obs_value.to_json(orient='values'))"
        printed = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
        )
        assert json.loads(printed.stdout) == shown
        script = page.locator("#fetch").text_content() + "; return data.map((row) => row.obs_value)"
        assert page.evaluate(f"async () => {{ {script} }}") == shown


def test_every_download_is_there(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A") as watched:
        page = watched.page
        links = page.locator(".downloads a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        assert len(links) == 9
        for link in links:
            answer = page.request.get(link if link.startswith("http") else watched.host + link)
            assert answer.status == 200, link
            assert len(answer.body()) > 1000, link


def test_every_command_of_a_page_runs(watch: Any) -> None:
    with watch(NUMBER) as watched:
        commands = watched.page.locator(".made code").all_text_contents()
        assert len(commands) >= 2
        assert all(_runs(command.replace("curl ", "curl -s "))["data"] for command in commands)


def test_the_page_is_whole_without_javascript(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A", java_script_enabled=False) as watched:
        page = watched.page
        assert page.locator(".drawing svg path").count() > 3
        page.uncheck("input[name=indicator][value=gdp]")
        page.check("input[name=indicator][value=nev_output]")
        page.click("#show")
        assert "indicator=nev_output" in page.url
        assert page.locator("table.rows tbody tr").count() > 1


def test_the_keyboard_reaches_everything(watch: Any) -> None:
    with watch("/") as watched:
        page = watched.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("address", ["/", "/explore", "/docs"])
def test_light_is_switched_on_every_page(watch: Any, address: str) -> None:
    with watch(address) as watched:
        before = watched.page.evaluate("getComputedStyle(document.body).backgroundColor")
        watched.page.click("button.theme")
        assert watched.page.evaluate("getComputedStyle(document.body).backgroundColor") != before
        assert watched.wrong == []


def test_light_and_language_are_remembered(watch: Any) -> None:
    with watch("/") as watched:
        page = watched.page
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.click("button.theme")
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert dark != light
        page.click("a.switch")
        watched.settle()
        page.click("header nav a >> nth=2")
        watched.settle()
        assert page.get_attribute("html", "lang") == "zh-Hans"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


@pytest.mark.parametrize("address", ["/", "/explore", "/checks", "/indicators/gdp", NUMBER, "/coverage"])
def test_the_first_view_is_light(watch: Any, address: str) -> None:
    with watch(address) as watched:
        sizes = watched.page.evaluate(
            """() => ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type))
                .map(({ name, encodedBodySize }) => [name, encodedBodySize])"""
        )
        assert all(size for _, size in sizes)
        assert sum(size for name, size in sizes if "echarts" not in name) < 150_000


WALKED = (
    "/",
    "/explore?indicator=gdp&area=440100&freq=A&view=table",
    "/explore?indicator=gdp&area=440100&freq=A",
    "/checks",
    NUMBER,
    "/coverage?indicator=nev_output",
    "/guide/curl",
)


@pytest.mark.parametrize("address", WALKED)
def test_the_keyboard_walks_through_a_whole_page(watch: Any, address: str) -> None:
    """Tab comes to everything that can be used, in the order in which it stands, and shows where it is."""
    with watch(address) as watched:
        page = watched.page
        expected = page.evaluate(
            """() => {
                const able = 'a[href], button, input, select, summary, [tabindex="0"]';
                // One of a group of choices is a stop; the arrows lead to the others.
                const isStop = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled
                    && !(one.type === 'radio' && !one.checked);
                window.stops = [...document.querySelectorAll(able)].filter(isStop);
                return window.stops.length;
            }"""
        )
        assert expected > 20
        page.evaluate("window.seen = []; addEventListener('focusin', (event) => window.seen.push(event.target))")
        for _ in range(expected + 40):
            page.keyboard.press("Tab")
            state = page.evaluate(
                """() => {
                    const one = document.activeElement;
                    const holder = one.matches('input[type=radio]') ? one.closest('label') : one;
                    return [stops.indexOf(one), getComputedStyle(holder).outlineStyle, one.outerHTML.slice(0, 120)];
                }"""
            )
            assert state[1] != "none", state[2]
            if state[0] == expected - 1:
                break
        missed = page.evaluate(
            "() => stops.filter((one) => !seen.includes(one)).map((one) => one.outerHTML.slice(0, 120))"
        )
        assert missed == []
        order = page.evaluate("seen.map((one) => stops.indexOf(one)).filter((place) => place >= 0)")
        assert order == sorted(order)


def test_the_table_view_is_reached_by_keyboard(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A") as watched:
        page = watched.page
        page.focus("input[name=view]:checked")
        page.keyboard.press("ArrowRight")
        page.wait_for_selector("[data-view=bar] [data-drawn]")
        page.keyboard.press("ArrowRight")
        page.wait_for_selector("[data-view=table] table.rows")
        assert "view=table" in page.url
        assert page.locator(".drawing").count() == 0
        # The table comes first, and the request below it.
        assert page.locator("#table").bounding_box()["y"] < page.locator("#request").bounding_box()["y"]
        assert watched.wrong == []


@LANGUAGES
def test_vintages_are_drawn_as_lines_of_their_own(watch: Any, lang: str) -> None:
    with watch("/explore?indicator=resident_population&area=440100&freq=A&view=vintages", lang) as watched:
        page = watched.page
        told = json.loads(page.locator("#result .config").text_content())["vintages"]
        names = page.locator(".keys li").all_inner_texts()
        assert len(told) == len(names) > 1
        lines = page.evaluate(
            """() => echarts.getInstanceByDom(document.querySelector('.drawing')).getOption().series
                .map(({ data }) => data.filter(({ row }) => row).map(({ row }) => [row.time_period, row.obs_value]))"""
        )
        for one, line in zip(told, lines, strict=True):
            rows = page.evaluate("async (address) => (await (await fetch(address)).json()).data", one["address"])
            assert dict(line) == {row["time_period"]: row["obs_value"] for row in rows}
        assert page.locator("td.revised").count() > 0
        assert page.locator(".scroll").evaluate("(box) => box.scrollWidth - box.clientWidth") == 0
        assert watched.wrong == []


def _answers(commands: str) -> list[Any]:
    """What a line of the shell prints: one answer after another."""
    text = subprocess.run(["sh", "-c", commands], capture_output=True, text=True, check=True, timeout=60).stdout
    found, place = [], 0
    while place < len(text):
        answer, place = json.JSONDecoder().raw_decode(text, place)
        found.append(answer)
    return found


def test_the_commands_of_the_vintages_give_the_numbers_on_the_screen(watch: Any) -> None:
    with watch("/explore?indicator=resident_population&area=440100&freq=A&view=vintages", "zh") as watched:
        page = watched.page
        answers = _answers(page.locator("#curl").text_content())
        for place, answer in enumerate(answers):
            shown = page.locator(f"table.matrix tbody tr td:nth-child({place + 2}) .number").all_inner_texts()
            assert [float(text.replace(",", "")) for text in shown] == [row["obs_value"] for row in answer["data"]]
        script = page.locator("#fetch").text_content() + "; return data.map((row) => row.obs_value)"
        assert page.evaluate(f"async () => {{ {script} }}") == [
            row["obs_value"] for answer in answers for row in answer["data"]
        ]


def test_labels_of_the_axis_stand_below_the_points_of_their_years(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A") as watched:
        watched.page.wait_for_selector("[data-drawn]")
        labels, points = watched.page.evaluate(
            """() => {
                const chart = echarts.getInstanceByDom(document.querySelector('.drawing'));
                const { xAxis: [{ axisLabel }], series: [{ data }] } = chart.getOption();
                const points = data.filter(({ row }) => row).map(({ value, row }) => [row.time_period, value[0]]);
                return [axisLabel.customValues.map((at) => [axisLabel.formatter(at), at]), points];
            }"""
        )
        assert dict(labels).items() <= dict(points).items()
        assert len(labels) > 5


def test_bars_have_the_breaks_that_the_legend_explains(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A&view=bar") as watched:
        watched.page.wait_for_selector("[data-drawn]")
        periods, breaks = watched.page.evaluate(
            """() => {
                const chart = echarts.getInstanceByDom(document.querySelector('.drawing'));
                const { xAxis: [{ data }], series } = chart.getOption();
                return [data, series.flatMap(({ markLine }) => (markLine?.data ?? []).map((one) => one.xAxis))];
            }"""
        )
        assert [periods[place] for place in breaks] == ["2019"]
        assert "Dotted upright" in watched.page.inner_text(".legend")


def test_a_drawing_is_named_in_words(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A") as watched:
        watched.page.wait_for_selector("[data-drawn]")
        name = watched.page.get_attribute(".drawing", "aria-label")
        assert "Gross domestic product · Guangzhou (billion CNY)" in name
        assert "2025: " in name
        assert "NaN" not in name


@pytest.mark.parametrize("address", ["/indicators/gdp", "/embed/indicators/gdp?area=440100"])
def test_letters_of_a_chart_can_be_read_on_a_phone(watch: Any, address: str) -> None:
    with watch(address, "zh", width=390) as watched:
        sizes = watched.page.locator("svg.chart:visible").evaluate(
            """(chart) => {
                const scale = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;
                const texts = [...chart.querySelectorAll('text')];
                return texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
            }"""
        )
        assert len(sizes) > 8
        assert min(sizes) >= 11
        assert watched.wrong == []


def test_the_chart_of_explore_is_in_the_first_view_of_a_phone(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A", width=390) as watched:
        page = watched.page
        assert page.locator(".drawing").bounding_box()["y"] < 600
        assert not page.locator("#freq").is_visible()
        page.click(".filters summary")
        page.select_option("#freq", "Q")
        page.wait_for_selector("#curl:has-text('freq=Q')")
        assert watched.wrong == []


def test_without_a_clipboard_the_text_is_selected(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A") as watched:
        page = watched.page
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        page.click(".copying:has(#curl) .copy")
        page.wait_for_selector(".copying:has(#curl) .copy:has-text('Selected')")
        assert page.evaluate("String(getSelection())") == page.inner_text("#curl")


def test_the_program_of_the_vintages_runs(watch: Any) -> None:
    with watch("/explore?indicator=resident_population&area=440100&freq=A&view=vintages") as watched:
        program = watched.page.locator("#pandas").text_content() + "\nprint(rows.groupby('as_of').size().to_json())"
        printed = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
        )
        counts = json.loads(printed.stdout)
        told = json.loads(watched.page.locator("#result .config").text_content())["vintages"]
        assert len(counts) == len(told)
        assert all(counts.values())


def test_a_list_of_choices_is_sifted(watch: Any) -> None:
    with watch("/explore?indicator=gdp&area=440100&freq=A") as watched:
        page = watched.page
        page.fill("#sift-indicator", "vehicle output")
        shown = page.locator("fieldset.picks >> nth=0").locator(".choices label:visible").all_inner_texts()
        assert "Vehicle output" in shown
        assert "Gross domestic product" in shown, "what is chosen stays in sight"
        assert "Fixed-asset investment" not in shown
        page.check(".choices input[value=vehicle_output]")
        page.wait_for_selector("#curl:has-text('vehicle_output')")
        assert watched.wrong == []


def test_an_embed_stands_in_a_frame(watch: Any) -> None:
    with watch("/embed/indicators/gdp?area=440100", "zh", width=720) as watched:
        assert re.search("地区生产总值", watched.page.title())
        assert watched.page.locator("svg.chart:visible").bounding_box()["width"] > 600


def test_a_page_can_be_printed(watch: Any) -> None:
    with watch("/indicators/gdp", "zh", "dark") as watched:
        watched.page.emulate_media(media="print")
        assert not watched.page.locator("header.top").is_visible()
        assert len(watched.page.pdf()) > 20_000
