"""The roster: who knows what, who may be asked, and what a panel is made of."""
