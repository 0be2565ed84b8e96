"""In-product notices and mails."""
