"""What a number may be: cell text to number or reason, schemas, rules and the sentences of findings."""
