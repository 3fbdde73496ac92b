"""The narrative report: its outline, its figures in words, its Word document."""
