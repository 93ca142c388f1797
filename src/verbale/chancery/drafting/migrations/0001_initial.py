from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('document', models.TextField()),
                ('contents', models.BinaryField(default=b'')),
                ('author', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('cleared', models.BinaryField(max_length=32, null=True)),
                ('cleared_by', models.TextField(blank=True, default='')),
                ('cleared_at', models.DateTimeField(null=True)),
                ('sent_as', models.BinaryField(max_length=32, null=True)),
            ],
        ),
    ]
