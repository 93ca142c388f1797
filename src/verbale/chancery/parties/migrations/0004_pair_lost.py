"""Letters that a party asks back, and letters that it is asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_pair_wants_in")]

    operations = [
        migrations.AddField(model_name="pair", name="back", field=models.BinaryField(default=b"")),
        migrations.AddField(model_name="pair", name="lost", field=models.BinaryField(default=b"")),
    ]
