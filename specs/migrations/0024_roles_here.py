"""Names the view of who is of a role in a spec; what it reads is made with the reviews."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('specs', '0023_search_within_organisations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RoleHere',
            fields=[
                ('pk', models.CompositePrimaryKey('spec', 'role', 'user', blank=True, editable=False, primary_key=True, serialize=False)),
                ('role', models.SlugField(max_length=60)),
                ('spec', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='specs.spec')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'specs_rolehere',
                'managed': False,
            },
        ),
    ]
