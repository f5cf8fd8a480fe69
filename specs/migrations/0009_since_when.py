import django.db.models.functions.datetime
from django.db import migrations, models

# A row is as old as its first version.
SINCE_WHEN = """
UPDATE specs_item i SET created_at = v.saved_at
FROM specs_itemversion v WHERE v.item_id = i.id AND v.version = 1
"""


class Migration(migrations.Migration):

    dependencies = [
        ('specs', '0008_template_draft'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='created_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(condition=models.Q(('is_deleted', False), ('key', 'risk.register')), fields=['created_at', 'id'], name='item_risks_by_age'),
        ),
        migrations.RunSQL(SINCE_WHEN, migrations.RunSQL.noop),
    ]
