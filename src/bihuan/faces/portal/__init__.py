"""公开门户: who is responsible for what, readable by anybody, without login and without script.

The portal reads published copies through the front doors of the modules and nothing else. It
stores nothing and writes nothing.
"""
