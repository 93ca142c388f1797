"""An index of statements: the dossiers of talks are found among all letters by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the index."""

    dependencies = [("letters", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("letter_class", "statement"), ("opened", True)),
                fields=["dossier"],
                name="letters_letter_statement",
            ),
        ),
    ]
