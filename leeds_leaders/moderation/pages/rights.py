"""What the pages on people's rights say: of data, of the rules, of accessibility."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from leeds_leaders import retention
from leeds_leaders.moderation.choices import HouseRule
from leeds_leaders.personal_data import Holding, Words
from leeds_leaders.retention import Keeping

LOOKED_AT = date(2026, 11, 22)  # when what the accessibility statement says was last looked at

AGREEMENT = _("What you asked us for when you joined or answered (UK GDPR, article 6(1)(b)).")
INTERESTS = _("Our legitimate interest in a network that works (article 6(1)(f)).")
DUTY = _("Our duties under the Online Safety Act 2023 and data-protection law (article 6(1)(c)).")


@dataclass(frozen=True, kw_only=True)
class Storey:
    """What one list of `PERSONAL_DATA` holds, what for, and on which lawful basis."""

    title: Words
    why: Words
    basis: Words
    holdings: Sequence[Holding] = ()


STOREYS = {
    "peers.personal_data.HOLDINGS": Storey(
        title=_("Who I am here, and whom I know"),
        why=_("So that people find each other, and see what each chose to show."),
        basis=AGREEMENT,
    ),
    "projects.personal_data.HOLDINGS": Storey(
        title=_("Projects"),
        why=_("So that projects are found, and others can lend them strength."),
        basis=AGREEMENT,
    ),
    "forums.personal_data.HOLDINGS": Storey(
        title=_("Breakfasts, and what is said there"),
        why=_("To keep a place for everybody who comes, and the thread of what was said."),
        basis=AGREEMENT,
    ),
    "leeds_leaders.notices.personal_data.HOLDINGS": Storey(
        title=_("Mail and notices"),
        why=_("To tell people what they want to hear, once, and no more than that."),
        basis=INTERESTS,
    ),
    "leeds_leaders.moderation.personal_data.HOLDINGS": Storey(
        title=_("Moderation, and complaints"),
        why=_("To keep people safe, to decide fairly, and to answer for it."),
        basis=DUTY,
    ),
}

# What is held only because somebody agreed to just that, by the names of holdings.
BY_CONSENT = {
    "needs": _("Explicit consent, asked for each time (article 9(2)(a)); it can be taken back."),
    "preferences": _("The digest comes by consent (article 6(1)(a)); it can be taken back."),
}


def storeys() -> list[Storey]:
    """What is held, storey by storey, as taking it along and erasing it know it."""
    return [
        Storey(
            title=storey.title,
            why=storey.why,
            basis=storey.basis,
            holdings=[(one, BY_CONSENT.get(one.name, "")) for one in import_string(path)],
        )
        for path, storey in ((path, STOREYS[path]) for path in settings.PERSONAL_DATA)
    ]


def keepings() -> list[Keeping]:
    """How long what is kept, as the nightly job does it."""
    return retention.keepings()


@dataclass(frozen=True)
class Kept:
    """Something that a browser keeps for us."""

    name: Words
    why: Words
    until: Words


def cookies() -> list[Kept]:
    """All that browsers keep for us, none of which needs consent: each is there for what somebody
    has just asked for (PECR, regulation 6(4))."""
    return [
        Kept(
            settings.SESSION_COOKIE_NAME,
            _("That you are signed in. Set when you sign in."),
            _("fourteen days, or until you sign out"),
        ),
        Kept(
            settings.CSRF_COOKIE_NAME,
            _("That a form was sent by you and by no other site. Set with your first form."),
            _("a year"),
        ),
        Kept(
            "messages",
            _("What to tell you on the next page, where you are not signed in."),
            _("the next page"),
        ),
        Kept(
            _("kept-words, notes, arrivals (storage of the browser)"),
            _("What you are writing, until it is saved; arrivals at a door without a connection."),
            _("until it is saved, a month at most"),
        ),
    ]


@dataclass(frozen=True)
class Rule:
    """A rule of the house: what it means, what is fine by it, and what is not."""

    rule: HouseRule
    means: Words
    fine: Words
    not_fine: Words


RULES = [
    Rule(
        HouseRule.DANGER,
        _("Threats, calls for violence, help with harming oneself or others, where to find somebody"
          " who hides. If somebody is in danger now, call 999 first."),
        _("“I am worried about a neighbour. Whom can I ask?”"),
        _("“Somebody should pay him a visit. He lives at number 12.”"),
    ),
    Rule(
        HouseRule.PRIVACY,
        _("Names, addresses, photos, health or troubles of somebody who did not agree that they are"
          " told here. What was said in confidence stays there."),
        _("“A family in our street needed a cooker, and got one.”"),
        _("“Mrs A at number 7 is in debt again.”"),
    ),
    Rule(
        HouseRule.ABUSE,
        _("Contempt for people because of race, faith, sex, gender, whom they love, age, disability"
          " or where they come from; going after one person again and again."),
        _("“I disagree with what you said about the park, and this is why.”"),
        _("“People like you should not be allowed to speak.”"),
    ),
    Rule(
        HouseRule.PRETENCE,
        _("A name that is somebody else's, or speaking for an organisation or a community that did"
          " not ask for it."),
        _("“I volunteer at the pantry and speak for myself.”"),
        _("An account in the name of a councillor who knows nothing of it."),
    ),
    Rule(
        HouseRule.UNLAWFUL,
        _("Fraud, stolen words or pictures, selling what must not be sold, images of abuse, and all"
          " else that breaks the law of England."),
        _("A link to a report, with two sentences quoted."),
        _("“Send the deposit to this account, and the grant is yours.”"),
    ),
    Rule(
        HouseRule.ADVERT,
        _("Selling something that serves nobody here, or the same text in many places. What a"
          " project sells so that it can go on is fine on its own page."),
        _("“Our café opens at eight; what it earns goes to the youth club.”"),
        _("“Cheap web sites! Ask me how!” below ten projects."),
    ),
    Rule(
        HouseRule.CAMPAIGN,
        _("Asking for votes, for or against anybody. What decides about the city can be talked of;"
          " who should win is for elsewhere. Before elections moderators look first."),
        _("“The council consults on bus lanes until May. Here is how to answer.”"),
        _("“Vote for me in May.”"),
    ),
    Rule(
        HouseRule.UNTRUE,
        _("Something that misleads others: a project that is long over, a place that has closed,"
          " figures that were made up. Opinions are not untrue."),
        _("“We think the new crossing is in the wrong place.”"),
        _("“The library gives away free laptops”, when it does not."),
    ),
    Rule(
        HouseRule.ELSEWHERE,
        _("Nothing wrong with it, but nothing to do with people who do something for their part of"
          " the city."),
        _("“Looking for a room for our repair evenings.”"),
        _("“Lost my keys at the match.”"),
    ),
]  # fmt: skip
