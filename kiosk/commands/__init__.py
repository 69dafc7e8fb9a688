"""The longer sub-commands of ``jieyue``; like the composition root they may import everything."""
