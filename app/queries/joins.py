"""Joins whose order is ours: SQLite is told to walk the left side, in the order of its index."""

from typing import Any

from sqlalchemy import Join
from sqlalchemy.ext.compiler import compiles


class OrderedJoin(Join):
    """A join that walks its left side first.

    SQLite's planner would rather scan a smaller table and sort; it leaves a CROSS JOIN in the order it is written.
    """

    inherit_cache = True


@compiles(OrderedJoin)
def _plain(element: OrderedJoin, compiler: Any, **options: Any) -> str:
    return str(compiler.visit_join(element, **options))


@compiles(OrderedJoin, "sqlite")
def _crossed(element: OrderedJoin, compiler: Any, **options: Any) -> str:
    left, right, on = (compiler.process(part, **options) for part in (element.left, element.right, element.onclause))
    return f"{left} CROSS JOIN {right} ON {on}"
