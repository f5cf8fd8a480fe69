"""Lets an organisation remove a role of its own; the row stays, for what was signed in it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_review_again'),
    ]

    operations = [
        migrations.AddField(
            model_name='stakeholderrole',
            name='archived_at',
            field=models.DateTimeField(blank=True, help_text='Since when it is offered no more.', null=True),
        ),
        migrations.AddConstraint(
            model_name='stakeholderrole',
            constraint=models.CheckConstraint(condition=models.Q(('archived_at', None), ('organisation__isnull', False), _connector='OR'), name='role_built_in_stays'),
        ),
    ]
