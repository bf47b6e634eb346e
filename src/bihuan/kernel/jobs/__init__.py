"""Jobs: work that happens outside a request, done once, tried again, and never lost.

Nothing here decides anything: a job is told the instant it runs at and calls an operation.
``periodic`` declares what the tick runs; ``enqueue`` and ``tick`` are in
``bihuan.kernel.jobs.api``.
"""
