"""The nearest right word to a wrong one."""

from collections.abc import Iterable, Mapping

# Below this likeness (0 to 100) a suggestion would be noise.
_LIKE_ENOUGH = 55
_AT_MOST = 3


def nearest(wrong: str, right: Iterable[str]) -> tuple[str, ...]:
    """At most three of the right words, the most alike first."""
    return nearest_codes(wrong, {word: word for word in right})


def nearest_codes(wrong: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """At most three codes, by the likeness of any of their names (`names` maps a name to its code)."""
    # Heavy, and of no use where nothing is wrong.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    found = process.extract(
        wrong[:100],
        names.keys(),
        scorer=fuzz.WRatio,
        processor=str.casefold,
        score_cutoff=_LIKE_ENOUGH,
        limit=4 * _AT_MOST,
    )
    # Alike in a part is enough to be found, alike as a whole comes first.
    ordered = sorted(found, key=lambda match: -match[1] - fuzz.ratio(wrong.casefold(), match[0].casefold()))
    return tuple(dict.fromkeys(names[name] for name, *_ in ordered))[:_AT_MOST]
