import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sessions are found by their words and by their end; a calendar that was revoked keeps when."""

    dependencies = [("forums", "0007_moves_carry_a_note")]

    operations = [
        migrations.RenameField(
            model_name='calendarfeed',
            old_name='made_at',
            new_name='changed_at',
        ),
        migrations.AlterField(
            model_name='calendarfeed',
            name='token_hash',
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['ends_at'], name='session_by_end'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('title', 'theme', 'purpose', config='house'), name='session_by_words'),
        ),
    ]
