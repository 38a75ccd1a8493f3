import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What names somebody is found, so that it can go when they are erased."""

    dependencies = [
        ('notices', '0004_what_members_tell_each_other'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='peer_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('items', 'jsonb_path_ops'), condition=models.Q(('items__has_key', 'peers')), name='letter_names_peers'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('peer_ids', []), _negated=True), fields=['peer_ids'], name='notice_names_peers'),
        ),
    ]
