"""What everything stands on: errors, messages, sessions, clock, ids, links and the log; imports nothing of ours."""
