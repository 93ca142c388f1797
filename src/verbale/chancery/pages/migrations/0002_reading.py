"""Indices that only the pages need: for what was answered, what came back, and who was accredited."""

from django.db import migrations

INDICES = {
    "pages_evidence_answers": (
        "letters_evidence (party, letter) WHERE stage IN ('acknowledged', 'refused')"
    ),
    "pages_evidence_back": "letters_evidence (time) WHERE stage IN ('refused', 'lapsed')",
    "pages_statement_accreditations": "letters_statement (digest) WHERE kind = 'accreditation'",
    "pages_letter_opened": "letters_letter (at DESC, id DESC) WHERE direction = 'in' AND opened",
}


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial"), ("letters", "0001_initial")]

    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} ON {index}", f"DROP INDEX {name}") for name, index in INDICES.items()
    ]
