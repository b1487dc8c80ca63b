"""Capture health: counts, page reports, notices; selector packs and the key they are signed with."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANT_TABLES = (
    "fill_count",
    "health_watch",
    "pack_key",
    "page_count",
    "page_report_batch",
    "selector_pack",
    "health_notice",
)


def upgrade() -> None:
    op.create_table(
        "fill_count",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("site_version", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=False),
        sa.Column("filled", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("shares", sa.Float(), nullable=False),
        sa.Column("shares_squared", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_fill_count_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "day",
            "site",
            "site_version",
            "layout",
            "field",
            name=op.f("pk_fill_count"),
        ),
    )
    op.create_table(
        "health_watch",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_health_watch_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_health_watch")),
    )
    op.create_table(
        "pack_key",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("trusted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_pack_key_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_pack_key")),
    )
    op.create_table(
        "page_count",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("site_version", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_page_count_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "day",
            "site",
            "site_version",
            "layout",
            "kind",
            "host",
            "outcome",
            name=op.f("pk_page_count"),
        ),
    )
    op.create_table(
        "page_report_batch",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_page_report_batch_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "batch_id", name=op.f("pk_page_report_batch")),
    )
    op.create_table(
        "selector_pack",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_selector_pack_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selector_pack")),
        sa.UniqueConstraint(
            "tenant_id",
            "site",
            "layout",
            "version",
            name=op.f("uq_selector_pack_tenant_id_site_layout_version"),
        ),
    )
    op.create_table(
        "health_notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("open_key", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("site_version", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arithmetic", sa.JSON(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"],
            ["app_user.id"],
            name=op.f("fk_health_notice_acknowledged_by_app_user"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_health_notice_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_notice")),
        sa.UniqueConstraint(
            "tenant_id", "open_key", name=op.f("uq_health_notice_tenant_id_open_key")
        ),
    )

    if op.get_bind().dialect.name == "postgresql":
        for table in TENANT_TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(
                f"CREATE POLICY tenant_only ON {table} "
                "USING (tenant_id = current_setting('app.tenant_id', true)) "
                "WITH CHECK (tenant_id = current_setting('app.tenant_id', true))"
            )


def downgrade() -> None:
    for table in reversed(TENANT_TABLES):
        op.drop_table(table)
