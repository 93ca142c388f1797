from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('peer', models.BinaryField(max_length=32)),
                ('number', models.PositiveBigIntegerField()),
                ('kind', models.CharField(max_length=8)),
                ('about', models.BinaryField(max_length=32, null=True)),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('length', models.PositiveBigIntegerField(default=0)),
                ('letter_class', models.CharField(blank=True, max_length=32)),
                ('attachments', models.BinaryField(default=b'')),
                ('reason', models.CharField(blank=True, max_length=64)),
                ('expires', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('about__isnull', False)), fields=['peer', 'about'], name='despatch_item_about')],
                'constraints': [models.UniqueConstraint(fields=('peer', 'number'), name='despatch_item_number')],
            },
        ),
        migrations.CreateModel(
            name='Lane',
            fields=[
                ('peer', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('next_try', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error_code', models.CharField(blank=True, default='', max_length=64)),
                ('last_error_reason', models.TextField(blank=True, default='')),
                ('tried_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('lease', models.BinaryField(default=b'')),
            ],
            options={
                'indexes': [models.Index(fields=['next_try'], name='despatch_lane_next')],
            },
        ),
    ]
