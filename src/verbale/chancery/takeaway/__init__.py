"""What leaves the talks in forms that other programs read: pages, tables, Akoma Ntoso."""
