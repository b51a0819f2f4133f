"""Raw items in, items made of values out: titles, publish times, URLs, fingerprints. Pure: no I/O, no clock."""
