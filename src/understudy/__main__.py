"""`python -m understudy` is the command line."""

from understudy.cli.app import main

main()
