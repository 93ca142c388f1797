"""All sheets, in the order of the specification."""

from tools.vectors.drafts import drafts_sheet
from tools.vectors.identity import credence_sheet, papers_sheet, statements_sheet
from tools.vectors.letters import letters_sheet, receipts_sheet
from tools.vectors.pouches import archive_sheet, channel_sheet, manifest_sheet, pouch_sheet
from tools.vectors.recorded import Record, RecordedSuite
from tools.vectors.registers import heads_sheet, proofs_sheet, trees_sheet
from tools.vectors.sealing import sealed_sheet
from tools.vectors.sheets import Sheet
from tools.vectors.talks import talks_sheet, talksparts_sheet
from tools.vectors.texts import encodings_sheet, json_sheet, names_sheet, padding_sheet


def sheets(record: Record) -> list[Sheet]:
    """Every sheet."""
    suite = RecordedSuite(record)
    return [
        json_sheet(),
        encodings_sheet(),
        names_sheet(),
        padding_sheet(),
        sealed_sheet(suite),
        statements_sheet(suite),
        credence_sheet(suite),
        papers_sheet(suite),
        letters_sheet(suite),
        receipts_sheet(suite),
        talksparts_sheet(),
        talks_sheet(),
        channel_sheet(suite),
        archive_sheet(),
        manifest_sheet(suite),
        pouch_sheet(suite),
        trees_sheet(),
        heads_sheet(suite),
        proofs_sheet(suite),
        drafts_sheet(),
    ]
