"""清单代数: every list compared with the others and with the duty register, findings as work.

Candidate relations come from an offline measure of texts; people judge them. What follows (gaps,
overlaps, one-sided partnerships …) is work of the commission office: a docket, a return note, or a
dismissal with its reason.
"""
