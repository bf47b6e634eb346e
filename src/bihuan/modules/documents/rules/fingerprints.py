"""SM3 (GB/T 32905) of words and of bytes."""

import hashlib


def sm3(content: str | bytes) -> str:
    """Return the fingerprint in lower-case hexadecimal."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.new("sm3", data).hexdigest()
