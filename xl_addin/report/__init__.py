"""The office's report workbook, made from consolidated data (`report.write_report`)."""
