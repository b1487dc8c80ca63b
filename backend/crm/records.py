"""Values of a source checked against the wire types; what does not fit is told, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from backend.crm.contract import ObjectType
from backend.schemas.crm import (
    AccountRecord,
    ActivityRecord,
    ContactRecord,
    CrmRecord,
    InvoiceRecord,
    OpportunityRecord,
    OrderRecord,
    UserRecord,
)

SCHEMAS: Mapping[ObjectType, type[CrmRecord]] = {
    "user": UserRecord,
    "account": AccountRecord,
    "contact": ContactRecord,
    "opportunity": OpportunityRecord,
    "order": OrderRecord,
    "invoice": InvoiceRecord,
    "activity": ActivityRecord,
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """A field that did not fit. `needed`: there is no record without it."""

    field: str
    message: str
    needed: bool


def validated(kind: ObjectType, values: Mapping[str, Any]) -> tuple[CrmRecord | None, list[Misfit]]:
    """The record of `values` (None counts as absent) and every field left out of it.

    No record where a needed field is missing or does not fit; that misfit is then the only one.
    """
    left = {key: value for key, value in values.items() if value is not None}
    schema = SCHEMAS[kind]
    misfits: list[Misfit] = []
    for _ in range(len(left) + 1):
        try:
            return schema.model_validate(left), misfits
        except ValidationError as invalid:
            first = invalid.errors()[0]
            name = str(first["loc"][0])
            missing = first["type"] == "missing"
            needed = missing or name not in left or schema.model_fields[name].is_required()
            message = "empty, but it is needed" if missing else first["msg"]
            misfits.append(Misfit(name, message, needed))
            if needed:
                return None, misfits[-1:]
            del left[name]
    raise AssertionError("every round takes one value away")  # pragma: no cover
