"""Seen again: changes of people, sections of profiles, revisions of posts, articles."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TENANT_TABLES = ("discussion_article", "person_change", "post_revision")


def upgrade() -> None:
    _add_columns()
    op.create_table(
        "discussion_article",
        sa.Column("discussion_id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussion.id"],
            name=op.f("fk_discussion_article_discussion_id_discussion"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_discussion_article_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_discussion_article_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("discussion_id", name=op.f("pk_discussion_article")),
    )
    with op.batch_alter_table("discussion_article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discussion_article_person_id"), ["person_id"])
        batch_op.create_index(batch_op.f("ix_discussion_article_tenant_id"), ["tenant_id"])

    op.create_table(
        "person_change",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("previous_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_capture_id", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capture_id", sa.String(), nullable=False),
        sa.Column("finding", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_change_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_person_change_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_change")),
    )
    with op.batch_alter_table("person_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_change_person_id"), ["person_id"])
        batch_op.create_index("ix_person_change_kind_seen_at", ["tenant_id", "kind", "seen_at"])

    op.create_table(
        "post_revision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_revision_post_id_post")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_post_revision_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_revision")),
        sa.UniqueConstraint(
            "tenant_id",
            "post_id",
            "seen_at",
            name=op.f("uq_post_revision_tenant_id_post_id_seen_at"),
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


def _add_columns() -> None:
    """Without a copy of the table: on SQLite that would break the keys that lead to it."""
    op.add_column("person", sa.Column("sections", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("post", sa.Column("read_by", sa.String(), nullable=False, server_default=""))
    op.add_column("post", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("post", sa.Column("gone_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "post",
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default="2000-01-01 00:00:00.000000",
        ),
    )
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    if is_postgresql:  # who migrates has no tenant
        op.execute("ALTER TABLE post NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE post SET first_seen_at = seen_at")
    if is_postgresql:
        op.execute("ALTER TABLE post FORCE ROW LEVEL SECURITY")
        op.alter_column("post", "first_seen_at", server_default=None)


def downgrade() -> None:
    for table in reversed(TENANT_TABLES):
        op.drop_table(table)
    for column in ("first_seen_at", "gone_since", "edited_at", "read_by"):
        op.drop_column("post", column)
    op.drop_column("person", "sections")
