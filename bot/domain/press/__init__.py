"""Press coverage: feeds, what they bring, watches over it, and what becomes of a match. Pure: no I/O, no clock."""
