"""What a librarian may overrule, with a reason that is kept."""

from config.vocabulary import Code

OVERRULABLE = frozenset(
    {
        Code.PATRON_BLOCKED,
        Code.LINKED_ACCOUNT_BLOCKED,
        Code.GUARDIAN_NEEDED,
        Code.CARD_EXPIRED,
        Code.FINES_OWED,
        Code.TOO_MANY_OVERDUE,
        Code.TOO_MANY_LOANS,
        Code.CLASS_LIMIT,
        Code.COOL_OFF,
        Code.ITEM_REFERENCE_ONLY,
        Code.ITEM_ON_HOLD,
        Code.ITEM_IN_TRANSIT,
        Code.ITEM_DAMAGED,
        Code.RENEWAL_LIMIT,
        Code.RENEWAL_ON_HOLD,
    }
)
"""All else is either not known (a stranger, a lost card, an entry that cannot be read) or not so: a copy somebody has,
one that was withdrawn, a class of items for which there is no policy to reckon a date from."""
