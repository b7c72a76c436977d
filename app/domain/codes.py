"""The code lists that rules depend on, named as in SDMX; all other code lists are rows of the seed."""

from enum import StrEnum


class Freq(StrEnum):
    """SDMX CL_FREQ: how long one observation's period is."""

    ANNUAL = "A"
    HALF_YEARLY = "S"
    QUARTERLY = "Q"
    MONTHLY = "M"
    DAILY = "D"


class Qualifier(StrEnum):
    """How the source hedged its number."""

    EXACT = "exact"
    OVER = "over"
    ABOUT = "about"
    NEARLY = "nearly"
    UP_TO = "up_to"


class ObsStatus(StrEnum):
    """SDMX CL_OBS_STATUS: what kind of value it is, or why there is none."""

    NORMAL = "A"
    ESTIMATED = "E"
    FORECAST = "F"
    NOT_COLLECTED = "L"
    MISSING = "M"
    PROVISIONAL = "P"
    LOW_RELIABILITY = "U"


class Reliability(StrEnum):
    """How near a source stands to whoever counted."""

    OFFICIAL = "official"
    MAJOR_MEDIA = "major-media"
    OTHER = "other"


class Verdict(StrEnum):
    """How far a figure agrees with what else is published."""

    CORROBORATED = "corroborated"
    CONSISTENT = "consistent"
    CONTRADICTED = "contradicted"
    UNVERIFIED = "unverified"


WITHOUT_VALUE = frozenset({ObsStatus.NOT_COLLECTED, ObsStatus.MISSING})

# What nobody has counted yet: it gives way to an outcome.
NOT_OUTCOMES = frozenset({ObsStatus.ESTIMATED, ObsStatus.FORECAST})

# The better source first: the order by which one of several rivals is preferred.
RELIABILITY_ORDER = (Reliability.OFFICIAL, Reliability.MAJOR_MEDIA, Reliability.OTHER)

CODE_NAMES: dict[type[StrEnum], dict[str, tuple[str, str]]] = {
    Freq: {
        "A": ("年度", "Annual"),
        "S": ("半年度", "Half-yearly"),
        "Q": ("季度", "Quarterly"),
        "M": ("月度（含年初至当月累计）", "Monthly, January-to-date included"),
        "D": ("日", "Daily"),
    },
    Qualifier: {
        "exact": ("原文未加修饰", "Printed without a hedge"),
        "over": ("超、突破、以上", "Printed as a lower bound (超, 突破, over)"),
        "about": ("约、左右", "Printed as approximate (约, about)"),
        "nearly": ("近、接近", "Printed as just below (近, nearly)"),
        "up_to": ("不超过、至多", "Printed as an upper bound (up to)"),
    },
    ObsStatus: {
        "A": ("正常", "Normal value"),
        "E": ("估计值", "Estimated value"),
        "F": ("预测或目标", "Forecast or target"),
        "L": ("有数据但来源未列出", "Missing; the figure exists but the source does not print it"),
        "M": ("缺失，不可能有数据", "Missing; a figure cannot exist"),
        "P": ("初步数", "Provisional value"),
        "U": ("可靠性低，待独立来源印证", "Low reliability, until an independent source agrees"),
    },
    Reliability: {
        "official": ("官方发布", "A government body's own page"),
        "major-media": ("主流媒体", "A named news organisation's own page"),
        "other": ("转载、门户或自媒体", "A copy, portal, blog or third-party file"),
    },
    Verdict: {
        "corroborated": ("相互独立的来源说法一致", "Independent sources say the same"),
        "consistent": ("与其他数字算得通", "The arithmetic of other figures bears it out"),
        "contradicted": ("与其他说法或算术相矛盾", "Another statement or the arithmetic says otherwise"),
        "unverified": ("没有独立来源印证", "Nobody independent says it"),
    },
}
