"""`python -m bihuan.faces.cli`: the command line, for processes that start processes."""

from bihuan.faces.cli import main

main()
