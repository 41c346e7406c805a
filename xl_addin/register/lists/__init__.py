"""Lists that lie in ordinary workbooks: found, read row by row, shown for an answer, and made into a register."""
