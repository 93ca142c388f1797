from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Text',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('dossier', models.BinaryField(max_length=32, null=True)),
                ('outline', models.TextField()),
                ('sealed', models.BinaryField()),
                ('sealed_file', models.BinaryField(null=True)),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-kept_at'], name='texts_text_kept_at'), models.Index(condition=models.Q(('dossier__isnull', False)), fields=['dossier'], name='texts_text_dossier')],
            },
        ),
    ]
