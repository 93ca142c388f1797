from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Node',
            fields=[
                ('pk', models.CompositePrimaryKey('level', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField()),
                ('index', models.PositiveBigIntegerField()),
                ('hash', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Witnessed',
            fields=[
                ('origin', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('note', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'witnessed',
            },
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=80)),
                ('size', models.PositiveBigIntegerField()),
                ('party', models.BinaryField(max_length=32)),
                ('own', models.BooleanField()),
                ('root', models.BinaryField(max_length=32)),
                ('lines', models.BinaryField()),
                ('time', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('origin', 'size', 'party'), name='register_cosignature_head')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('position', models.BigAutoField(primary_key=True, serialize=False)),
                ('index', models.PositiveBigIntegerField(null=True, unique=True)),
                ('kind', models.CharField(max_length=16)),
                ('digest', models.BinaryField(max_length=32)),
                ('salt', models.BinaryField(max_length=32)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'entries',
                'indexes': [models.Index(fields=['digest'], name='register_entry_digest')],
            },
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=80)),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('note', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('origin', 'size'), name='register_head_size')],
            },
        ),
        migrations.CreateModel(
            name='Rival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=80)),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('note', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('origin', 'size', 'root'), name='register_rival_root')],
            },
        ),
    ]
