"""`python -m peakgraph`: the command line."""

from peakgraph.cli import main

main(prog_name="peakgraph")
