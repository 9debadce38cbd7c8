"""The catalogues of the pages and mails; `python -m config.translations` brings them up to date."""
