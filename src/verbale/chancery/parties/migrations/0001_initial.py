from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='House',
            fields=[
                ('key', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('party', models.BinaryField(max_length=32)),
                ('held', models.CharField(blank=True, max_length=64)),
                ('papers', models.TextField(default='{}')),
            ],
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('peer', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('last', models.PositiveBigIntegerField(default=0)),
                ('answered', models.PositiveBigIntegerField(default=0)),
                ('theirs_through', models.PositiveBigIntegerField(default=0)),
                ('theirs_beyond', models.TextField(blank=True, default='')),
                ('epoch', models.PositiveBigIntegerField(default=0)),
                ('offer_transport', models.BinaryField(default=b'')),
                ('pouches', models.PositiveBigIntegerField(default=0)),
                ('ours_through', models.PositiveBigIntegerField(default=0)),
                ('ours_beyond', models.TextField(blank=True, default='')),
                ('their_last', models.PositiveBigIntegerField(default=0)),
                ('their_epoch', models.PositiveBigIntegerField(default=0)),
                ('their_offer', models.BinaryField(default=b'')),
                ('their_pouch', models.PositiveBigIntegerField(default=0)),
                ('seen_epoch', models.PositiveBigIntegerField(default=0)),
                ('seen_pouch', models.PositiveBigIntegerField(default=0)),
                ('knows', models.TextField(blank=True, default='')),
                ('receipt', models.BinaryField(null=True)),
                ('wants', models.BinaryField(default=b'')),
                ('cosigned_epoch', models.PositiveBigIntegerField(default=0)),
                ('cosigned_pouch', models.PositiveBigIntegerField(default=0)),
                ('cosignature_due', models.BooleanField(default=False)),
                ('heard_at', models.DateTimeField(null=True)),
                ('heard_by', models.CharField(blank=True, default='', max_length=16)),
                ('offer', models.BinaryField(default=b'')),
            ],
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('stamp', models.BinaryField(max_length=16)),
                ('own', models.BooleanField(default=False)),
                ('code', models.CharField(max_length=32)),
                ('name', models.CharField(max_length=200)),
                ('accredited_at', models.DateTimeField()),
                ('permissions', models.TextField()),
                ('standing', models.CharField(max_length=16)),
                ('generation', models.PositiveIntegerField()),
                ('revoked', models.TextField()),
                ('keys', models.BinaryField()),
            ],
            options={
                'verbose_name_plural': 'parties',
                'constraints': [models.UniqueConstraint(condition=models.Q(('own', False)), fields=('code',), name='parties_party_code')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.BinaryField(max_length=32)),
                ('number', models.PositiveIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
                ('envelope', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('party', 'number'), name='parties_version_number')],
            },
        ),
    ]
