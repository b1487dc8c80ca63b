"""Tables. Importing the package registers all of them on SQLModel.metadata."""

from backend.models.capture_health import (
    FillCount,
    HealthNotice,
    HealthWatch,
    PageCount,
    PageReportBatch,
)
from backend.models.crm import (
    Account,
    Activity,
    Contact,
    CrmConnection,
    CrmUser,
    ExternalRef,
    Invoice,
    LinkDecision,
    LinkKey,
    Opportunity,
    SalesOrder,
    SyncRun,
)
from backend.models.listening import (
    Capture,
    Discussion,
    Expertise,
    OrganisationPage,
    Person,
    PersonKey,
    Post,
)
from backend.models.selector_packs import PackKey, SelectorPack
from backend.models.workspace import AuditEvent, Device, Pairing, SignInLink, Tenant, User

__all__ = [
    "Account",
    "Activity",
    "AuditEvent",
    "Capture",
    "Contact",
    "CrmConnection",
    "CrmUser",
    "Device",
    "Discussion",
    "Expertise",
    "ExternalRef",
    "FillCount",
    "HealthNotice",
    "HealthWatch",
    "Invoice",
    "LinkDecision",
    "LinkKey",
    "Opportunity",
    "OrganisationPage",
    "PackKey",
    "PageCount",
    "PageReportBatch",
    "Pairing",
    "Person",
    "PersonKey",
    "Post",
    "SalesOrder",
    "SelectorPack",
    "SignInLink",
    "SyncRun",
    "Tenant",
    "User",
]
