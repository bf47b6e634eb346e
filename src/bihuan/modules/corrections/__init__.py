"""纠错与异议: what a visitor says is wrong on the portal, and the answer the public reads.

No sign-in and no contact needed: the visitor keeps a code and asks with it. The office answers;
what is published is a frozen copy without a word about who wrote.
"""
