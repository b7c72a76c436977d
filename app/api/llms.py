"""llms.txt: what a language model must know before it quotes a figure, and requests that answer as they stand."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from app.api.strict import StrictRoute
from app.domain.codes import CODE_NAMES, Qualifier, Verdict
from app.queries.examples import Examples
from app.queries.releases import Stamp, citation_of

# In the order in which they matter.
_RULES = """\
1. **Check before you print.** Ask /check about every figure. Print it if `answer` is `match` or
   `match_after_rounding` and `verdict` is not `contradicted`; never if `answer` is `contradicts`. `within_hedge`
   confirms nothing, and `unknown` means that nothing is published: invent nothing.
   先核对，再写出：每个数字先问 /check；answer 为 match 或 match_after_rounding 且 verdict 不是 contradicted 才可照写；
   contradicts 不得写，within_hedge 不算证实，unknown 不要编造。
2. **Cite.** Give `citation.permalink` and the name of the source with each figure. A permalink is pinned to a release.
   注明来源：每个数字附上 citation.permalink 和来源名称；permalink 固定在一个数据版本上。
3. **Keep the hedge.** Where `qualifier` is not `exact`, over, about or nearly are part of the figure.
   保留修饰词：qualifier 不是 exact 时，“超、约、近”等词是数字的一部分。
4. **Name period and area.** `2024-01-01/P9M` is January to September: neither September nor the third quarter.
   写明时期和地区：2024-01-01/P9M 是 1 至 9 月累计，不是 9 月，也不是第三季度。
5. **Mind the unit**: `unit_measure` × 10^`unit_mult`. CNY with 8 is 亿元, a hundred million yuan.
   单位是 unit_measure × 10^unit_mult：CNY 与 8 是亿元。
6. **Say as of when.** `as_of=2025-02-28` sees only what was public on that day. Status `F` is a target, no outcome.
   说明截至何时：as_of=2025-02-28 只看那一天已公开的内容；status F 是目标，不是结果。
7. **Mind the verdict.** Tell a `contradicted` figure with its contradiction, and say of an `unverified` one that
   nobody independent says it. Status `U` is of low reliability.
   看结论：contradicted 的数字要连同矛盾一起写，unverified 的要说明没有独立来源；status U 可靠性低。
8. **Do not compare across a break.** Rows with different `series_break` are neither subtracted nor divided; use
   `transform`, which refuses what is not sound.
   口径不同不可比：series_break 不同的行不得相减、相除；请用 transform，它会拒绝不成立的计算。
9. **Do not fill in.** /coverage says for each gap why.
   不要插补：/coverage 说明每个缺口的原因。"""
_DOCUMENTS = (
    ("openapi.json", "OpenAPI 3.1，示例均已实际运行", "OpenAPI 3.1; its examples were run"),
    ("datapackage.json", "全部文件及其列的含义", "every file, and what its columns mean"),
    ("catalog.jsonld", "DCAT 与 schema.org 的数据目录", "the data set in DCAT and schema.org"),
    ("releases.atom", "数据版本的订阅", "a feed of releases"),
    ("problems", "每种错误及其改法", "every kind of error, and how to mend it"),
    ("docs", "供人试用的文档", "documentation to try it with"),
)


def notes(root: str, stamp: Stamp, routes: Iterable[StrictRoute], examples: Examples) -> str:
    """The document by the llms.txt convention; `root` is the address of the service."""
    dataset = stamp.dataset
    parts = [
        f"# {dataset['name_en']} · {dataset['name_zh']}",
        f"> {dataset['description_en']}\n> {dataset['description_zh']}",
        f"Release 数据版本: {stamp.release}. Licence 许可: [{dataset['license_name']}]({dataset['license_url']}).",
        f"Cite as 引用: {citation_of(stamp)}",
        f"## Rules 规则\n\n{_RULES}",
        "## Words 用语\n\n" + "\n".join(_words()),
        "## Requests 请求\n\n" + "\n".join(_requests(root, routes, examples)),
        "## Documents 文档\n\n" + "\n".join(f"- [{name}]({root}/{name}): {en} {zh}" for name, zh, en in _DOCUMENTS),
    ]
    return "\n\n".join(parts) + "\n"


def _words() -> Iterable[str]:
    for name, codes in (("qualifier", CODE_NAMES[Qualifier]), ("verdict", CODE_NAMES[Verdict])):
        for code, (zh, en) in codes.items():
            yield f"- `{name}={code}`: {en} {zh}"


def _requests(root: str, routes: Iterable[StrictRoute], examples: Examples) -> Iterable[str]:
    """Each operation with an example that answers, in reading order."""
    for route in routes:
        example = _address(route.path, examples.get(str(route.operation_id), {}))
        if example is not None:
            yield f"- [{route.summary}]({root}{example}): {' '.join(route.description.split())}"


def _address(path: str, example: dict[str, str]) -> str | None:
    """The path with its example in it; None where it has none."""
    named = {name: quote(value) for name, value in example.items() if f"{{{name}}}" in path}
    if path.count("{") > len(named):
        return None
    query = urlencode({name: value for name, value in example.items() if name not in named}, safe=",:")
    address = path.format(**named)
    return f"{address}?{query}" if query else address
