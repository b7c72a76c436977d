"""What the fuzzers write: right words, nearly right ones, and anything at all."""

import string

from hypothesis import strategies as st

from app.domain.hedges import HEDGE_WORDS
from app.domain.printed import MULTIPLIERS

anything = st.text(max_size=40)
_MARKS = ["", "-", "+", " ", "\t", "\0", "%", "％", ",", ".", "，", "e9", "E", "_", "/", "'", '"', ";", "\u202e", "𝟙"]
_HEDGES = [word for words in HEDGE_WORDS.values() for word in words]
numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.integers(0, 10**12).map("{:,}".format),
    st.floats().map(str),
    st.decimals(-(10**9), 10**9, places=3).map(str),
    st.text("0123456789.,", max_size=30),
    st.text("〇一二三四五六七八九十百千两零", min_size=1, max_size=8),
    st.text("０１２３４５６７８９．，", max_size=8),
)
figures = st.lists(
    numbers | st.sampled_from([*_HEDGES, *MULTIPLIERS, *_MARKS, "元", "亿元", "CNY", "级", "下降", "unchanged"]),
    max_size=5,
).map("".join)
periods = st.one_of(
    st.text("0123456789-/SQPM", max_size=14),
    st.from_regex(r"\A[0-9]{4}(-(S[0-3]|Q[0-5]|[01][0-9](-[0-3][0-9](/P[0-9]{1,2}M)?)?))?\Z"),
    anything,
)
words = st.one_of(anything, st.text(string.punctuation + "广州汽车gdp ", max_size=20), figures, periods)
