"""Photos of a project: several, in order, each in words, in the size that is shown, and gone when
they are gone."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from leeds_leaders.images import clean_sized_photo
from peers.errors import PhotoNotKept
from projects import actions
from projects.actions import photos as verbs
from projects.errors import IllegalMove, TooMany
from projects.models import Photo, Project
from tests.conftest import in_threads
from tests.factories import NewsFactory, ProjectFactory

pytestmark = pytest.mark.django_db

WIDTH, HEIGHT = 900, 600


def upload(colour: str = "green", size=(WIDTH, HEIGHT)) -> SimpleUploadedFile:
    """A photo as a phone sends it, with where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif.tobytes())
    return SimpleUploadedFile("IMG_1.jpg", out.getvalue(), "image/jpeg")


def new(colour: str = "green", alt: str = "") -> verbs.NewPhoto:
    return verbs.NewPhoto(clean_sized_photo(upload(colour)), alt or f"Something {colour}")


def sent(*photos: tuple[str, str]) -> dict:
    """What the form sends for photos of these colours and words."""
    return {
        f"photo-{number}-{name}": value
        for number, (colour, alt) in enumerate(photos, start=1)
        for name, value in (("file", upload(colour)), ("alt", alt), ("caption", ""))
    }


def fetched(client, address: str) -> int:
    """What somebody gets; all of it is read, as a browser does."""
    answer = client.get(address)
    assert answer.getvalue()
    return answer.status_code


def files() -> set[str]:
    folder = Path(default_storage.path("projects"))
    return {file.name for file in folder.iterdir()} if folder.exists() else set()


def alts(project: Project) -> list[str]:
    return list(Photo.objects.filter(project=project).values_list("alt", flat=True))


@pytest.fixture
def project(cast):
    return ProjectFactory(slug="the-one", lead=cast.lead.peer)


def test_several_are_added_at_once_in_three_sizes_without_what_the_camera_wrote(cast, project):
    page = f"/projects/{project.slug}/photos/"
    answer = cast.lead.client.post(page, sent(("red", "Tomatoes"), ("blue", "Rain")), follow=True)
    assert "2 photos added." in answer.text
    assert alts(project) == ["Tomatoes", "Rain"]
    photo = Photo.objects.get(alt="Tomatoes")
    assert (photo.width, photo.height) == (WIDTH, HEIGHT)
    html = cast.nobody.client.get(f"/projects/{project.slug}/").text
    assert f'width="{WIDTH}" height="{HEIGHT}" loading="lazy"' in html
    assert f"{photo.url.removesuffix('.webp')}-400.webp 400w" in html
    for end, width in (("", WIDTH), ("-800", 800), ("-400", 400)):
        answer = cast.nobody.client.get(photo.url.replace(".webp", f"{end}.webp"))
        with Image.open(io.BytesIO(answer.getvalue())) as image:
            assert (image.format, image.width) == ("WEBP", width)
            assert not image.getexif()


def test_what_a_photo_shows_has_to_be_said_and_words_need_their_photo(cast, project):
    page = f"/projects/{project.slug}/photos/"
    answer = cast.lead.client.post(page, sent(("red", "")))
    assert answer.status_code == 422
    answer = cast.lead.client.post(page, sent(("red", "One")) | sent(("red", "One"), ("blue", "")))
    assert "Say what the photo shows." in answer.text
    words = sent(("red", "One")) | {"photo-2-alt": "No photo came"}
    assert "Choose the photo that these words are about." in cast.lead.client.post(page, words).text
    assert cast.lead.client.post(page, {}).status_code == 422
    assert not Photo.objects.exists()
    assert not files()


def test_they_are_put_in_order_and_a_second_click_moves_nothing(cast, project):
    by = cast.lead.peer
    for colour in ("red", "green", "blue"):
        verbs.add(project, [new(colour, colour)], by=by)
    blue, green = Photo.objects.get(alt="blue"), Photo.objects.get(alt="green")
    up = f"/projects/{project.slug}/photos/{blue.pk}/up/"
    for _click in range(2):
        assert cast.lead.client.post(up, {"place": blue.place}).status_code == 302
    assert alts(project) == ["red", "blue", "green"]
    green.refresh_from_db()
    down = f"/projects/{project.slug}/photos/{green.pk}/down/"
    cast.lead.client.post(down, {"place": green.place})
    assert alts(project) == ["red", "blue", "green"], "the last one stays last"


def test_the_same_photo_sent_twice_is_one_and_a_thirteenth_is_refused(cast, project):
    by = cast.lead.peer
    for _click in range(2):
        verbs.add(project, [new("red"), new("red")], by=by)
    assert Photo.objects.count() == 1
    assert len(files()) == 3
    photo = new("blue").file
    Photo.objects.bulk_create(
        Photo(project=project, file=f"projects/{n}.webp", width=1, height=1, alt="A", place=9 + n)
        for n in range(verbs.MOST - 1)
    )
    with pytest.raises(TooMany, match="There is room for 12 photos"):
        verbs.add(project, [verbs.NewPhoto(photo, "Too many")], by=by)
    assert len(files()) == 3


