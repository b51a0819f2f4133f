"""Which addresses may be connected to, and how much an answer may cost: for Scrapy and requests alike."""
