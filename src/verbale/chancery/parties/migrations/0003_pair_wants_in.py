"""The pouch in which the wants of a party were answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_pair_asked")]

    operations = [
        migrations.AddField(
            model_name="pair",
            name="wants_epoch",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="pair",
            name="wants_pouch",
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
