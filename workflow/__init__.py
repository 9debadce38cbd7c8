"""The engine: process, roster, policy and the verbs; knows nothing of the web or of mail."""
