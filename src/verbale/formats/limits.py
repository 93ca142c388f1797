"""Every limit of the formats in one place, checked before parsing, decrypting or verifying.

Sizes are bytes unless the name says otherwise. A limit is part of the format: a reader that takes more is as wrong
as one that takes less.
"""

KIB = 1 << 10
MIB = 1 << 20
GIB = 1 << 30

# Sealed files (age v1).
AGE_HEADER = 512 * KIB
AGE_STANZAS = 256
AGE_CHUNK = 64 * KIB
AGE_SCRYPT_WORK_FACTOR = 22

# The pouch. A ustar size field holds eleven octal digits, hence the bound of a member.
POUCH = 64 * GIB
MEMBER = 8 * GIB - 1
MANIFEST = 1 * MIB
POUCH_ITEMS = 4096
HAVE_BEYOND = 1024
HIGHEST_NUMBERS = 64
WANTS = 1024
CREDENCE_CHAIN = 64
PAPERS = 256
PAPERS_LENGTH = 16 * MIB

# Statements.
STATEMENT = 256 * KIB
ENVELOPE = 1 * MIB
SIGNATURES = 32
JSON_DEPTH = 16
INTEGER = (1 << 53) - 1

# A letter. Parts are as many digests as a statement to all recipients holds.
BODY = 4 * MIB
LETTER_OPENED = 12 * MIB
LETTER_SEALED = 13 * MIB
SUBJECT = 1000
PARTS = 3584
PART_NUMBER = 64
LANGUAGE = 35
ATTACHMENT = 8 * GIB - 64 * MIB
ATTACHMENTS = 64
ATTACHMENT_NAME = 255
MEDIA_TYPE = 127
RECIPIENTS = 256
REASON = 2000

# A party.
CODE = 32
NAME = 200
ADDRESS = 2000
OFFICERS = 64

# The register.
NOTE = 1 * MIB
NOTE_LINES = 256
PROOF_HASHES = 64
PROOF_FILE = 4 * MIB

# Receipts. Lines are as many digests as a statement holds.
RECEIPT_LINES = 3072

# Talks. A part of talks is bounded in bytes, the words in it in characters.
TALKS_PART = 8 * MIB
TALKS_SOURCE = 2 * MIB
TALKS_POINTS = 16384
TALKS_WORDING = 65536
TALKS_REMARK = 65536
TALKS_SPLIT = 64
TALKS_CAUSES = 1024
