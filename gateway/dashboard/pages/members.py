"""Settings → Members: who may log in to the account, in which role, and who is invited."""

from flask import Response

from gateway.dashboard import flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.here import actor, me
from gateway.dashboard.words import _, mark, say
from gateway.members import letters, people
from gateway.members.mail import Letter
from gateway.members.people import MemberError
from gateway.members.roles import CASHIER, ROLES
from gateway.problems import Problem
from gateway.request_context import current
from gateway.storage import invitations
from gateway.storage import members as stored

ROLE_WORDS = {
    "owner": mark("Owner: everything, members too"),
    "manager": mark("Manager: the whole shop, and who did what"),
    "developer": mark("Developer: keys, webhooks and logs; looks at the shop"),
    "cashier": mark("Cashier: looks at products, stock, invoices and customers"),
}
ROLE_NAMES = {
    "owner": mark("owner"),
    "manager": mark("manager"),
    "developer": mark("developer"),
    "cashier": mark("cashier"),
}
FAULTS = {
    "email": mark("This is no e-mail address."),
    "role": mark("Choose one of the list."),
    "too_many": mark("The account has invited fifty people in a day. Go on tomorrow."),
    "already_member": mark("This address is a member already."),
    "last_owner": mark("The account needs an owner. Make somebody else one first."),
    "unknown_member": mark("This person is no member any more."),
    "unknown_invitation": mark("This invitation was used or withdrawn already."),
}
_INVITATION = mark(
    "{by} invites you to {account} on SaathiX Billing.\n\n"
    "This link lets you in; it works once, for seven days:\n\n{link}\n\n"
    "If you do not know them, do nothing."
)


@dashboard.get("/settings/members")
@page("members:read")
def members() -> Response:
    """List the members, and who is invited."""
    return _page(Form({"role": CASHIER}))


@dashboard.post("/settings/members")
@page("members:write")
def invite_member() -> Response:
    """Invite somebody by e-mail; the link is in the letter alone."""
    form, context, session = forms.sent(), current(), me()
    try:
        with context.parts.db.transaction(session.own_account) as tx:
            token = letters.invite(tx, actor(), email=form.text("email"), role=form.text("role"), at=context.at)
    except MemberError as problem:
        form.faults["role" if problem.code == "role" else "email"] = _(FAULTS[problem.code])
        return _page(form, 422)
    link = f"{context.parts.settings.dashboard_url}/dashboard/invitation?link={token}"
    text = say(session.language, _INVITATION).format(by=session.name, account=session.account_name, link=link)
    to, subject = form.text("email").lower(), f"SaathiX Billing: {session.account_name}"
    context.parts.mail.send(lambda: Letter(to, subject, text))
    flashes.add("good", _("A letter with a link is on its way to %(email)s. It works for seven days.") % {"email": to})
    return rendering.redirect_to("dashboard.members")


@dashboard.post("/settings/members/<member_id>/role")
@page("members:write")
def change_member(member_id: str) -> Response:
    """Give a member another role."""
    form, context = forms.sent(), current()
    try:
        with context.parts.db.transaction(me().own_account) as tx:
            people.change_role(tx, actor(), member_id, form.text("role"), at=context.at)
    except MemberError as problem:
        return _refused(problem)
    flashes.add("good", _("The role is changed; it counts from now on."))
    return rendering.redirect_to("dashboard.members" if me().member_id != member_id else "dashboard.home")


@dashboard.get("/settings/members/<member_id>/remove")
@page("members:write")
def ask_remove(member_id: str) -> Response:
    """Ask whether a member is really to go."""
    with current().parts.db.transaction(me().own_account) as tx:
        found = [row for row in stored.of_account(tx, me().own_account) if row["member_id"] == member_id]
    if not found:
        raise Problem("not_found")
    return rendering.render("dashboard/member_remove.html", member=found[0])


@dashboard.post("/settings/members/<member_id>/remove")
@page("members:write")
def remove_member(member_id: str) -> Response:
    """Take a member out of the account: the next page they ask for shows them nothing of it."""
    context = current()
    try:
        with context.parts.db.transaction(me().own_account) as tx:
            people.remove(tx, actor(), member_id, at=context.at)
    except MemberError as problem:
        return _refused(problem)
    flashes.add("good", _("The member is removed."))
    return rendering.redirect_to("dashboard.members" if me().member_id != member_id else "dashboard.home")


@dashboard.post("/settings/invitations/<invitation_id>/withdraw")
@page("members:write")
def withdraw_invitation(invitation_id: str) -> Response:
    """Let the link of an invitation no longer work."""
    context = current()
    try:
        with context.parts.db.transaction(me().own_account) as tx:
            letters.withdraw(tx, actor(), invitation_id, at=context.at)
    except MemberError as problem:
        return _refused(problem)
    flashes.add("good", _("The invitation is withdrawn."))
    return rendering.redirect_to("dashboard.members")


def _refused(problem: MemberError) -> Response:
    if problem.code.startswith("unknown"):
        raise Problem("not_found", _(FAULTS[problem.code])) from None
    flashes.add("bad", _(FAULTS[problem.code]))
    return rendering.redirect_to("dashboard.members")


def _page(form: Form, status: int = 200) -> Response:
    context, session = current(), me()
    with context.parts.db.transaction(session.own_account) as tx:
        found, invited = (
            stored.of_account(tx, session.own_account),
            invitations.open_of(tx, session.own_account, context.at),
        )
    shown = {
        "members": found,
        "invited": invited,
        "roles": [(role, _(ROLE_WORDS[role])) for role in ROLES],
        "names": {role: _(ROLE_NAMES[role]) for role in ROLES},
    }
    return rendering.render("dashboard/members.html", status, form=form, **shown)
