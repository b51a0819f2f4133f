"""What portalwatch changes of Scrapy's own commands."""
