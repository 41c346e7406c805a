"""The workbooks that go out to the groups."""
