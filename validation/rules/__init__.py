"""The register of rules: id, severity, sentence, advice, source and the period each is in force from."""
