"""Following 参照执行: how cities and counties follow the notice of the province, clause by clause.

A place answers every clause: adopted as it stands, adapted with a reason, or not applicable with a
reason. Answers are signed, dated facts; what they change in duties is handed down to directives.
When a clause changes above, whoever answered it is asked again; until then the old answer holds.
本模块：参照执行答复、有效答复、上级条款变化、公布的决定。
"""
