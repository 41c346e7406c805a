"""A form as an Excel workbook that its owner can change: to Excel, from Excel, and its mistakes beside their cells.

fields (what a cell is) -> sheets (which cells a sheet has) -> rows of a form and back -> workbook and back.
"""
