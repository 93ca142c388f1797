from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('envelope', models.BinaryField()),
                ('beside', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('peer', models.BinaryField(max_length=32)),
                ('direction', models.CharField(max_length=3)),
                ('letter', models.BinaryField(max_length=32)),
                ('sealed', models.BinaryField(max_length=32)),
                ('length', models.PositiveBigIntegerField()),
                ('letter_class', models.CharField(max_length=32)),
                ('attachments', models.BinaryField()),
                ('state', models.CharField(max_length=8)),
                ('reason', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'copies',
                'indexes': [models.Index(fields=['peer', 'direction', '-id'], name='letters_copy_peer'), models.Index(condition=models.Q(('direction', 'in'), ('state', 'placed')), fields=['id'], name='letters_copy_waiting')],
                'constraints': [models.UniqueConstraint(fields=('letter', 'peer', 'direction', 'sealed'), name='letters_copy_sealed')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.BinaryField(max_length=32)),
                ('party', models.BinaryField(max_length=32)),
                ('issuer', models.BinaryField(max_length=32)),
                ('stage', models.CharField(max_length=16)),
                ('time', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=64)),
                ('words', models.TextField(blank=True)),
                ('receipt', models.BinaryField(max_length=32)),
                ('sealed', models.BinaryField(max_length=32)),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'constraints': [models.UniqueConstraint(fields=('letter', 'party', 'stage', 'receipt', 'sealed'), name='letters_evidence_line')],
            },
        ),
        migrations.CreateModel(
            name='Highest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sender', models.BinaryField(max_length=32)),
                ('series', models.CharField(blank=True, max_length=32)),
                ('year', models.PositiveIntegerField()),
                ('number', models.PositiveBigIntegerField()),
            ],
            options={
                'verbose_name_plural': 'highest',
                'constraints': [models.UniqueConstraint(fields=('sender', 'series', 'year'), name='letters_highest_year')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.BinaryField(max_length=32)),
                ('sender', models.BinaryField(max_length=32)),
                ('direction', models.CharField(max_length=3)),
                ('recipients', models.BinaryField()),
                ('letter_class', models.CharField(max_length=32)),
                ('series', models.CharField(blank=True, max_length=32)),
                ('number', models.PositiveBigIntegerField()),
                ('year', models.PositiveIntegerField()),
                ('created', models.DateTimeField(null=True)),
                ('expires', models.DateTimeField(null=True)),
                ('dossier', models.BinaryField(max_length=32, null=True)),
                ('subject', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=35)),
                ('reply_to', models.BinaryField(max_length=32, null=True)),
                ('sealed', models.BinaryField(max_length=32)),
                ('attachments', models.PositiveIntegerField()),
                ('opened', models.BooleanField()),
                ('unproven', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['direction', '-at', '-id'], name='letters_letter_direction'), models.Index(fields=['sender', '-at'], name='letters_letter_sender'), models.Index(condition=models.Q(('dossier__isnull', False)), fields=['dossier', 'at'], name='letters_letter_dossier'), models.Index(fields=['sender', 'series', 'year', 'number'], name='letters_letter_number')],
                'constraints': [models.UniqueConstraint(fields=('letter', 'sender'), name='letters_letter_id')],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(blank=True, max_length=32)),
                ('year', models.PositiveIntegerField()),
                ('number', models.PositiveBigIntegerField()),
            ],
            options={
                'verbose_name_plural': 'series',
                'constraints': [models.UniqueConstraint(fields=('series', 'year'), name='letters_series_year')],
            },
        ),
    ]
