"""The ground of every table: typed columns, named constraints, aware UTC times, public ids and guarded states."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, ForeignKeyConstraint, MetaData, String, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from workflow.kernel.ids import PublicId, new_public_id
from workflow.process import door

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_is_unique",
    "ck": "%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_N_name)s_exists",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC on every database; a naive one is refused, for it could mean anything."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give what the database keeps: UTC, without the zone where the database would forget it."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a time without a zone: {value!r}"
            raise TypeError(message)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the aware time back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""Structured values whose shape the program checks, not the database."""


class Base(DeclarativeBase):
    """Every mapped class."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[Any]: Json,
        list[str]: Json,
        list[int]: Json,
    }


class Numbered:
    """A row with a number of its own, which never leaves the database."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)


class Public(Numbered):
    """A row that pages and links may name, by a random id."""

    public_id: Mapped[PublicId] = mapped_column(String(16), default=new_public_id, unique=True, sort_order=-1)


class Stateful:
    """A row whose state is moved by the machine and by nobody else (DESIGN §2.2)."""

    state: Mapped[str] = mapped_column(String(24))
    state_since: Mapped[datetime]
    process_name: Mapped[str] = mapped_column(String(40))
    process_version: Mapped[int]
    revision: Mapped[int]

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Compare and set: an update of a row that somebody else has changed fails."""
        return {"version_id_col": cls.__table__.c.revision}  # type: ignore[attr-defined]


def follows_a_stored_process(table: str) -> ForeignKeyConstraint:
    """Give the constraint that an item's process version is one that is kept."""
    return ForeignKeyConstraint(
        ["process_name", "process_version"],
        ["process_version.name", "process_version.version"],
        name=f"{table}_follows_a_stored_process",
    )


@event.listens_for(Stateful, "attribute_instrument", propagate=True)
def _guard_the_state(_class: type, key: str, attribute: Any) -> None:
    if key == "state":
        event.listen(attribute, "set", door.refuse_unless_open)
