"""Approved writes over HTTP, carried out exactly once although answers get lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from backend.crm.api_mapping import ApiObject, Row
from backend.crm.contract import (
    ApprovedWrite,
    Capabilities,
    ConnectorAbort,
    ExternalRef,
    ObjectType,
    WriteRefused,
)
from backend.crm.transport import ApiRefusal, NoAnswer


class WritesOnce(ABC):
    """The writing half of a connector over HTTP.

    A create carries its request id into the CRM. It is looked up by it before it is sent and
    whenever no answer came. An update is sent only where the record still is what the person saw.
    """

    label: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    objects: ClassVar[Mapping[ObjectType, tuple[ApiObject, ...]]]
    request_id_is_unique: ClassVar[bool] = False
    """The CRM itself refuses a second record with the same request id, so that a create may be sent
    again at once; elsewhere an unanswered one may still be under way and waits for a later call."""

    def write(self, write: ApprovedWrite) -> ExternalRef:
        """Send an approved write exactly once.

        Raises:
            WriteRefused: the connector or the CRM does not write this; nothing was written.
            ConnectorAbort: no answer, and the look-up found nothing (yet): call again later with
                the same request id.
        """
        api_object = self._place_of(write)
        try:
            if write.action == "update":
                return self._updated(write, api_object)
            return self._created_once(write, api_object)
        except ApiRefusal as refusal:
            raise WriteRefused(str(refusal)) from None

    def _place_of(self, write: ApprovedWrite) -> ApiObject:
        """The vendor's kind of record this is written as; WriteRefused where there is none."""
        if not isinstance(write, ApprovedWrite):
            raise WriteRefused("only what a person approved is written")
        if write.object_type not in self.capabilities.writes:
            raise WriteRefused(f"{self.label}: {write.object_type} records are not written here")
        if write.object_type == "activity" and write.action == "update":
            raise WriteRefused(f"{self.label}: an activity is logged once and not changed")
        for one in self.objects[write.object_type]:
            if not one.write or not self._is_place_of(one, write):
                continue
            if odd := sorted(set(write.fields) - set(one.write) - _implied(one)):
                raise WriteRefused(
                    f"{self.label}: {', '.join(odd)} of {write.object_type} is not written here"
                )
            return one
        raise WriteRefused(f"{self.label}: there is no place for this {write.object_type}")

    def _is_place_of(self, api_object: ApiObject, write: ApprovedWrite) -> bool:
        """Whether a write belongs to this one of several resources: by the kind of activity in the
        name of the resource ("calls", "notes")."""
        if len(self.objects[write.object_type]) == 1:
            return True
        return str(write.fields.get("kind", "note")) in api_object.resource

    def _created_once(self, write: ApprovedWrite, api_object: ApiObject) -> ExternalRef:
        payload = self._payload(api_object, write)
        for _ in range(2 if self.request_id_is_unique else 1):
            if found := self._find(api_object, write):
                return ExternalRef(write.object_type, api_object.prefix + found)
            try:
                made = self._create(api_object, payload, write)
                return ExternalRef(write.object_type, api_object.prefix + made)
            except NoAnswer:
                continue
            except ApiRefusal:
                if not self.request_id_is_unique:
                    raise
                if not (found := self._find(api_object, write)):
                    raise
                return ExternalRef(write.object_type, api_object.prefix + found)
        if found := self._find(api_object, write):
            return ExternalRef(write.object_type, api_object.prefix + found)
        raise ConnectorAbort(
            f"{self.label} did not answer and nothing was found written; try later"
        )

    def _updated(self, write: ApprovedWrite, api_object: ApiObject) -> ExternalRef:
        identity = str(write.external_id)
        reference = ExternalRef(write.object_type, identity)
        for _ in range(2):
            row = self._row(api_object, identity)
            if row is None:
                raise WriteRefused(f"{self.label}: {write.external_id} is no longer there")
            now = api_object.values(row)
            if all(_same(now.get(name), value) for name, value in write.fields.items()):
                return reference
            for name, seen in write.before.items():
                if name in write.fields and not _same(now.get(name), seen):
                    raise WriteRefused(
                        f"{self.label}: {name} of {write.external_id} was changed meanwhile;"
                        " look at it again"
                    )
            try:
                self._update(api_object, identity, self._payload(api_object, write), row)
                return reference
            except NoAnswer:
                continue
        raise ConnectorAbort(f"{self.label} did not answer; try the same change again later")

    def _payload(self, api_object: ApiObject, write: ApprovedWrite) -> dict[str, Any]:
        """The vendor's fields for a write. A name that the CRM keeps in two parts is divided before
        its last word, unless the parts are given."""
        fields = dict(write.fields)
        if "name" in fields and "name" not in api_object.write:
            given, _, family = str(fields.pop("name")).strip().rpartition(" ")
            fields = {"first_name": given, "last_name": family} | fields
        return api_object.payload({k: v for k, v in fields.items() if k in api_object.write})

    @abstractmethod
    def _row(self, api_object: ApiObject, identity: str) -> Row | None:
        """One record as it is now, or None."""

    @abstractmethod
    def _find(self, api_object: ApiObject, write: ApprovedWrite) -> str | None:
        """The id of what this request wrote before, if it did. Must see what was just written: no
        search index that lags behind."""

    @abstractmethod
    def _create(self, api_object: ApiObject, payload: dict[str, Any], write: ApprovedWrite) -> str:
        """Create a record that carries the request id; its id. NoAnswer where that is unknown."""

    @abstractmethod
    def _update(
        self, api_object: ApiObject, identity: str, payload: dict[str, Any], row: Row
    ) -> None:
        """Change one record that still is what `row` says; NoAnswer where that is unknown."""


def _implied(api_object: ApiObject) -> set[str]:
    """Fields that need no place of their own: the kind of activity, a name kept in two parts."""
    return {"kind"} | ({"name"} if "last_name" in api_object.write else set())


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same; nothing, an empty text and an empty list are one."""
    if one in (None, "", []) and other in (None, "", []):
        return True
    if isinstance(one, list) or isinstance(other, list):
        return bool(one == other)
    return str(one) == str(other)
