"""The pages that the office prints: covers, tables, forms, charts, letters, summary."""
