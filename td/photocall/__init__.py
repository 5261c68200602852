"""The booth's side of the console's link: plain Python, no operator and no `td` in it."""

__version__ = '0.1.0'
