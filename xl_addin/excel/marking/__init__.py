"""Notes and a sheet put into a finished workbook, everything else in it as it was."""
