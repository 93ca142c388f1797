from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingCredence',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('data', models.BinaryField()),
                ('read_at', models.DateTimeField()),
                ('read_by', models.CharField(max_length=200)),
            ],
        ),
    ]
