"""From a feed's address to what is to be written: fetch (guarded HTTP) → parse (worker process) → decide (pure)."""
