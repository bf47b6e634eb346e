"""事项清单: which specific matters a body leads, certified, filed, accepted and published.

A matter list is a case of the process "matter-list". Its rows are working records; what the
public reads is a frozen publication in tables of its own, with an address that never changes
and the fingerprint of the file that can be downloaded.
"""
