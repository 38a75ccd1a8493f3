import datetime

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is to come, and what has been, is found without looking at the rest."""

    dependencies = [("forums", "0008_sessions_are_found_by_words")]

    operations = [
        migrations.RemoveIndex(
            model_name='session',
            name='session_by_end',
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(condition=models.Q(('parent', None)), fields=['ends_at', 'starts_at'], include=['state'], name='session_listed_by_end'),
        ),
        migrations.AddIndex(
            model_name='venue',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('name', 'address', config='house'), name='venue_by_words'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('starts_at'), '+', models.Value(datetime.timedelta(days=31))))), name='session_lasts_a_month_at_most'),
        ),
    ]
