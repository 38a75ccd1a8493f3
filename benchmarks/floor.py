"""The floor: a bare Django application, as `startproject` sets one up, on the same database.

Default middleware, one indexed query for the 30 newest projects, 30 rows through the ORM and a
plain template. Its connection is persistent like ours (a new one for each request would make it
several times slower), it neither compresses nor caches nor logs. Served by Granian as
`benchmarks.floor:application`; reads `DATABASE_URL`.
"""

import os

import dj_database_url
from django.conf import settings

ROWS = 30
TEMPLATE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Projects</title></head>
<body>
<h1>Projects</h1>
<ul>
{% for project in projects %}<li>
  <h2><a href="/projects/{{ project.slug }}/">{{ project.title }}</a></h2>
  <p>{{ project.summary }}</p>
  <p>{{ project.place }} {{ project.stage }} {{ project.created_at|date:"j F Y" }}</p>
</li>{% endfor %}
</ul>
</body>
</html>
"""

settings.configure(
    SECRET_KEY="the floor keeps no secrets, it only has to have a key of fifty characters",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"floor.html": TEMPLATE})],
                    )
                ],
            },
        }
    ],
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=None)},
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    STATIC_URL="static/",
)

from django.core.wsgi import get_wsgi_application  # noqa: E402 (after the settings)
from django.db import models  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402

application = get_wsgi_application()


class Project(models.Model):
    """The columns of a project that a plain list shows."""

    slug = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=280)
    place = models.CharField(max_length=120)
    stage = models.CharField(max_length=12)
    standing = models.CharField(max_length=12)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "projects_project"

    def __str__(self):
        return self.title


def newest(request):
    projects = Project.objects.filter(standing="live").order_by("-created_at", "-id")[:ROWS]
    return render(request, "floor.html", {"projects": projects})


def up(request):
    return HttpResponse("up")


urlpatterns = [path("", newest), path("healthz", up)]
