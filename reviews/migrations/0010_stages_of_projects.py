"""Keeps what was measured and decided of the stages of a project."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from reviews import triggers


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0009_stand_ins'),
        ('specs', '0015_fewer_spec_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GateFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('poc', 'PoC'), ('mvp', 'MVP'), ('scale', 'Scale')], max_length=8)),
                ('key', models.CharField(help_text='Of the rule, or of the budget.', max_length=200)),
                ('label', models.TextField(help_text='What was measured, as it was called then.')),
                ('value', models.TextField(help_text='A figure as typed, or what was seen, in words.')),
                ('says_met', models.BooleanField(help_text='Where no figure decides it.', null=True)),
                ('source', models.TextField(help_text='Where the figure is from.')),
                ('measured_on', models.DateField()),
                ('printed_name', models.CharField(max_length=120)),
                ('printed_title', models.CharField(blank=True, max_length=120)),
                ('noted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gate_figures', to='specs.revision')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='GateDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('poc', 'PoC'), ('mvp', 'MVP'), ('scale', 'Scale')], max_length=8)),
                ('turn', models.PositiveSmallIntegerField()),
                ('move', models.CharField(choices=[('passed', 'Passed'), ('missed', 'Missed'), ('extended', 'Extended'), ('stopped', 'Stopped')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('although', models.TextField(blank=True, help_text='What spoke against passing.')),
                ('ended_on', models.DateField(help_text='The last day before this decision.', null=True)),
                ('ends_on', models.DateField(help_text='The new last day, when extended.', null=True)),
                ('rules', models.JSONField(help_text='Each rule as it stood, with what was measured.')),
                ('budget', models.TextField(blank=True)),
                ('spent', models.TextField(blank=True)),
                ('printed_name', models.CharField(max_length=120)),
                ('printed_title', models.CharField(blank=True, max_length=120)),
                ('decided_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gate_decisions', to='specs.revision')),
                ('spec', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gate_decisions', to='specs.spec')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('spec', 'stage', 'turn'), name='gate_one_per_turn', violation_error_message='Somebody decided about this stage meanwhile.'), models.CheckConstraint(condition=models.Q(models.Q(('move', 'extended'), _negated=True), ('ends_on__isnull', False), _connector='OR'), name='gate_extended_to_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('although', ''), ('move', 'passed')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='gate_reason_needed', violation_error_message='Say why.')],
            },
        ),
        migrations.CreateModel(
            name='StageClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(blank=True, choices=[('poc', 'PoC'), ('mvp', 'MVP'), ('scale', 'Scale')], max_length=8)),
                ('ends_on', models.DateField(null=True)),
                ('told_for', models.DateField(help_text='The end that a mail said had passed.', null=True)),
                ('spec', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='stage_clock', to='specs.spec')),
            ],
            options={
                'indexes': [models.Index(fields=['ends_on'], name='stage_clock_ends')],
            },
        ),
        migrations.RunPython(triggers.install, migrations.RunPython.noop),
    ]
