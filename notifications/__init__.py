"""Mail and reminders: expands what happened into messages and delivers them."""