@pytest.mark.django_db(transaction=True)
def test_twelve_is_the_most_even_at_once():
    project = ProjectFactory()
    photos = [new(f"hsl({number * 22}, 90%, 50%)", f"Photo {number}") for number in range(16)]
    refused = []

    def add(photo):
        try:
            verbs.add(project, [photo], by=project.lead)
        except TooMany as refusal:
            refused.append(refusal)

    in_threads(*[lambda photo=photo: add(photo) for photo in photos])
    assert len(refused) == 4
    assert sorted(Photo.objects.values_list("place", flat=True)) == list(range(1, 13))
    assert len(files()) == 12 * 3


@pytest.mark.django_db(transaction=True)
def test_a_photo_that_is_taken_away_is_gone_from_the_disk_in_all_sizes(client):
    project = ProjectFactory()
    (photo,) = verbs.add(project, [new("red")], by=project.lead)
    verbs.put_cover(project, new("blue").file)
    project.photo_alt = "Blue"
    project.save()
    assert len(files()) == 6
    verbs.remove(photo, by=project.lead)
    assert len(files()) == 3
    assert fetched(client, photo.url) == 404
    verbs.put_cover(project, new("green").file)
    project.save()
    assert len(files()) == 3
    assert fetched(client, project.photo_url) == 200
    assert fetched(client, project.photo_url.replace(".webp", "-400.webp")) == 200


def test_where_there_is_no_room_nothing_is_kept_and_words_say_so(cast, project, monkeypatch):
    keep, kept = FileSystemStorage._save, []

    def save(storage, name, content):
        if len(kept) == 4:
            raise OSError(28, "No space left on device")
        kept.append(name)
        return keep(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", save)
    with pytest.raises(PhotoNotKept, match="no room"):
        verbs.add(project, [new("red"), new("blue")], by=cast.lead.peer)
    assert not files()
    assert not Photo.objects.exists()


def test_a_photo_has_the_door_of_its_project_and_of_its_news_in_every_size(cast, project):
    by = cast.lead.peer
    news = NewsFactory(project=project)
    (of_news,) = verbs.add(project, [new("red")], by=by, news=news)
    (photo,) = verbs.add(project, [new("red")], by=by)
    assert of_news.file != photo.file, "the same photo in two places is two"

    def seen(one: Photo, player) -> set[int]:
        sizes = [one.url.replace(".webp", f"{size}.webp") for size in ("", "-800", "-400")]
        return {fetched(player.client, address) for address in sizes}

    for one in (of_news, photo):
        assert seen(one, cast.nobody) == {200}
    news.is_removed = True
    news.save()
    assert seen(of_news, cast.nobody) == {404}
    assert seen(of_news, cast.lead) == {200}
    assert seen(photo, cast.nobody) == {200}
    Project.objects.filter(pk=project.pk).update(standing="withdrawn")
    for one in (of_news, photo):
        assert seen(one, cast.peer) == {404}
        assert seen(one, cast.lead) == seen(one, cast.moderator) == {200}


def test_only_who_may_change_a_project_changes_its_photos(cast, project):
    (photo,) = verbs.add(project, [new("red")], by=cast.lead.peer)
    other = ProjectFactory(lead=cast.peer.peer)
    page = f"/projects/{project.slug}/photos/"
    assert cast.peer.client.get(page).status_code == 403
    for verb in ("up", "down", "remove", "change"):
        address = f"{page}{photo.pk}/{verb}/"
        assert cast.peer.client.post(address, {"place": 1}).status_code == 403
        foreign = f"/projects/{other.slug}/photos/{photo.pk}/{verb}/"
        assert cast.peer.client.post(foreign, {"place": 1}).status_code == 404
    assert cast.peer.client.post(page, sent(("blue", "Mine"))).status_code == 403
    assert Photo.objects.count() == 1


def test_words_are_said_better(cast, project):
    (photo,) = verbs.add(project, [new("red")], by=cast.lead.peer)
    page = f"/projects/{project.slug}/photos/{photo.pk}/change/"
    assert cast.lead.client.post(page, {"alt": "", "caption": "X"}).status_code == 422
    words = {"alt": "Ripe tomatoes", "caption": "In August"}
    assert "Saved." in cast.lead.client.post(page, words, follow=True).text
    assert "In August" in cast.nobody.client.get(f"/projects/{project.slug}/").text


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_project_that_goes_with_its_lead_go_in_all_sizes():
    project = ProjectFactory(standing="held", photo_alt="Blue")
    verbs.put_cover(project, new("blue").file)
    project.save()
    verbs.add(project, [new("red")], by=project.lead)
    verbs.add(project, [new("red")], by=project.lead, news=NewsFactory(project=project))
    assert len(files()) == 9
    actions.let_go_of_projects(project.lead)
    assert not Project.objects.exists()
    assert not files()


def test_what_was_taken_away_meanwhile_is_not_described(project):
    (photo,) = verbs.add(project, [new("red")], by=project.lead)
    photo = Photo.objects.get(pk=photo.pk)
    verbs.remove(Photo.objects.get(pk=photo.pk), by=project.lead)
    with pytest.raises(IllegalMove, match="taken this photo away"):
        verbs.describe(photo, alt="Red", caption="", by=project.lead)
