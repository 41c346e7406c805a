"""The office's register workbook: layout, writer, reader, checks; from a plan."""
