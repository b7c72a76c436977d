"""Every way to fail, as classes: RFC 9457 problem types, each with a page that documents it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request: where, with which value, why (zh, en), and what is near."""

    parameter: str
    value: str | None
    reason: tuple[str, str]
    suggestions: tuple[str, ...] = ()


NO_SUCH_CODE = ("没有这个代码", "no such code")


class Problem(Exception):
    """A failure with a status and a documented type; `faults` say what to mend.

    Texts come in pairs, Chinese and English; `detail` may be narrower than the class's own.
    """

    slug: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[tuple[str, str]]
    explanation: ClassVar[tuple[str, str]]

    def __init__(
        self,
        *faults: Fault,
        detail: tuple[str, str] | None = None,
        headers: dict[str, str] | None = None,
        available: Sequence[str] = (),
    ) -> None:
        super().__init__(self.title[1])
        self.faults = faults
        self.detail = detail or self.explanation
        self.headers = headers or {}
        self.available = tuple(available)

    def body(self, lang: str, instance: str, request_id: str) -> dict[str, Any]:
        """The members of problem+json, in `lang` (zh or en)."""
        spoken = 0 if lang == "zh" else 1
        members: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": self.title[spoken],
            "status": self.status,
            "detail": self.detail[spoken],
            "instance": instance,
            "request_id": request_id,
            "errors": [asdict(fault) | {"reason": fault.reason[spoken]} for fault in self.faults],
        }
        if self.available:
            members["available"] = list(self.available)
        return members


class UnknownParameter(Problem):
    slug, status = "unknown-parameter", 400
    title = ("参数名不存在", "Unknown parameter")
    explanation = (
        "请求中有本资源不认识的参数名；errors 给出最接近的正确名称。",
        "The request has a parameter that this resource does not know; `errors` names the nearest right one.",
    )


class RepeatedParameter(Problem):
    slug, status = "repeated-parameter", 400
    title = ("参数重复", "Repeated parameter")
    explanation = (
        "只能出现一次的参数出现了多次。",
        "A parameter that takes one value is given more than once.",
    )


class MalformedRequest(Problem):
    slug, status = "malformed-request", 400
    title = ("请求格式错误", "Malformed request")
    explanation = (
        "请求不是有效的 HTTP，无法按 UTF-8 百分号编码解读，或含有控制字符。",
        "The request is not valid HTTP, is not percent-encoded UTF-8, or has control characters in it.",
    )


class InvalidValue(Problem):
    slug, status = "invalid-value", 422
    title = ("参数值无效", "Invalid value")
    explanation = (
        "某个参数的值不符合格式或范围；errors 说明原因。",
        "The value of a parameter has the wrong form or is out of range; `errors` says why.",
    )


class UnknownCode(Problem):
    slug, status = "unknown-code", 422
    title = ("代码不存在", "Unknown code")
    explanation = (
        "筛选条件中的代码不存在；errors 给出相近的代码。",
        "A filter names a code that does not exist; `errors` suggests the nearest ones.",
    )


class UnsoundTransform(Problem):
    slug, status = "unsound-transform", 422
    title = ("无法稳妥计算", "Unsound transform")
    explanation = (
        "所求的计算会跨越口径变化，或缺少所需的时期；errors 说明原因。",
        "What was asked would reach across a change of base or needs a period that is missing; `errors` says which.",
    )


class ReleaseGone(Problem):
    slug, status = "release-gone", 410
    title = ("该版本已被取代", "Release gone")
    explanation = (
        "请求固定在另一个数据版本上，而本服务现在只回答当前版本。",
        "The request is pinned to a release that is no longer the one served; `errors` names the current one.",
    )


class InvalidCursor(Problem):
    slug, status = "invalid-cursor", 422
    title = ("游标无效", "Invalid cursor")
    explanation = (
        "游标不是本接口给出的，或属于另一个查询；请从第一页重新开始。",
        "The cursor was not given by this API or belongs to another query; start again from the first page.",
    )


class NotFound(Problem):
    slug, status = "not-found", 404
    title = ("资源不存在", "Not found")
    explanation = (
        "这个地址没有资源；若代码有误，errors 给出相近的代码。",
        "Nothing is at this address; where a code is wrong, `errors` suggests the nearest ones.",
    )


class MethodNotAllowed(Problem):
    slug, status = "method-not-allowed", 405
    title = ("不支持该方法", "Method not allowed")
    explanation = (
        "本接口只读：只支持 GET、HEAD 和 OPTIONS。",
        "This API is read-only: it answers GET, HEAD and OPTIONS.",
    )


