"""What can be wrong with a request to the books."""


class BooksError(Exception):
    """The root of all errors of the books; its text is a sentence to show."""


class UnknownDossierError(BooksError):
    """No dossier has this id."""


class UnknownBookyearError(BooksError):
    """No bookyear of this dossier has this id."""


class UnknownJournalError(BooksError):
    """A journal that the dossier does not have."""


class UnknownEnvelopeError(BooksError):
    """No envelope of payments of this dossier has this number."""


class ChangeError(BooksError):
    """The asked change is unknown, or cannot be made to the books as they are."""
