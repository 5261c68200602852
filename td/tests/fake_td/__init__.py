"""A strict stand-in for TouchDesigner: what TouchDesigner does not have, or does not do, fails here."""
