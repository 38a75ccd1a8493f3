"""Photos of people: squares, made anew, behind the door of their peer."""

import io
import os
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from leeds_leaders import images
from leeds_leaders.images import MOST_BYTES, SIDES, clean_square_photo, name_of_size
from leeds_leaders.photo_decoding import MOST_SCANS
from peers import actions
from peers.choices import Audience, Part, Tie
from peers.models import Connection, Profile
from tests.factories import PeerFactory

SECRET = b"Taken at my kitchen table"
GPS = {1: "N", 2: (53.0, 48.0, 0.0), 3: "W", 4: (1.0, 33.0, 0.0)}
KINDS = ("JPEG", "PNG", "WEBP")


def upload(content: bytes, name: str = "me.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def picture(kind: str = "JPEG", size=(300, 200), mode: str = "RGB", **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode in {"L", "I;16"} else None).save(out, kind, **more)
    return out.getvalue()


def noise(kind: str, size=(200, 200)) -> bytes:
    out = io.BytesIO()
    dots = random.Random(kind).randbytes(size[0] * size[1] * 3)
    Image.frombytes("RGB", size, dots).save(out, kind)
    return out.getvalue()


def with_secrets(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = SECRET.decode(), GPS
    more = {"exif": exif.tobytes()}
    if kind == "JPEG":
        more["comment"] = SECRET
    if kind == "WEBP":
        more["xmp"] = SECRET
    return picture(kind, **more)


def png(width: int, height: int, *, depth: int = 8, colour: int = 2, rows: bytes = b"") -> bytes:
    """A PNG that claims these sides, whatever its rows hold."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def endless_jpeg(side: int, scans: int) -> bytes:
    """A progressive JPEG of few bytes that is gone over again and again before it is shown."""
    blocks = ((side + 7) // 8) ** 2

    def segment(marker: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

    def scan(spectrum: tuple[int, int], bits: str) -> bytes:
        bits += "1" * (-len(bits) % 8)
        data = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
        return segment(0xDA, bytes([1, 1, 0, *spectrum, 0])) + data

    one_code = bytes([1] + [0] * 15)
    nothing_more = "0" + "1" * 14  # end of band for 32,767 blocks
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xDB, bytes([0] + [1] * 64)),
            segment(0xC2, struct.pack(">BHHBBBB", 8, side, side, 1, 1, 0x11, 0)),
            segment(0xC4, b"\x00" + one_code + b"\x00"),
            segment(0xC4, b"\x10" + one_code + b"\xe0"),
            scan((0, 0), "0" * blocks),
            scan((1, 63), nothing_more * (blocks // 32_767 + 1)) * scans,
            b"\xff\xd9",
        ]
    )


def opened(file) -> Image.Image:
    file.seek(0)
    return Image.open(io.BytesIO(file.read()))


def refused(content: bytes, name: str = "me.jpg") -> str:
    with pytest.raises(ValidationError) as caught:
        clean_square_photo(upload(content, name))
    return caught.value.messages[0]


def shown(content: bytes) -> list[Image.Image]:
    """The sizes of a photo that was taken, all of them plain small squares."""
    files = clean_square_photo(upload(content))
    pictures = [opened(file) for file in files]
    assert [p.size for p in pictures] == [(side, side) for side in SIDES]
    for made in pictures:
        assert made.format == "WEBP"
        assert not getattr(made, "is_animated", False)
        assert not dict(made.getexif())
        assert not {"exif", "xmp", "icc_profile", "comment"} & made.info.keys()
    return pictures


# What comes out --------------------------------------------------------------------------------


def test_the_middle_of_a_photo_is_kept_in_three_sizes():
    whole = Image.new("RGB", (900, 300), "red")
    ImageDraw.Draw(whole).rectangle((300, 0, 600, 300), fill="blue")
    out = io.BytesIO()
    whole.save(out, "PNG")
    for made in shown(out.getvalue()):
        side = made.width
        for spot in ((2, 2), (side // 2, side // 2), (side - 3, side - 3)):
            red, _green, blue = made.getpixel(spot)
            assert blue > 200, (spot, made.size)
            assert red < 60, (spot, made.size)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (1600, 90), (40, 40), (5000, 4000)])
def test_any_shape_becomes_a_square(size):
    shown(picture("JPEG", size))


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(turn):
    upright = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 399, 150), fill="black")
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    held = upright.transpose(undo[turn]) if turn in undo else upright
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    held.save(out, "JPEG", exif=exif.tobytes())
    made = shown(out.getvalue())[0]
    assert max(made.getpixel((192, 40))) < 60
    assert min(made.getpixel((192, 340))) > 200


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_what_the_camera_wrote_is_kept(kind):
    content = with_secrets(kind)
    assert dict(Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)), "the test itself"
    for file in clean_square_photo(upload(content)):
        assert SECRET not in file.read()
    shown(content)


def test_names_are_random_and_hang_together():
    first, second = (clean_square_photo(upload(picture(), "../../me.php")) for _ in range(2))
    assert first[0].name != second[0].name
    stem = Path(first[0].name).stem
    assert [file.name for file in first] == [f"{stem}.webp", f"{stem}-192.webp", f"{stem}-96.webp"]
    assert set(stem) <= set("0123456789abcdef")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_of_storing_colour_is_read(mode):
    shown(picture("PNG", (30, 20), mode))


def test_sixteen_bits_a_colour_and_printers_colours_are_read():
    shown(png(2, 2, depth=16, rows=(b"\x00" + b"\xff" * 12) * 2))
    shown(picture("JPEG", (30, 20), "CMYK"))


# What does not come in --------------------------------------------------------------------------


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    return out.getvalue()


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>endobj\ntrailer<<>>"
NO_PHOTOS = {
    "nothing": b"",
    "html": HTML,
    "svg": SVG,
    "pdf": PDF,
    "zip": a_zip(),
    "gif": picture("GIF"),
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "a script for a printer": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(evil) run",
    "html before a jpeg": HTML + picture("JPEG"),
    "a gif's head before a png": b"GIF89a" + picture("PNG"),
    "pdf before a webp": PDF + picture("WEBP"),
    "zip before a jpeg": a_zip() + picture("JPEG"),
    "a png without its body": b"\x89PNG\r\n\x1a\n",
    "a jpeg's first bytes": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "no pixels at all": png(0, 0),
    "a path": b"/etc/passwd",
    "an address": b"file:///etc/passwd",
}


@pytest.mark.parametrize("what", NO_PHOTOS)
@pytest.mark.parametrize("name", ["me.jpg", "me.webp"])
def test_what_is_no_photo_is_refused_whatever_it_is_called(what, name):
    assert "JPEG, PNG or WebP" in refused(NO_PHOTOS[what], name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tail", [HTML, SVG, PDF, a_zip(), b"GIF89a" + HTML, b"MZ\x90\x00"])
def test_what_hides_behind_a_photo_is_left_behind(kind, tail):
    files = clean_square_photo(upload(picture(kind) + tail))
    for file in files:
        body = file.read()
        assert tail not in body
        assert b"script" not in body
        assert b"PK\x03\x04" not in body


@pytest.mark.parametrize("name", ["me.gif", "me.svg", "me.php", "me", "../../../etc/me.jpg", "."])
def test_a_photo_is_known_by_its_bytes_and_not_by_its_name(name):
    files = clean_square_photo(upload(picture("PNG"), name if name != "." else "dot"))
    assert all("/" not in file.name and file.name.endswith(".webp") for file in files)


def test_of_what_moves_one_picture_is_kept():
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "green", "blue")]
    for kind in ("WEBP", "PNG"):
        out = io.BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=40)
        assert Image.open(io.BytesIO(out.getvalue())).n_frames == 3, "the test itself"
        shown(out.getvalue())


def test_bombs_are_refused_unread():
    for width, height in (
        (10_000, 5_001),
        (65_500, 65_500),
        (2**31 - 1, 1),
        (2**31 - 1, 2**31 - 1),
    ):
        assert refused(png(width, height))
    row = b"\x00" * (10_000 // 8 + 1)
    bomb = png(10_000, 5_001, depth=1, colour=0, rows=row * 5_001)
    assert len(bomb) < 100_000
    assert "40 million pixels" in refused(bomb)
    assert "10 MB" in refused(b"\xff" * (MOST_BYTES + 1))


def test_a_photo_that_says_less_than_it_holds_is_no_way_round():
    """The rows of a bomb under the head of a thumbnail: no more of them is read than it has."""
    shown(png(10, 10, rows=b"\x00" * 60_000_000))


def test_who_makes_the_decoder_toil_without_end_is_refused():
    bomb = endless_jpeg(6000, 12_000)
    assert len(bomb) < MOST_BYTES // 4
    before = os.times().children_user
    assert "JPEG, PNG or WebP" in refused(bomb)
    assert os.times().children_user - before < 1, "it was refused before it was decoded"


def test_a_photo_that_comes_bit_by_bit_is_taken_with_what_a_camera_puts_behind_it():
    """Scans count up to the end of the picture; a film behind it holds anything."""
    few = endless_jpeg(600, MOST_SCANS - 1)
    assert Image.open(io.BytesIO(few)).size == (600, 600), "the test itself"
    shown(few + b"\xff\xda\x00\x02" * 1_000)
    refused(endless_jpeg(600, MOST_SCANS))
    shown(picture("JPEG", (900, 600), progressive=True))


LIMITED = "from leeds_leaders.photo_decoding import limit_self; limit_self({}); {}"


@pytest.mark.parametrize(
    ("limit", "deed"),
    [
        ("seconds=1", "exec('while True: pass')"),
        ("memory=400_000_000", "bytearray(800_000_000)"),
    ],
)
def test_the_decoder_ends_where_its_time_or_its_memory_ends(limit, deed):
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED.format(limit, deed)],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert ended.returncode < 0 or b"MemoryError" in ended.stderr


def test_a_decoder_that_hangs_is_given_up(tmp_path, monkeypatch):
    """Another script in its place, since no picture is known that sleeps."""
    sleeper = tmp_path / "decoder.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(images, "DECODER", sleeper)
    monkeypatch.setattr(images, "SECONDS", 0.3)
    assert "JPEG, PNG or WebP" in refused(picture())


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_photo_is_refused_or_shown_but_never_a_fault(kind):
    content = noise(kind)
    assert refused(content[: len(content) // 2])
    chance = random.Random(kind)
    lengths = [*range(0, 60, 6), *(chance.randrange(len(content)) for _ in range(15))]
    for length in [*lengths, len(content) - 1, len(content) - 4]:
        with suppress(ValidationError):
            shown(content[:length])


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_photo_is_refused_or_shown_but_never_a_fault(kind):
    chance = random.Random(kind)
    content = with_secrets(kind)
    for _ in range(30):
        damaged = bytearray(content)
        for _ in range(chance.randrange(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            files = clean_square_photo(upload(bytes(damaged)))
        except ValidationError:
            continue
        assert all(SECRET not in file.read() for file in files)


# Where it is kept -------------------------------------------------------------------------------


def kept(settings) -> set[str]:
    folder = settings.MEDIA_ROOT / "peers"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def everybody(audience: str = Audience.PUBLIC) -> dict[str, str]:
    return {Part.PHOTO.value: audience}


def give(peer, content: bytes | None = None) -> Profile:
    facts = {"photo": clean_square_photo(upload(content or picture())), "photo_alt": "Me, laughing"}
    return actions.change_profile(peer, facts, everybody())


def form(**more) -> dict:
    return {"photo_alt": "Me, laughing", "photo_audience": "public"} | more


@pytest.mark.django_db(transaction=True)
def test_another_photo_takes_the_place_of_the_first_and_none_is_left_behind(settings):
    peer = PeerFactory()
    first = give(peer).photo.name
    assert kept(settings) == {Path(name_of_size(first, side)).name for side in SIDES}
    second = give(peer).photo.name
    assert first != second
    assert kept(settings) == {Path(name_of_size(second, side)).name for side in SIDES}
    actions.change_profile(peer, {"photo_alt": "Me, serious"}, everybody())
    assert len(kept(settings)) == 3
    profile = actions.change_profile(peer, {"photo": False, "photo_alt": ""}, everybody())
    assert not profile.photo
    assert kept(settings) == set()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_the_old_photo_and_nothing_of_the_new_one(settings):
    peer = PeerFactory()
    before = give(peer).photo.name
    files = kept(settings)
    facts = {"photo": clean_square_photo(upload(picture())), "photo_alt": "\x07"}
    with pytest.raises(Exception, match="profile_lines_are_plain_lines"):
        actions.change_profile(peer, facts | {"one_line": "\x07"}, everybody())
    assert Profile.objects.get(pk=peer.pk).photo.name == before
    assert kept(settings) == files


def fill_up(settings) -> None:
    """Where the folder should be stands a file: no photo finds room."""
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_ROOT / "peers").write_text("full")


@pytest.mark.django_db
def test_where_there_is_no_room_the_words_are_kept_and_said_again(cast, settings):
    fill_up(settings)
    answer = cast.peer.client.post("/me/profile/photo/", form(photo=upload(picture())))
    assert answer.status_code == 422
    assert "There is no room for the photo just now" in answer.content.decode()
    assert "Me, laughing" in answer.content.decode()
    assert not Profile.objects.get(pk=cast.peer.peer.pk).photo


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_given_changed_and_taken_away_by_the_form(client, settings):
    peer = PeerFactory()
    client.force_login(peer)
    address = "/me/profile/photo/"
    assert client.post(address, form(photo=upload(picture()))).status_code == 302
    first = Profile.objects.get(pk=peer.pk).photo.name
    assert client.post(address, form(photo_alt="Me, serious")).status_code == 302
    profile = Profile.objects.get(pk=peer.pk)
    assert (profile.photo.name, profile.photo_alt) == (first, "Me, serious")
    answer = client.post(address, form(photo=upload(HTML)))
    assert answer.status_code == 422
    assert "JPEG, PNG or WebP" in answer.content.decode()
    assert Profile.objects.get(pk=peer.pk).photo.name == first
    assert client.post(address, {**form(), "photo-clear": "on"}).status_code == 302
    assert kept(settings) == set()
    assert Profile.objects.get(pk=peer.pk).photo_alt == ""


# Its door ---------------------------------------------------------------------------------------


def address_of(profile: Profile, side: int = 192) -> str:
    return f"/peers/photos/{Path(profile.photo.name).stem}-{side}/"


def answers(cast, address: str) -> dict[str, int]:
    found = {}
    for name, player in cast:
        answer = player.client.get(address)
        if answer.streaming:
            assert opened(io.BytesIO(b"".join(answer.streaming_content))).format == "WEBP"
        found[name] = answer.status_code
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("whole", Audience.values)
@pytest.mark.parametrize("part", Audience.values)
def test_a_photo_has_the_door_of_its_peer_and_the_audience_of_its_part(cast, whole, part):
    owner = cast.lead.peer
    Connection.objects.create(asker=cast.connection.peer, asked=owner, state=Tie.ACCEPTED)
    give(owner)
    actions.change_profile(owner, {"audience": whole}, {Part.PHOTO.value: part})
    profile = Profile.objects.get(pk=owner.pk)
    narrower = max(whole, part, key=Audience.values.index)
    members = {"peer", "organiser", "moderator", "admin"}
    may = {
        Audience.PUBLIC: members | {"nobody", "suspended", "connection"},
        Audience.MEMBERS: members | {"connection"},
        Audience.CONNECTIONS: {"connection"},
        Audience.HIDDEN: set(),
    }[narrower] | {"lead"}
    for side in SIDES:
        found = answers(cast, address_of(profile, side))
        assert {name for name, status in found.items() if status == 200} == may
        assert set(found.values()) <= {200, 404}


@pytest.mark.django_db
def test_a_hidden_photo_and_a_missing_one_answer_the_same(cast):
    profile = give(cast.lead.peer)
    actions.change_profile(cast.lead.peer, {}, everybody(Audience.HIDDEN))
    for player in (cast.nobody, cast.peer):
        hidden = player.client.get(address_of(profile))
        never = player.client.get(f"/peers/photos/{'0' * 24}-192/")
        assert hidden.status_code == never.status_code == 404
        assert hidden.content == never.content


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["{}", "{}-97", "{}-", "-96", "{}-96-96", "{}-384-192", "96"])
def test_no_other_size_is_there(cast, name):
    profile = give(cast.lead.peer)
    stem = Path(profile.photo.name).stem
    answer = cast.lead.client.get(f"/peers/photos/{name.format(stem)}/")
    assert answer.status_code == 404


@pytest.mark.django_db
def test_a_photo_whose_file_is_lost_is_not_there(cast, settings):
    profile = give(cast.lead.peer)
    for name in kept(settings):
        (settings.MEDIA_ROOT / "peers" / name).unlink()
    assert cast.lead.client.get(address_of(profile)).status_code == 404


@pytest.mark.django_db
def test_visitors_keep_a_photo_for_a_while_and_members_none(cast):
    profile = give(cast.lead.peer)
    actions.change_profile(cast.lead.peer, {"audience": "public"}, {})
    kept_for = {}
    for name in ("nobody", "peer"):
        answer = getattr(cast, name).client.get(address_of(profile))
        b"".join(answer.streaming_content)
        kept_for[name] = answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "image/webp"
    assert kept_for == {"nobody": "private, max-age=600", "peer": "private, no-store"}


@pytest.mark.django_db
def test_the_page_says_how_large_the_photo_is_before_it_comes(cast):
    profile = give(cast.lead.peer)
    page = cast.peer.client.get(f"/peers/{cast.lead.peer.slug}/").content.decode()
    stem = Path(profile.photo.name).stem
    assert f'src="/peers/photos/{stem}-192/"' in page
    assert f"/peers/photos/{stem}-384/ 2x" in page
    assert 'width="192" height="192" alt="Me, laughing"' in page
