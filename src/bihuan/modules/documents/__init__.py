"""Documents 公文: papers that can be signed and filed as they are.

Making: a kind (its fields, its wording, its form) and data become one composed `Paper`, and from it
a PDF, page images, an editable .docx. Going: a paper is drafted, reviewed, signed, numbered,
dispatched, signed for and answered as a case of its own.
本模块：公文与表单的拟制、排版、签发、编号、收发与体检。
"""
