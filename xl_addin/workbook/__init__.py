"""Excel in and out: writing templates and registers, reading returned workbooks within limits."""
