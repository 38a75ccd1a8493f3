"""What peers tell of themselves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import ImageFieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.images import SIDES, keep_files, name_of_size, remove_files
from leeds_leaders.moderation.actions import hold, look_again, screen
from peers.actions.people import lock
from peers.choices import Audience
from peers.errors import PhotoNotKept
from peers.models import Peer, Profile

MANY = frozenset({"wards", "causes", "principles"})


@transaction.atomic
def change_profile(peer: Peer, facts: dict, audiences: dict[str, str]) -> Profile:
    """Write some facts of one's profile, and who sees which of its parts.

    What is not among them stays, so that a page that was open for a while overwrites nothing else.
    New words may make the profile wait for a moderator; one that was taken away does so with
    whatever is new in it.
    A `photo` among the facts is its sizes as `clean_square_photo` makes them, False to take it
    away, or None to leave it. Raises `PhotoNotKept` when there is no room for it.
    """
    (peer,) = lock(peer)
    profile, facts = peer.profile, dict(facts)
    before = [*profile.words_for(Audience.MEMBERS).values()]
    photo = facts.pop("photo", None)
    if photo is None:
        _write(profile, facts, audiences)
    else:
        with _put_in_place(profile.photo, photo or ()) as name:
            _write(profile, facts | {"photo": name}, audiences)
    words = [*profile.words_for(Audience.MEMBERS).values()]
    hold(peer, screen(peer, *words, before=before), author=peer)
    if photo is not None or words != before:
        look_again(peer, author=peer)
    return profile


def _write(profile: Profile, facts: dict, audiences: dict[str, str]) -> Profile:
    if profile.is_hidden and "audience" in facts:
        facts = {**facts, "audience_meanwhile": facts["audience"]}
        del facts["audience"]
    plain = [name for name in facts if name not in MANY]
    for name in plain:
        setattr(profile, name, facts[name])
    profile.audiences |= audiences
    profile.changed_at = timezone.now()
    profile.save(update_fields=[*plain, "audiences", "changed_at"])
    for name in MANY & facts.keys():
        getattr(profile, name).set(facts[name])
    return profile


@contextmanager
def _put_in_place(photo: ImageFieldFile, sizes: Sequence[ContentFile]) -> Iterator[str]:
    """Keep the files of a new photo, under the name that is given, or of none at all.

    The files before go once the change is safe; the new ones go again if it fails.
    """
    storage, before = photo.storage, photo.name
    name = photo.field.generate_filename(photo.instance, str(sizes[0].name)) if sizes else ""
    names = [name_of_size(name, side) for side in SIDES] if name else []
    try:
        with keep_files(storage, dict(zip(names, sizes, strict=True))):
            yield name
    except OSError:
        raise PhotoNotKept(
            _("There is no room for the photo just now. Everything stays as it was; please "
              "try again later.")
        ) from None  # fmt: skip
    if before:
        sizes_before = [name_of_size(before, side) for side in SIDES]
        transaction.on_commit(partial(remove_files, storage, sizes_before))
