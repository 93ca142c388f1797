"""The register's entries, nodes, heads and cosignatures."""
