"""Indices that only the pages need: for what waits for an answer, what came back, and who was accredited.

Their conditions are repeated, word for word, by `verbale.chancery.pages.fixed`.
"""

from django.db import migrations

INDICES = {
    "pages_letter_opened": "letters_letter (direction, at DESC, id DESC, letter) WHERE direction = 'in' AND opened",
    "pages_evidence_answers": "letters_evidence (letter, party) WHERE stage IN ('acknowledged', 'refused')",
    "pages_evidence_back": "letters_evidence (time, party, letter) WHERE stage IN ('refused', 'lapsed')",
    "pages_statement_accreditations": "letters_statement (digest) WHERE kind = 'accreditation'",
}


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial"), ("letters", "0001_initial")]

    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} ON {index}", f"DROP INDEX {name}") for name, index in INDICES.items()
    ]
