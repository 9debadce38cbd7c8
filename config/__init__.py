"""What differs from one deployment to the next, as data: settings, processes, forms, vocabularies, pages."""
