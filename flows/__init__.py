"""When things happen: the quarter as a story; Prefect, command line, folders, clock: only here."""
