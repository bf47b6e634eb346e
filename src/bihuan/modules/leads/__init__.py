"""牵头部门会商: who shall lead a matter that nobody leads, decided within two months.

Clauses 2.4.6 to 2.4.14 of the notice. A docket asks every candidate department for its position in
a case of its own, is carried to a decision, published, and taken into the list of the lead. A joint
study of a new policy or a new situation uses the same rooms.
"""
