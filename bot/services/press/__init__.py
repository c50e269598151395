"""The press log: what is in it, what people do about it, and how the week compares."""
