"""News of a project: written, put in other words, taken away, brought back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.models import Act
from leeds_leaders.notices.models import Notice
from projects.actions import news as verbs
from projects.actions.news import Post
from projects.errors import NotALine, WrittenMeanwhile
from projects.models import News
from tests.conftest import in_threads
from tests.factories import NewsFactory, PeerFactory, ProjectFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


def said(**more) -> dict:
    return {
        "title": "The shed has a roof",
        "words": "Eleven people came, and **one** dog.",
        "happened_on": timezone.localdate().isoformat(),
        "key": str(uuid4()),
        **{f"photo-{n}-{name}": "" for n in range(1, 5) for name in ("alt", "caption")},
    } | more


def test_a_lead_tells_what_happened_and_everybody_reads_it(cast, project_of):
    project = project_of("live")
    page = cast.lead.client.get(reverse("projects:news-new", args=[project.slug]))
    assert 'name="key"' in page.text
    fields = said()
    address = reverse("projects:news-new", args=[project.slug])
    for _double_click in range(2):
        answer = cast.lead.client.post(address, fields)
        assert answer.status_code == 302
    post = News.objects.get()
    assert answer["Location"] == post.get_absolute_url()
    assert str(post.key) == fields["key"]
    assert post.written_by == cast.lead.peer
    for address in (post.get_absolute_url(), reverse("projects:news-of", args=[project.slug])):
        page = cast.nobody.client.get(address).text
        assert "The shed has a roof" in page
        assert "<strong>one</strong>" in page


def test_the_project_is_heard_of_when_its_people_tell_something(cast, project_of):
    project = project_of("live")
    long_ago = timezone.now() - timedelta(days=400)
    type(project).objects.filter(pk=project.pk).update(checked_at=long_ago, faded_at=long_ago)
    verbs.write(project, Post("Beans", timezone.localdate()), by=cast.lead.peer, key=uuid4())
    project.refresh_from_db()
    assert project.checked_at > timezone.now() - timedelta(minutes=1)
    assert project.faded_at is None


def test_a_day_to_come_and_words_that_cannot_be_shown_are_refused(cast, project_of):
    address = reverse("projects:news-new", args=[project_of("live").slug])
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for wrong in (
        {"happened_on": tomorrow},
        {"happened_on": "1999-12-31"},
        {"title": ""},
        {"title": "a\x00b"},
        {"words": "\x01"},
        {"photo-1-alt": "A shed without its photo"},
    ):
        answer = cast.lead.client.post(address, said(**wrong))
        assert answer.status_code == 422, wrong
        assert "errors" in answer.text
    assert not News.objects.exists()


def test_whoever_wrote_on_older_words_sees_both_and_can_still_save(cast):
    project = ProjectFactory(lead=cast.lead.peer)
    TeamMemberFactory(project=project, peer=cast.peer.peer, is_lead=True)
    post = NewsFactory(project=project, title="First words")
    address = reverse("projects:news-edit", args=[post.key])
    assert cast.peer.client.post(address, said(title="Theirs", revision=1)).status_code == 302
    answer = cast.lead.client.post(address, said(title="Mine", revision=1))
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert 'value="Mine"' in answer.text
    assert 'name="revision" value="2"' in answer.text
    post.refresh_from_db()
    assert post.title == "Theirs"
    assert cast.lead.client.post(address, said(title="Mine", revision=2)).status_code == 302
    post.refresh_from_db()
    assert (post.title, post.revision) == ("Mine", 3)


def test_the_same_words_sent_twice_are_no_conflict(cast, project_of):
    post = NewsFactory(project=project_of("live"))
    again = Post("The same", post.happened_on, "words")
    for _double_click in range(2):
        verbs.change(post, again, by=cast.lead.peer, revision=1)
    with pytest.raises(WrittenMeanwhile):
        verbs.change(post, Post("Other", post.happened_on), by=cast.lead.peer, revision=1)


def test_what_was_taken_away_is_its_peoples_alone_and_comes_back(cast, project_of):
    post = NewsFactory(project=project_of("live"), title="Said too early")
    address = post.get_absolute_url()
    for _double_click in range(2):
        cast.lead.client.post(reverse("projects:news-remove", args=[post.key]))
    seen = {who: player.client.get(address).status_code for who, player in cast}
    assert {who for who, status in seen.items() if status == 200} == {"lead", "moderator", "admin"}
    listed = reverse("projects:news-of", args=[post.project.slug])
    assert "Said too early" not in cast.nobody.client.get(listed).text
    assert "Said too early" in cast.lead.client.get(listed).text
    cast.lead.client.post(reverse("projects:news-bring-back", args=[post.key]))
    assert "Said too early" in cast.nobody.client.get(listed).text


def test_what_a_moderator_took_away_only_moderators_let_stand_again(cast, project_of):
    post = NewsFactory(project=project_of("live"), title="Buy this")
    listed = reverse("admin:projects_news_changelist")
    said_why = {"_selected_action": [post.pk], "reason": "It is an advertisement."}
    cast.moderator.client.post(listed, said_why | {"action": "take_away_selected"})
    assert cast.nobody.client.get(post.get_absolute_url()).status_code == 404
    back = reverse("projects:news-bring-back", args=[post.key])
    answer = cast.lead.client.post(back, follow=True).text
    assert "A moderator has taken this away: It is an advertisement." in answer
    assert cast.nobody.client.get(post.get_absolute_url()).status_code == 404
    cast.moderator.client.post(listed, said_why | {"action": "let_stand_selected"})
    assert cast.nobody.client.get(post.get_absolute_url()).status_code == 200
    acts = Act.objects.filter(kind="news", object_id=str(post.pk)).order_by("pk")
    assert [act.what for act in acts] == ["removed", "restored"]
    titles = Notice.objects.filter(recipient=cast.lead.peer).values_list("title", flat=True)
    assert {"About “Buy this”", "“Buy this” is there for others to read"} <= set(titles)


def test_a_key_of_another_project_is_refused(cast, project_of):
    post = NewsFactory()
    with pytest.raises(NotALine):
        verbs.write(
            project_of("live"), Post("Beans", date(2026, 5, 1)), by=cast.lead.peer, key=post.key
        )


@pytest.mark.parametrize("standing", ["held", "declined", "withdrawn"])
def test_news_are_seen_with_their_project(cast, project_of, standing):
    post = NewsFactory(project=project_of(standing))
    for who, player in cast:
        status = player.client.get(post.get_absolute_url()).status_code
        assert status == (200 if who in {"lead", "moderator", "admin"} else 404), who


@pytest.mark.parametrize("count", [1, 5])
def test_a_list_of_news_takes_as_many_queries_however_long(
    cast, project_of, count, django_assert_max_num_queries
):
    for _each in range(count):
        NewsFactory(project=project_of("live"))
    address = reverse("projects:news-of", args=["live-project"])
    with django_assert_max_num_queries(6):
        cast.nobody.client.get(address)


@pytest.mark.django_db(transaction=True)
def test_one_post_sent_many_times_at_once_is_one():
    lead = PeerFactory()
    project, key = ProjectFactory(lead=lead), uuid4()

    def write():
        verbs.write(project, Post("Beans", date(2026, 5, 1)), by=lead, key=key)

    in_threads(*[write] * 12)
    assert News.objects.count() == 1
