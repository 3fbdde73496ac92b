"""From the bytes of a sent file to sheets of cells, safely: the only place where foreign files are parsed."""
