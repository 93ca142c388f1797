"""The first epoch of a channel that was begun since the house is held."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="pair",
            name="asked",
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
