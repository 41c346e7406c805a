"""Many offices: their reports, of unlike forms, brought together for the ministry; here, in processes or on Dask."""
