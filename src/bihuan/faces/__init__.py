"""What meets the outside: workbench, portal, command line."""
