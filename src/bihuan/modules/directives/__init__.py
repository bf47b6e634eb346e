"""Directives 文件: a notice as data, the duties it puts on bodies, and how each one stands.

A pack (`policies/<province>/*.toml`) says who owes what by when and what shows that it was done.
Duties are generated from it per body and period; evidence arrives when a case of any process
reaches a named state; the status of a duty is computed from its evidence for any date, never typed.
本模块：文件、条款、义务（应办事项）、佐证、责任矩阵。
"""
