"""The workbooks units fill in, and specimens of what they send back."""
