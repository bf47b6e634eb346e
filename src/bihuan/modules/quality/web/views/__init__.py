"""Views: each reads a request, makes one domain call, and answers a page."""
