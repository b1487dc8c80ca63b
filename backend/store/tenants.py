"""Tenants themselves: the only queries that stand outside a tenant."""

from __future__ import annotations

from sqlalchemy.orm import Session
from sqlmodel import col, select

from backend.models import Tenant
from backend.store.database import Database


def create_tenant(database: Database, slug: str, name: str) -> Tenant:
    with Session(database.writing_engine, expire_on_commit=False) as session:
        tenant = Tenant(slug=slug, name=name)
        session.add(tenant)
        session.commit()
        return tenant


def all_tenants(database: Database) -> list[Tenant]:
    with Session(database.engine, expire_on_commit=False) as session:
        return list(session.scalars(select(Tenant).order_by(col(Tenant.slug))))


def tenant_by_id(database: Database, tenant_id: str) -> Tenant | None:
    with Session(database.engine, expire_on_commit=False) as session:
        return session.get(Tenant, tenant_id)
