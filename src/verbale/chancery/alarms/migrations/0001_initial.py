from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64)),
                ('party', models.BinaryField(default=b'', max_length=32)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('put_away_at', models.DateTimeField(null=True)),
                ('put_away_by', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('put_away_at__isnull', True)), fields=('code', 'party'), name='alarms_alarm_standing')],
            },
        ),
    ]
