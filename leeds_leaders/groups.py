"""The groups of those who look after the network, and what each may do in the admin.

One table, by which a migration founds them and a test looks at every page. Admins of the site
(`is_superuser`) need none; `Admins` are those who may do what anybody may, but give no rights.
"""

from collections.abc import Mapping, Sequence

from django.apps import apps as installed

VIEW = ("view",)
DECIDE = ("view", "change")
CURATE = ("view", "add", "change")
KEEP = ("view", "add", "change", "delete")
Rights = Mapping[str, Sequence[str]]

MODERATORS: Rights = {
    "moderation.case": DECIDE,
    "moderation.appeal": DECIDE,
    "moderation.report": VIEW,
    "moderation.decision": VIEW,
    "moderation.preelection": KEEP,
    "moderation.candidate": KEEP,
    "moderation.safetyentry": VIEW,
    "notices.letter": VIEW,
    "peers.peer": DECIDE,
    "peers.organisation": DECIDE,
    "peers.claim": DECIDE,
    "peers.item": VIEW,
    "peers.profile": VIEW,
    "peers.role": VIEW,
    "projects.project": DECIDE,
    "projects.projectclaim": DECIDE,
    "projects.hub": DECIDE,
    "projects.association": DECIDE,
    "projects.wardcontact": KEEP,
    "projects.interest": VIEW,
    "projects.support": VIEW,
    "projects.invitation": VIEW,
    "projects.teammember": VIEW,
    "projects.handover": VIEW,
    "projects.news": VIEW,
    "projects.milestone": VIEW,
    "projects.photo": VIEW,
    "projects.yearlyask": VIEW,
    "projects.cohort": VIEW,
    "projects.developmentoffer": VIEW,
    "forums.perspective": DECIDE,
    "forums.response": DECIDE,
}
ORGANISERS: Rights = {
    "forums.session": DECIDE,
    "forums.series": DECIDE,
    "forums.venue": DECIDE,
    "forums.record": VIEW,
    "forums.note": VIEW,
    "forums.question": VIEW,
    "forums.action": VIEW,
    "forums.outcome": VIEW,
    "projects.project": VIEW,
}
EDITORS: Rights = {
    "language.cause": CURATE,
    "language.help": CURATE,
    "projects.wardcontact": KEEP,
    "projects.project": ("view", "add"),  # to bring in files of them
    "peers.organisation": ("view", "add"),
    "forums.venue": CURATE,
}
ADMINS: Rights = {
    "auth.group": VIEW,
    "peers.peer": ("view", "change", "delete"),
    "notices.letter": DECIDE,
    "notices.address": DECIDE,
    "notices.consent": VIEW,
    "projects.membership": VIEW,
    "moderation.act": VIEW,
    "moderation.datacomplaint": DECIDE,
    "moderation.safetyentry": KEEP,
}


def _all_of(*tables: Rights) -> Rights:
    """What whoever has all of these may do."""
    models = sorted({model for table in tables for model in table})
    return {
        model: tuple(verb for verb in KEEP if any(verb in table.get(model, ()) for table in tables))
        for model in models
    }


GROUPS: Mapping[str, Rights] = {
    "Moderators": MODERATORS,
    "Organisers": ORGANISERS,
    "Editors": EDITORS,
    "Admins": _all_of(MODERATORS, ORGANISERS, EDITORS, ADMINS),
}


def found_groups(apps=installed, _editor=None) -> None:
    """Give each group just the rights of the table; groups that are not in it are left alone.

    As a step of a migration it names rights on tables that come later, too.
    """
    Group, Permission, ContentType = (  # noqa: N806  (they are models)
        apps.get_model(name)
        for name in ("auth.Group", "auth.Permission", "contenttypes.ContentType")
    )
    for name, rights in GROUPS.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        kept = []
        for label, verbs in rights.items():
            app, model = label.split(".")
            kind, _is_new = ContentType.objects.get_or_create(app_label=app, model=model)
            for verb in verbs:
                words = {"name": f"Can {verb} {model}"}
                right, _is_new = Permission.objects.get_or_create(
                    content_type=kind, codename=f"{verb}_{model}", defaults=words
                )
                kept.append(right)
        group.permissions.set(kept)
