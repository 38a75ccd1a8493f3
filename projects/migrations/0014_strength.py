import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import taggit.managers
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """People behind projects, asks and offers, teams, news, associations, cohorts, localities."""

    dependencies = [
        ('geography', '0002_tick'),
        ('language', '0004_tick_for_sectors_and_principles'),
        ('peers', '0010_since_when_members_find_them'),
        ('projects', '0013_searches_left_these_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Association',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('held', 'waiting for a moderator'), ('live', 'live'), ('declined', 'declined'), ('withdrawn', 'withdrawn by its owner')], default='held', max_length=10, verbose_name='standing')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=500)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('purpose', models.CharField(max_length=280, verbose_name='what for, in a sentence')),
                ('about', models.TextField(blank=True, max_length=10000, verbose_name='more about it')),
                ('link', models.URLField(blank=True, max_length=300, verbose_name='web page')),
                ('is_open', models.BooleanField(default=True, verbose_name='anybody may join in one step')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('likeness', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower('name'), output_field=models.TextField())),
            ],
            options={
                'verbose_name': 'association',
                'verbose_name_plural': 'associations',
                'ordering': [django.db.models.functions.text.Lower('name')],
            },
        ),
        migrations.CreateModel(
            name='AssociationCause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='Bid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='what the bid is for')),
                ('funder', models.CharField(blank=True, max_length=120, verbose_name='who gives the money')),
                ('amount', models.PositiveIntegerField(blank=True, null=True, verbose_name='how many pounds')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='to be sent by')),
                ('words', models.TextField(blank=True, max_length=50000, verbose_name='the bid')),
                ('state', models.CharField(choices=[('draft', 'being written'), ('sent', 'sent'), ('won', 'won'), ('lost', 'not this time'), ('dropped', 'dropped')], default='draft', max_length=7)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'joint bid',
                'verbose_name_plural': 'joint bids',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BidPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=280, verbose_name='what they bring')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('done_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('about', models.TextField(blank=True, max_length=5000, verbose_name='what for, and for whom')),
                ('scope', models.CharField(choices=[('neighbourhood', 'A neighbourhood'), ('city', 'The city')], max_length=13, verbose_name='how far it reaches')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'cohort',
                'verbose_name_plural': 'cohorts',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CohortMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('said_yes_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DevelopmentOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='in a few words')),
                ('words', models.TextField(blank=True, max_length=5000, verbose_name='more about it')),
                ('link', models.URLField(blank=True, max_length=300, verbose_name='web page')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('is_published', models.BooleanField(default=False, editable=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'development offer',
                'verbose_name_plural': 'development offers',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Find',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('to_tell', models.BooleanField(db_default=False, default=False)),
                ('told_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='a word to them')),
                ('stays', models.BooleanField(default=True, verbose_name='I stay in the team')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('accepted', 'accepted'), ('declined', 'declined'), ('withdrawn', 'taken back')], default='asked', max_length=9)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('answered_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'handover',
                'verbose_name_plural': 'handovers',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Hub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('held', 'waiting for a moderator'), ('live', 'live'), ('declined', 'declined'), ('withdrawn', 'withdrawn by its owner')], default='held', max_length=10, verbose_name='standing')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=500)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('hub', 'Community hub'), ('centre', 'Community centre'), ('library', 'Library'), ('faith', 'Place of worship'), ('outdoors', 'Park, garden or square'), ('other', 'Other civic space')], max_length=9, verbose_name='what kind')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('opening', models.CharField(blank=True, max_length=200, verbose_name='when it is open')),
                ('access', models.CharField(blank=True, max_length=200, verbose_name='getting in')),
                ('link', models.URLField(blank=True, max_length=300, verbose_name='web page')),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'hub or civic space',
                'verbose_name_plural': 'hubs and civic spaces',
                'ordering': [django.db.models.functions.text.Lower('name')],
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.CharField(choices=[('seen', 'Have seen it'), ('wants-to-know', 'Want to know more'), ('met', 'Talked or visited'), ('offered', 'Offered to help'), ('together', 'Working together')], default='seen', max_length=13, verbose_name='where I stand')),
                ('confirmed', models.CharField(blank=True, choices=[('seen', 'Have seen it'), ('wants-to-know', 'Want to know more'), ('met', 'Talked or visited'), ('offered', 'Offered to help'), ('together', 'Working together')], db_default='', max_length=13)),
                ('is_named', models.BooleanField(default=False, verbose_name='others may read that it is me')),
                ('hears', models.BooleanField(default=True, verbose_name='tell me its news')),
                ('said_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('confirmed_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'interest',
                'verbose_name_plural': 'interests',
                'ordering': ['said_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('words', models.TextField(max_length=2000, verbose_name='what we would like from you')),
                ('due_on', models.DateField(verbose_name='by when we hope for an answer')),
                ('state', models.CharField(choices=[('waiting', 'no answer yet'), ('yes', 'yes'), ('partly', 'partly'), ('no', 'no'), ('withdrawn', 'taken back by the project')], default='waiting', max_length=9)),
                ('answer', models.TextField(blank=True, db_default='', max_length=2000, verbose_name='the answer')),
                ('invited_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('answered_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'invitation of a public body',
                'verbose_name_plural': 'invitations of public bodies',
                'ordering': ['-invited_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_keeper', models.BooleanField(default=False, verbose_name='answers for the association too')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('member_said_yes_at', models.DateTimeField(editable=False, null=True)),
                ('association_said_yes_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='what')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='hoped for by')),
                ('reached_on', models.DateField(blank=True, null=True, verbose_name='reached on')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'milestone',
                'verbose_name_plural': 'milestones',
                'ordering': ['reached_on', 'due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='News',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='in a few words')),
                ('words', models.TextField(blank=True, max_length=10000, verbose_name='what happened')),
                ('happened_on', models.DateField(verbose_name='when')),
                ('is_removed', models.BooleanField(default=False, editable=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('told_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'news of a project',
                'verbose_name_plural': 'news of projects',
                'ordering': ['-happened_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NotThis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ImageField(height_field='height', upload_to='projects/', width_field='width')),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('alt', models.CharField(max_length=200, verbose_name='what the photo shows')),
                ('caption', models.CharField(blank=True, max_length=200, verbose_name='caption')),
                ('place', models.PositiveIntegerField(editable=False)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'photo of a project',
                'verbose_name_plural': 'photos of projects',
                'ordering': ['place', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ProjectClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(max_length=2000, verbose_name='how do you belong to it?')),
                ('verdict', models.CharField(choices=[('waiting', 'waiting for a moderator'), ('approved', 'approved'), ('declined', 'declined')], default='waiting', max_length=8)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('claimed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'claim to a project',
                'verbose_name_plural': 'claims to projects',
                'ordering': ['claimed_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(max_length=2000, verbose_name='what I could do')),
                ('is_named', models.BooleanField(default=False, verbose_name='others may read that it is me')),
                ('state', models.CharField(choices=[('waiting', 'waiting for the project'), ('accepted', 'accepted'), ('done', 'done, with thanks'), ('declined', 'not this time'), ('withdrawn', 'taken back')], default='waiting', max_length=9)),
                ('answer', models.CharField(blank=True, db_default='', max_length=500, verbose_name='what the project says')),
                ('said_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('answered_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'answer to an ask',
                'verbose_name_plural': 'answers to asks',
                'ordering': ['said_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('pace', models.CharField(choices=[('digest', 'With my digest'), ('at-once', 'As soon as there is something'), ('never', 'Not at all: I look myself')], default='digest', max_length=7, verbose_name='tell me')),
                ('saved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('looked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'saved search',
                'verbose_name_plural': 'saved searches',
                'ordering': ['saved_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Support',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('ask', 'Ask'), ('offer', 'Offer'), ('challenge', 'Challenge to adopt'), ('partners', 'Call for partners')], default='ask', max_length=9)),
                ('title', models.CharField(max_length=120, verbose_name='in a few words')),
                ('words', models.TextField(blank=True, max_length=5000, verbose_name='more about it')),
                ('amount', models.CharField(blank=True, max_length=120, verbose_name='how much')),
                ('until', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('state', models.CharField(choices=[('open', 'open'), ('met', 'met'), ('closed', 'closed')], default='open', max_length=6)),
                ('outcome', models.CharField(blank=True, db_default='', max_length=280, verbose_name='what came of it')),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'ask or offer of a project',
                'verbose_name_plural': 'asks and offers of projects',
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SupportHelp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(blank=True, max_length=120, verbose_name='what they do')),
                ('is_paid', models.BooleanField(blank=True, null=True, verbose_name='it is paid work')),
                ('is_lead', models.BooleanField(default=False, verbose_name='answers for the project')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False)),
                ('said_yes_at', models.DateTimeField(editable=False, null=True)),
                ('left_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'team member',
                'verbose_name_plural': 'team members',
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-revision'],
            },
        ),
        migrations.CreateModel(
            name='WardContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('role', models.CharField(max_length=120, verbose_name='what they do')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='work e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='work phone')),
                ('asks', models.CharField(blank=True, max_length=200, verbose_name='what to ask them for')),
                ('checked_on', models.DateField(verbose_name='agreed and checked on')),
            ],
            options={
                'verbose_name': 'contact of a ward',
                'verbose_name_plural': 'contacts of wards',
                'ordering': ['ward', django.db.models.functions.text.Lower('name')],
            },
        ),
        migrations.CreateModel(
            name='YearlyAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('going', 'Still going'), ('changed', 'Going, and much has changed'), ('ended', 'It has ended')], db_default='', max_length=7)),
                ('answered_at', models.DateTimeField(null=True)),
                ('faded_at', models.DateTimeField(null=True)),
                ('archived_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='project',
            name='project_texts_can_be_shown',
        ),
        migrations.AddField(
            model_name='project',
            name='archived_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='project',
            name='checked_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False, help_text='When its people last said how it goes.'),
        ),
        migrations.AddField(
            model_name='project',
            name='faded_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='project',
            name='is_pilot',
            field=models.BooleanField(db_default=False, default=False, verbose_name='it is a pilot'),
        ),
        migrations.AddField(
            model_name='project',
            name='lead_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='project',
            name='lessons',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='what others can learn from it'),
        ),
        migrations.AddField(
            model_name='project',
            name='merged_into',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='projects.project'),
        ),
        migrations.AddField(
            model_name='project',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='projects', to='peers.organisation', verbose_name='the organisation it belongs to'),
        ),
        migrations.AddField(
            model_name='project',
            name='system_role',
            field=models.CharField(blank=True, choices=[('does', 'Does the work with people'), ('connects', 'Brings people together'), ('speaks-up', 'Speaks up and campaigns'), ('changes', 'Changes how services work'), ('learns', 'Finds out and shares what works'), ('resources', 'Gives money, places or things')], db_default='', default='', max_length=9, verbose_name='what it does among others'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(condition=models.Q(('standing', 'live')), fields=['checked_at'], name='project_checked_longest_ago'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=django.contrib.postgres.indexes.GinIndex(fields=['lead_ids'], name='project_by_leads'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('summary__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), ('story__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$'), ('lessons__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$')), name='project_texts_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('standing', 'withdrawn'), models.Q(('archived_at', None), ('merged_into', None)), _connector='OR'), name='project_off_the_lists_is_withdrawn'),
        ),
        migrations.AddField(
            model_name='association',
            name='decided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='association',
            name='keeper',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='kept_associations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='association',
            name='ward',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='associations', to='geography.ward'),
        ),
        migrations.AddField(
            model_name='associationcause',
            name='content_object',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cause_items', to='projects.association'),
        ),
        migrations.AddField(
            model_name='associationcause',
            name='tag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='association_items', to='language.cause'),
        ),
        migrations.AddField(
            model_name='association',
            name='causes',
            field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='projects.AssociationCause', to='language.Cause', verbose_name='causes'),
        ),
        migrations.AddField(
            model_name='bid',
            name='made_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bid',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bids', to='projects.project'),
        ),
        migrations.AddField(
            model_name='bidpart',
            name='bid',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='projects.bid'),
        ),
        migrations.AddField(
            model_name='bidpart',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bid_parts', to='peers.organisation'),
        ),
        migrations.AddField(
            model_name='bidpart',
            name='peer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bid_parts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cohort',
            name='keeper',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='kept_cohorts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cohort',
            name='project',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cohort', to='projects.project', verbose_name='the common project'),
        ),
        migrations.AddField(
            model_name='cohortmember',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='projects.cohort'),
        ),
        migrations.AddField(
            model_name='cohortmember',
            name='peer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cohorts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='developmentoffer',
            name='made_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='development_offers', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='developmentoffer',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='development_offers', to='peers.organisation', verbose_name='who offers it'),
        ),
        migrations.AddField(
            model_name='developmentoffer',
            name='project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='development_offers', to='projects.project', verbose_name='the project it is practised on'),
        ),
        migrations.AddField(
            model_name='find',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project'),
        ),
        migrations.AddField(
            model_name='handover',
            name='handed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='handed_over', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handover',
            name='handed_to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='taken_over', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handover',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='projects.project'),
        ),
        migrations.AddField(
            model_name='hub',
            name='added_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='added_hubs', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hub',
            name='decided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hub',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hubs', to='peers.organisation'),
        ),
        migrations.AddField(
            model_name='hub',
            name='ward',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hubs', to='geography.ward'),
        ),
        migrations.AddField(
            model_name='interest',
            name='confirmed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='interest',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='interests', to='peers.organisation', verbose_name='in the name of'),
        ),
        migrations.AddField(
            model_name='interest',
            name='peer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='interest',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='projects.project'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='answered_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='peers.organisation', verbose_name='which public body'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='projects.project'),
        ),
        migrations.AddField(
            model_name='membership',
            name='asked_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='association',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='projects.association'),
        ),
        migrations.AddField(
            model_name='membership',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='peers.organisation'),
        ),
        migrations.AddField(
            model_name='membership',
            name='part',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='belongs_to', to='projects.association'),
        ),
        migrations.AddField(
            model_name='membership',
            name='peer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='projects.project'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='made_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='milestone',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='projects.project'),
        ),
        migrations.AddField(
            model_name='news',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='news', to='projects.project'),
        ),
        migrations.AddField(
            model_name='news',
            name='written_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='project_news', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notthis',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='not_these', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notthis',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='not_these', to='peers.item'),
        ),
        migrations.AddField(
            model_name='photo',
            name='added_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='photo',
            name='news',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='projects.news'),
        ),
        migrations.AddField(
            model_name='photo',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='projects.project'),
        ),
        migrations.AddField(
            model_name='projectclaim',
            name='decided_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='projectclaim',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='project_claims', to='peers.organisation', verbose_name='in the name of'),
        ),
        migrations.AddField(
            model_name='projectclaim',
            name='peer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='project_claims', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='projectclaim',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='projects.project'),
        ),
        migrations.AddField(
            model_name='reply',
            name='answered_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reply',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='project_replies', to='peers.item', verbose_name='which offer or ask of mine this is'),
        ),
        migrations.AddField(
            model_name='reply',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='project_replies', to='peers.organisation', verbose_name='in the name of'),
        ),
        migrations.AddField(
            model_name='reply',
            name='peer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='project_replies', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='peer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='find',
            name='search',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='finds', to='projects.savedsearch'),
        ),
        migrations.AddField(
            model_name='support',
            name='opened_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='support',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supports', to='projects.project'),
        ),
        migrations.AddField(
            model_name='reply',
            name='support',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='projects.support'),
        ),
        migrations.AddField(
            model_name='notthis',
            name='support',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='not_these', to='projects.support'),
        ),
        migrations.AddField(
            model_name='supporthelp',
            name='content_object',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_items', to='projects.support'),
        ),
        migrations.AddField(
            model_name='supporthelp',
            name='tag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='support_items', to='language.help'),
        ),
        migrations.AddField(
            model_name='support',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='projects.SupportHelp', to='language.Help', verbose_name='kinds of help'),
        ),
        migrations.AddField(
            model_name='teammember',
            name='asked_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='teammember',
            name='peer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='teammember',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team', to='projects.project'),
        ),
        migrations.AddField(
            model_name='version',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='project_versions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='version',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='projects.project'),
        ),
        migrations.AddField(
            model_name='wardcontact',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ward_contacts', to='peers.organisation'),
        ),
        migrations.AddField(
            model_name='wardcontact',
            name='peer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ward_contacts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wardcontact',
            name='ward',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='geography.ward'),
        ),
        migrations.AddField(
            model_name='yearlyask',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='yearlyask',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='yearly_asks', to='projects.project'),
        ),
        migrations.AddConstraint(
            model_name='associationcause',
            constraint=models.UniqueConstraint(fields=('content_object', 'tag'), name='association_cause_once'),
        ),
        migrations.AddIndex(
            model_name='association',
            index=models.Index(fields=['likeness', 'id'], name='association_by_name'),
        ),
        migrations.AddIndex(
            model_name='association',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('likeness', 'gin_trgm_ops'), name='association_by_likeness'),
        ),
        migrations.AddConstraint(
            model_name='association',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('name', ''), _negated=True)), name='association_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='association',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('purpose', ''), _negated=True), ('about__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$')), name='association_texts_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='bid',
            constraint=models.CheckConstraint(condition=models.Q(('title__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('title', ''), _negated=True), ('funder__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), ('words__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$')), name='bid_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='bid',
            constraint=models.CheckConstraint(condition=models.Q(('due_on', None), ('due_on__range', ('2000-01-01', '2100-12-31')), _connector='OR'), name='bid_is_due_in_this_century'),
        ),
        migrations.AddConstraint(
            model_name='bidpart',
            constraint=models.CheckConstraint(condition=models.Q(('words__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('words', ''), _negated=True)), name='bid_part_is_a_plain_line'),
        ),
        migrations.AddConstraint(
            model_name='cohort',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('name', ''), _negated=True), ('about__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$')), name='cohort_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='cohort',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='cohort_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='cohortmember',
            constraint=models.UniqueConstraint(fields=('cohort', 'peer'), name='cohort_member_once'),
        ),
        migrations.AddConstraint(
            model_name='developmentoffer',
            constraint=models.CheckConstraint(condition=models.Q(('title__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('title', ''), _negated=True), ('words__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$')), name='development_offer_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='developmentoffer',
            constraint=models.CheckConstraint(condition=models.Q(('is_published', False), ('project__isnull', False), _connector='OR'), name='development_offer_has_a_project'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('words__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$')), name='handover_words_are_a_plain_line'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('handed_by', None), ('handed_to', None), models.Q(('handed_by', models.F('handed_to')), _negated=True), _connector='OR'), name='handover_is_to_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('project',), name='handover_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='hub',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('name', ''), _negated=True), ('address__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), ('opening__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), ('access__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$')), name='hub_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='hub',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-85, 85)), ('longitude__range', (-180, 180))), _connector='OR'), name='hub_place_is_whole_and_on_earth'),
        ),
        migrations.AddConstraint(
            model_name='hub',
            constraint=models.UniqueConstraint(models.F('ward'), django.db.models.functions.text.Lower('name'), name='hub_is_there_once'),
        ),
        migrations.AddIndex(
            model_name='interest',
            index=models.Index(fields=['peer'], include=('project',), name='interest_by_peer'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(fields=('project', 'peer'), name='interest_is_one_per_peer'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed', ''), ('confirmed_at', None)), models.Q(('confirmed_at__isnull', False), models.Q(('confirmed__in', ['', 'seen', 'wants-to-know']), _negated=True)), _connector='OR'), name='interest_is_confirmed_beyond_ones_own_word'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('words__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$'), models.Q(('words', ''), _negated=True), ('answer__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$')), name='invitation_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__range', ('2000-01-01', '2100-12-31'))), name='invitation_is_due_in_this_century'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state__in', ['waiting', 'withdrawn'])), models.Q(models.Q(('state__in', ['waiting', 'withdrawn']), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='invitation_that_is_answered_says_when'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('project', 'organisation'), name='invitation_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), ('part__isnull', True), ('peer__isnull', False), ('project__isnull', True)), models.Q(('organisation__isnull', False), ('part__isnull', True), ('peer__isnull', True), ('project__isnull', True)), models.Q(('organisation__isnull', True), ('part__isnull', True), ('peer__isnull', True), ('project__isnull', False)), models.Q(('organisation__isnull', True), ('part__isnull', False), ('peer__isnull', True), ('project__isnull', True)), _connector='OR'), name='membership_is_of_one_kind'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('part', None), models.Q(('part', models.F('association')), _negated=True), _connector='OR'), name='association_is_no_part_of_itself'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('is_keeper', False), ('peer__isnull', False), _connector='OR'), name='peers_alone_answer_for_associations'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('peer__isnull', False)), fields=('association', 'peer'), name='membership_once_per_peer'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('association', 'organisation'), name='membership_once_per_organisation'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('project__isnull', False)), fields=('association', 'project'), name='membership_once_per_project'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('part__isnull', False)), fields=('association', 'part'), name='membership_once_per_part'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('title__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('title', ''), _negated=True)), name='milestone_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on', None), ('due_on__range', ('2000-01-01', '2100-12-31')), _connector='OR'), models.Q(('reached_on', None), ('reached_on__range', ('2000-01-01', '2100-12-31')), _connector='OR')), name='milestone_is_of_this_century'),
        ),
        migrations.AddIndex(
            model_name='news',
            index=models.Index(fields=['project', '-happened_on', '-id'], name='news_by_project'),
        ),
        migrations.AddIndex(
            model_name='news',
            index=models.Index(condition=models.Q(('is_removed', False), ('told_at', None)), fields=['written_at'], name='news_still_to_tell'),
        ),
        migrations.AddConstraint(
            model_name='news',
            constraint=models.CheckConstraint(condition=models.Q(('title__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('title', ''), _negated=True), ('words__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$')), name='news_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='news',
            constraint=models.CheckConstraint(condition=models.Q(('happened_on__range', ('2000-01-01', '2100-12-31'))), name='news_is_of_this_century'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(('alt__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('alt', ''), _negated=True), ('caption__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$')), name='photo_is_described'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('project', 'news', 'place'), name='photo_has_a_place_of_its_own', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='projectclaim',
            constraint=models.CheckConstraint(condition=models.Q(('words__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$'), models.Q(('words', ''), _negated=True)), name='project_claim_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='projectclaim',
            constraint=models.UniqueConstraint(condition=models.Q(('verdict', 'waiting')), fields=('project', 'peer'), name='project_claim_waits_once'),
        ),
        migrations.AddIndex(
            model_name='savedsearch',
            index=models.Index(fields=['looked_at'], name='saved_search_by_turn'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('name', ''), _negated=True)), name='saved_search_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.UniqueConstraint(fields=('peer', 'query'), name='search_is_saved_once'),
        ),
        migrations.AddIndex(
            model_name='find',
            index=models.Index(condition=models.Q(('to_tell', True), ('told_at', None)), fields=['search'], name='find_to_tell'),
        ),
        migrations.AddConstraint(
            model_name='find',
            constraint=models.UniqueConstraint(fields=('search', 'project'), name='find_is_known_once'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.UniqueConstraint(fields=('support', 'peer'), name='reply_is_one_per_peer'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('words__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$'), models.Q(('words', ''), _negated=True), ('answer__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$')), name='reply_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='notthis',
            constraint=models.UniqueConstraint(fields=('support', 'item', 'by'), name='not_this_once'),
        ),
        migrations.AddConstraint(
            model_name='supporthelp',
            constraint=models.UniqueConstraint(fields=('content_object', 'tag'), name='support_help_once'),
        ),
        migrations.AddIndex(
            model_name='support',
            index=models.Index(fields=['project', 'state'], name='support_by_project'),
        ),
        migrations.AddIndex(
            model_name='support',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['-opened_at'], name='support_open_newest'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(('title__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('title', ''), _negated=True)), name='support_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(('words__regex', '^[^\\x01-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$'), ('amount__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), ('outcome__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$')), name='support_texts_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__range', ('2000-01-01', '2100-12-31')), _connector='OR'), name='support_ends_in_this_century'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='support_is_closed_unless_open'),
        ),
        migrations.AddIndex(
            model_name='teammember',
            index=models.Index(condition=models.Q(('left_at', None)), fields=['peer'], name='team_member_by_peer'),
        ),
        migrations.AddConstraint(
            model_name='teammember',
            constraint=models.CheckConstraint(condition=models.Q(('role__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$')), name='team_role_is_a_plain_line'),
        ),
        migrations.AddConstraint(
            model_name='teammember',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('project', 'peer'), name='team_member_once'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('project', 'revision'), name='project_version_is_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='wardcontact',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), models.Q(('name', ''), _negated=True), ('role__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), ('phone__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$'), ('asks__regex', '^[^\\x01-\\x1f\\x7f-\\x9f]*$')), name='ward_contact_can_be_shown'),
        ),
        migrations.AddConstraint(
            model_name='wardcontact',
            constraint=models.UniqueConstraint(models.F('ward'), django.db.models.functions.text.Lower('name'), name='ward_contact_once'),
        ),
        migrations.AddConstraint(
            model_name='yearlyask',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('project',), name='yearly_ask_waits_once'),
        ),
    ]
