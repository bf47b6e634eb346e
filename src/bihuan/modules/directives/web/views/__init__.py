"""Views: each reads a request, makes its domain call, and answers a page."""