class NotAcceptable(Problem):
    slug, status = "not-acceptable", 406
    title = ("没有可接受的格式", "Not acceptable")
    explanation = (
        "Accept 请求头中没有本资源能提供的格式；available 列出可用的格式。",
        "The Accept header names no format that this resource has; `available` lists what there is.",
    )


class RangeNotSatisfiable(Problem):
    slug, status = "range-not-satisfiable", 416
    title = ("范围无法满足", "Range not satisfiable")
    explanation = (
        "Range 请求头所要的字节超出了文件。",
        "The Range header asks for bytes that the file does not have.",
    )


class UriTooLong(Problem):
    slug, status = "uri-too-long", 414
    title = ("地址过长", "URI too long")
    explanation = (
        "地址（含参数）超过 8192 个字节。",
        "The path and query together are longer than 8,192 bytes.",
    )


class RequestTimeout(Problem):
    slug, status = "request-timeout", 408
    title = ("请求超时", "Request timeout")
    explanation = (
        "请求没有在规定时间内完整送达；连接已关闭。",
        "The request did not arrive whole within the time it has; the connection is closed.",
    )


class ContentTooLarge(Problem):
    slug, status = "content-too-large", 413
    title = ("请求体过大", "Content too large")
    explanation = (
        "请求体超过允许的大小；本接口只读，不需要请求体。",
        "The body of the request is larger than allowed; this API is read-only and needs none.",
    )


class TooManyRequests(Problem):
    slug, status = "too-many-requests", 429
    title = ("请求过于频繁", "Too many requests")
    explanation = (
        "这个地址的请求次数已达上限；请在 Retry-After 所示的秒数之后重试。",
        "This address has used up its requests; try again after the seconds in `Retry-After`.",
    )

    def __init__(self, *faults: Fault, detail: tuple[str, str] | None = None, seconds: int = 60) -> None:
        super().__init__(*faults, detail=detail, headers={"Retry-After": str(seconds)})


class HeadersTooLarge(Problem):
    slug, status = "headers-too-large", 431
    title = ("请求头过大", "Headers too large")
    explanation = (
        "请求行和请求头合计超过允许的大小。",
        "The request line and the headers together are larger than allowed.",
    )


class InternalError(Problem):
    slug, status = "internal-error", 500
    title = ("服务器内部错误", "Internal error")
    explanation = (
        "这是我们的错误，已记入日志；报告时请附上 request_id。",
        "This is our fault and has been logged; please quote `request_id` when you report it.",
    )


class StoreUnavailable(Problem):
    slug, status = "store-unavailable", 503
    title = ("数据暂不可用", "Store unavailable")
    explanation = (
        "数据库暂时无法读取，或尚未发布任何版本；请稍后重试。",
        "The store cannot be read at the moment, or holds no release yet; try again later.",
    )

    def __init__(self, *faults: Fault, detail: tuple[str, str] | None = None) -> None:
        super().__init__(*faults, detail=detail, headers={"Retry-After": "5"})


class ServerBusy(Problem):
    slug, status = "server-busy", 503
    title = ("服务器繁忙", "Server busy")
    explanation = (
        "打开的连接过多；请稍后重试。",
        "Too many connections are open; try again later.",
    )

    def __init__(self, *faults: Fault, detail: tuple[str, str] | None = None) -> None:
        super().__init__(*faults, detail=detail, headers={"Retry-After": "5"})


# Why the store cannot be read, as `detail` tells; what is narrower than these is told where it is found.
UNREADABLE = (
    "数据库无法读取：不在、损坏或拒绝连接；恢复后即可重新回答。",
    "The store cannot be read: it is away, damaged or refuses; answers come back with it.",
)
NO_RELEASE = ("数据库中还没有发布任何版本；请运行 seed。", "The store holds no release yet: run `seed`.")
ALL_IN_USE = ("数据库连接都在使用中；请稍后重试。", "All connections to the store are in use; try again later.")
NO_ROOM = ("服务器没有空间存放文件；请稍后重试。", "The server has no room for the file; try again later.")
TOO_SLOW = ("数据库在规定时间内没有答复。", "The store did not answer within the time that a statement may take.")

PROBLEMS: dict[str, type[Problem]] = {kind.slug: kind for kind in Problem.__subclasses__()}
