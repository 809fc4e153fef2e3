"""How the drawn presenters are painted: sculpted as reliefs, lit by one set of lamps, and saved as sheets."""
