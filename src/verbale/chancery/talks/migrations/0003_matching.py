from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talks', '0002_prepared'),
    ]

    operations = [
        migrations.CreateModel(
            name='Matching',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dossier', models.BinaryField(max_length=32)),
                ('text', models.BinaryField(max_length=32)),
                ('sealed', models.BinaryField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dossier', 'text'), name='talks_matching_once')],
            },
        ),
    ]
