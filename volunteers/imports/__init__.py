"""Reading sheets of hours: bytes in, rows or a clear refusal out. Pure: no models, no clock, no database of ours."""
