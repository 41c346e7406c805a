"""The report workbook, its plain tables and its ledger of printed figures."""
