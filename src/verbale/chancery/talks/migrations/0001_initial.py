from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('dossier', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('title', models.TextField(blank=True)),
                ('opening', models.BinaryField(max_length=32)),
                ('opened_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Fold',
            fields=[
                ('dossier', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('proof', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dossier', models.BinaryField(max_length=32)),
                ('letters', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('proof', models.BinaryField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['dossier', 'id'], name='talks_page_dossier')],
            },
        ),
    ]
