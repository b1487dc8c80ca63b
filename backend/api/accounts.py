"""/accounts: what the CRM knows."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from backend.api.answers import answer
from backend.api.auth import bearer, scope
from backend.schemas.requests import AccountAnswer, AccountLine, AccountsPage, PageQuery
from backend.services.list_records import account, list_accounts

blueprint = APIBlueprint("accounts", __name__, tag="Accounts")


@blueprint.get("/accounts")
@blueprint.auth_required(bearer)
@blueprint.input(PageQuery, location="query", arg_name="query")
@blueprint.output(AccountsPage)
@blueprint.doc(summary="Accounts, page by page", description="`q` is looked for in the name.")
def get_accounts(query: PageQuery) -> Response:
    found, following = list_accounts(scope(), after=query.after, limit=query.limit, text=query.q)
    lines = [
        AccountLine(
            account_id=one.id,
            name=one.name,
            country=one.country,
            industry=one.industry,
            domain=one.domain,
        )
        for one in found
    ]
    return answer(AccountsPage(accounts=lines, next=following))


@blueprint.get("/accounts/<id:account_id>")
@blueprint.auth_required(bearer)
@blueprint.output(AccountAnswer)
@blueprint.doc(
    summary="One account with its indicators",
    description="Payment figures are left out for roles that may not see them.",
    responses={404: "No such account in this workspace"},
)
def get_account(account_id: str) -> Response:
    return answer(AccountAnswer(account=account(scope(), account_id)))
