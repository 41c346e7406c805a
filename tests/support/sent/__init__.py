"""What people make of a workbook before they send it: drawn upon, wrapped into zips and e-mails."""
