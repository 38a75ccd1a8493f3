"""What a peer tells of themselves."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Principle, Sector
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN
from peers.choices import FIRST_AUDIENCES, SEEN_BY, Audience, Part

LATEST, EARLIEST = "2100-12-31", "2000-01-01"
LINES = ("pronouns", "called", "one_line", "contact", "languages", "organises_in", "elected_as")
TEXTS = ("story", "talents", "lived_experience", "agenda", "fighting_for", "interests")
WORDS = frozenset({*LINES, *TEXTS, "photo_alt"})

# What each part of a profile consists of; the roles are rows of their own.
FIELDS_OF: dict[Part, tuple[str, ...]] = {
    Part.PHOTO: ("photo", "photo_alt"),
    Part.PRONOUNS: ("pronouns",),
    Part.CALLED: ("called",),
    Part.ONE_LINE: ("one_line",),
    Part.STORY: ("story",),
    Part.ORGANISATIONS: ("comes_as_self", "roles"),
    Part.SECTOR: ("sector",),
    Part.WARDS: ("wards",),
    Part.CAUSES: ("causes",),
    Part.PRINCIPLES: ("principles",),
    Part.TALENTS: ("talents",),
    Part.LIVED_EXPERIENCE: ("lived_experience",),
    Part.AGENDA: ("agenda",),
    Part.FIGHTING_FOR: ("fighting_for", "parked_until"),
    Part.INTERESTS: ("interests",),
    Part.LANGUAGES: ("languages",),
    Part.CONTACT: ("contact",),
    Part.ORGANISER: ("is_organiser", "organises_in"),
    Part.ELECTED: ("elected_as", "elected_ward", "term_ends_on"),
}


def first_audiences() -> dict[str, str]:
    """Who sees what of a new profile, as far as the whole is seen."""
    return dict(FIRST_AUDIENCES)


class ProfileCause(ItemBase):
    """A peer cares about a cause."""

    content_object = models.ForeignKey(
        "peers.Profile", on_delete=models.CASCADE, related_name="cause_items"
    )
    tag = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="profile_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="profile_cause_once")
        ]


class Profile(Hideable):
    """What a peer tells of themselves, and to whom. All of it is optional.

    The database makes one with each peer (migration `0003_profiles_come_with_peers`).
    `audience` is for the whole; `audiences` holds that of each `Part`, and the narrower of the two
    counts. What is missing from it is hidden. Nobody else ever reads this row: others see the
    peer's `Entry` for their circle, or a `Portrait` made for it.

    While a moderator is to look at it (`hidden_at`) its audience is nobody, and
    `audience_meanwhile` is the one that its peer wants: every door follows at once.
    """

    peer = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="profile"
    )
    audience = models.CharField(
        _("who sees my profile"),
        max_length=11,
        choices=Audience,
        default=Audience.MEMBERS,
        db_default=Audience.MEMBERS,
    )
    audience_meanwhile = models.CharField(
        max_length=11, choices=Audience, blank=True, db_default="", default="", editable=False
    )
    audiences = models.JSONField(
        default=first_audiences, db_default=Value(FIRST_AUDIENCES, models.JSONField())
    )

    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True, db_default="")
    called = models.CharField(
        _("what I would like to be called"), max_length=60, blank=True, db_default=""
    )
    photo = models.ImageField(upload_to="peers/", blank=True, db_default="")
    photo_alt = models.CharField(
        _("what the photo shows"), max_length=200, blank=True, db_default=""
    )
    one_line = models.CharField(_("me in one line"), max_length=160, blank=True, db_default="")
    story = models.TextField(_("my story"), blank=True, db_default="")
    comes_as_self = models.BooleanField(_("I come as myself"), default=False, db_default=False)
    sector = models.ForeignKey(
        Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="profiles"
    )
    wards = models.ManyToManyField(
        Ward, blank=True, related_name="profiles", verbose_name=_("where I am active")
    )
    causes = TaggableManager(through=ProfileCause, verbose_name=_("causes"), blank=True)
    principles = models.ManyToManyField(
        Principle, blank=True, related_name="profiles", verbose_name=_("what I stand by")
    )
    talents = models.TextField(_("what I am good at"), blank=True, db_default="")
    lived_experience = models.TextField(
        _("what I know from my own life"), blank=True, db_default=""
    )
    agenda = models.TextField(_("my agenda"), blank=True, db_default="")
    fighting_for = models.TextField(_("what I am fighting for"), blank=True, db_default="")
    parked_until = models.DateField(_("parked until"), null=True, blank=True)
    interests = models.TextField(_("declared interests"), blank=True, db_default="")
    languages = models.CharField(_("languages"), max_length=200, blank=True, db_default="")
    contact = models.CharField(_("how to reach me"), max_length=200, blank=True, db_default="")
    is_organiser = models.BooleanField(
        _("I am a community organiser"), default=False, db_default=False
    )
    organises_in = models.CharField(
        _("with whom I organise"), max_length=160, blank=True, db_default=""
    )
    elected_as = models.CharField(_("elected as"), max_length=120, blank=True, db_default="")
    elected_ward = models.ForeignKey(
        Ward, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    term_ends_on = models.DateField(_("my term ends on"), null=True, blank=True)

    takes_on = models.PositiveSmallIntegerField(
        _("I can take on"),
        null=True,
        blank=True,
        help_text="How many asks and pairs at a time; no limit where it is empty.",
    )
    paused_until = models.DateField(_("I pause until"), null=True, blank=True)
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stands_in_for",
    )

    welcomed_at = models.DateTimeField(null=True, editable=False)
    greeted_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    # Kept by the database. Nothing while members cannot find them, nor of who was here before.
    found_since = models.DateTimeField(null=True, db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                name="profile_has_an_audience", condition=Q(audience__in=Audience.values)
            ),
            models.CheckConstraint(
                name="profile_is_hidden_with_its_audience_kept",
                condition=Q(hidden_at=None, audience_meanwhile="")
                | Q(hidden_at__isnull=False, audience=Audience.HIDDEN)
                & Q(audience_meanwhile__in=Audience.values),
            ),
            models.CheckConstraint(
                name="profile_lines_are_plain_lines",
                condition=Q(**{f"{name}__regex": LINE_PATTERN for name in LINES}),
            ),
            models.CheckConstraint(
                name="profile_texts_can_be_shown",
                condition=Q(**{f"{name}__regex": TEXT_PATTERN for name in TEXTS}),
            ),
            models.CheckConstraint(
                name="profile_dates_are_in_this_century",
                condition=(Q(parked_until=None) | Q(parked_until__range=(EARLIEST, LATEST)))
                & (Q(paused_until=None) | Q(paused_until__range=(EARLIEST, LATEST)))
                & (Q(term_ends_on=None) | Q(term_ends_on__range=(EARLIEST, LATEST))),
            ),
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves", condition=~Q(stand_in=models.F("peer"))
            ),
        ]
        indexes = [
            models.Index(fields=["photo"], condition=~Q(photo=""), name="profile_by_photo"),
            models.Index(fields=["found_since"], name="profile_by_found_since"),
        ]

    def __str__(self):
        return f"Profile of peer {self.peer_id}"

    def audience_of(self, part: str) -> str:
        """The audience of one part; hidden where nothing was said, or nothing that we know."""
        said = self.audiences.get(part)
        return said if said in Audience.values else Audience.HIDDEN

    @property
    def wanted_audience(self) -> str:
        """Whom its peer wants to see it, a moderator's look at it apart."""
        return self.audience_meanwhile or self.audience

    def words_for(self, circle: str) -> dict[str, str]:
        """What a circle reads of it by field, a moderator's look at it apart."""
        if self.wanted_audience not in SEEN_BY[circle]:
            return {}
        return {
            name: getattr(self, name)
            for part, names in FIELDS_OF.items()
            if self.audience_of(part) in SEEN_BY[circle]
            for name in names
            if name in WORDS and getattr(self, name)
        }

    def is_seen_by(self, circle: str) -> bool:
        """Whether a circle may see this peer at all."""
        return self.audience in SEEN_BY[circle]

    def shows(self, part: str, circle: str) -> bool:
        """Whether a circle may see a part: both the whole and the part must be for it."""
        return self.is_seen_by(circle) and self.audience_of(part) in SEEN_BY[circle]
