"""Vectors of texts by hash, for the semantic tier."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_vector",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_text_vector_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "subject_id", "key", name=op.f("pk_text_vector")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE text_vector ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE text_vector FORCE ROW LEVEL SECURITY")
        op.execute(
            "CREATE POLICY tenant_only ON text_vector "
            "USING (tenant_id = current_setting('app.tenant_id', true)) "
            "WITH CHECK (tenant_id = current_setting('app.tenant_id', true))"
        )


def downgrade() -> None:
    op.drop_table("text_vector")
