"""A column that is one of many values, as one parameter where the database can: PostgreSQL.

``column.in_()`` writes as many parameters as there are values, so each number of them is a statement of its own, which
PostgreSQL plans anew. SQLite is left with it: it would not use an index for values out of one parameter.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


def among(column: sa.orm.InstrumentedAttribute[Any], name: str) -> sa.ColumnElement[bool]:
    """Whether a column is one of the values given as parameter ``name``, a list."""
    return _Among(column, sa.bindparam(name, type_=column.type, expanding=True))


class _Among(FunctionElement[bool]):
    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002 - as in the class above
        """As it is: not compared with 1, as SQLAlchemy does with what it takes for a function's answer."""
        return self


@compiles(_Among)
def _in(element: _Among, compiler: Any, **more: Any) -> str:
    column, values = element.clauses
    return str(compiler.process(column.in_(values), **more))


@compiles(_Among, "postgresql")
def _any(element: _Among, compiler: Any, **more: Any) -> str:
    column, values = element.clauses
    array = sa.bindparam(values.key, type_=ARRAY(values.type))
    return f"{compiler.process(column, **more)} = ANY ({compiler.process(array, **more)})"
