from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('texts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingFile',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('title', models.TextField(blank=True)),
                ('dossier', models.BinaryField(max_length=32, null=True)),
                ('sealed', models.BinaryField()),
                ('read_at', models.DateTimeField()),
                ('read_by', models.CharField(max_length=200)),
            ],
        ),
    ]
