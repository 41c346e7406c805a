"""Untrusted workbooks, read within limits and in processes of their own."""
