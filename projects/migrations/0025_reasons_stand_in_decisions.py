from django.db import migrations


class Migration(migrations.Migration):
    """News and offers to learn no longer repeat what decisions say."""

    dependencies = [
        ("projects", "0024_what_was_taken_away_is_hidden"),
    ]
    operations = [
        migrations.RemoveConstraint(
            model_name="developmentoffer", name="development_offer_kept_back_is_not_published"
        ),
        migrations.RemoveConstraint(model_name="news", name="news_kept_back_is_removed"),
        migrations.RemoveField(model_name="developmentoffer", name="removal_reason"),
        migrations.RemoveField(model_name="news", name="removal_reason"),
    ]
