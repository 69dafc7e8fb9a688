# The staff console in English. Short and plain; says what is, and what to do next.
# Sentences of refusals that are not here come from the kiosk's words (resources/words).

date-pattern = EEE d MMM
date-pattern-year = d MMM y

## The frame

console = Staff console
menu = Menu
skip = Go to the page
pages = Pages
page-number = Page { $page }
page-before = Back
page-after = Next
save = Save
cancel = Cancel
filter = Show
account = Account
to-start = To the start page
nav-group-counter = Counter
nav-group-collection = Collection
nav-group-machines = Kiosks
nav-group-house = The house
nav-overview = Today
nav-desk = Desk
nav-patrons = Readers
nav-holds = Holds
nav-fines = Fines
nav-titles = Titles
nav-import = Import
nav-help-calls = Help calls
nav-kiosks = Kiosks
nav-policies = Loan policies
nav-calendar = Calendar
nav-branches = Branches
nav-texts = Texts
nav-staff = Staff
nav-audit = Audit log

## Signing in

sign-in = Sign in
sign-in-hint = Lost your password? An administrator gives you a new one.
sign-in-wrong = This login and password do not match. After five wrong tries, wait five minutes.
sign-out = Sign out
login = Login
password = Password
session-hint = You are signed out after 30 minutes without a click, and after 12 hours at the latest.
password-change = Change password
password-change-hint = Every browser where you are signed in is signed out, this one too.
password-old = Present password
password-new = New password
password-again = New password once more
password-first = First password
password-hint = 10 characters or more. A few words are easy to keep in mind.
done-signed-out = You are signed out.
done-password-changed = Your password is changed. Sign in with it.

## What is wrong with a field

wrong-form = Please look at the marked fields. Nothing was changed.
wrong-missing = This is needed.
wrong-too-long = This is too long.
wrong-text = There are characters in it that cannot be kept.
wrong-number = A whole number in the allowed range, please.
wrong-amount = An amount such as 12.50, please.
wrong-day = A day such as 2026-11-30, please.
wrong-choice = Please choose one of the list.
wrong-not-the-same = The two are not the same.
wrong-password = This is not your present password.
wrong-password-weak = 10 characters or more, and not the login.
wrong-login-malformed = Small letters, digits, dots, dashes and underscores; up to 32.
wrong-login-taken = Somebody has this login.
wrong-last-administrator = This is the last administrator. Make somebody else one first.
wrong-kiosk-name = Letters, digits, dots, dashes and underscores; up to 64.

## Failures

failure-not-allowed = Your role does not allow this
failure-not-allowed-next = An administrator can give you another role.
failure-form-stale = This form is no longer good
failure-form-stale-next = You signed in anew since it was opened, or it came from elsewhere. Open the page again and repeat what you did. Nothing was changed.
failure-not-found = There is no such page
failure-not-found-next = It may have been removed meanwhile.
failure-too-long = That was too much at once
failure-too-long-next = Please send a smaller file.
failure-database-away = The database does not answer
failure-database-away-next = Nothing was changed. Try again in a moment; kiosks keep what they record until it is back.
failure-failed = Something went wrong
failure-failed-next = It is in the server's log. Look whether your change was made before you repeat it.

## Today

tile-calls = want help
tile-kiosks = kiosks well
tile-on-loan = on loan
tile-overdue = overdue
tile-shelf = on the hold shelf
tile-waiting = waiting in queues

## Help calls

no-calls = Nobody is waiting
no-calls-hint = A call from a kiosk appears here within a second.
calls-waiting = Waiting
calls-answered = Answered
waiting-since = since { $at }
answer-call = I am going
answered-by = { $who }, { $at }
done-answered = Thank you. The call is marked as yours.
help-reason-card = Card does not work
help-reason-item = An item is not read
help-reason-message = Does not understand a message
help-reason-other = Something else
help-reason-just-come = Just come, please
help-page-welcome = welcome page
help-page-identify = typing the card number
help-page-pin = typing the PIN
help-page-borrow = borrowing
help-page-return = returning
help-page-account = own loans
help-page-slip = choosing a slip
help-page-goodbye = goodbye
help-page-out-of-service = out of service

## Kiosks

no-kiosks = There is no kiosk yet
no-kiosks-hint = Make a code below, and type it at the new machine.
kiosk-well = well
kiosk-trouble = trouble
kiosk-away = away
kiosk-new = enrolled, not seen yet
kiosk-revoked = key taken
seen-at = last seen { $at }
seen-never = not seen yet
part-state-ok = works
part-state-up = works
part-state-ready = works
revoke = Take its key
revoke-sure = { $kiosk } can then neither lend nor return until it is enrolled anew.
revoke-yes = Yes, take the key
done-revoked = The key opens nothing any more.
enrol = Enrol a kiosk
enrol-hint = A code lets one new machine in, once. An old kiosk's name replaces its key.
enrol-code = Make a code
kiosk-name = Name of the kiosk
kiosk-name-hint = Such as entrance-1: letters, digits, dots, dashes, underscores.
code-open = { $kiosk } has a code from { $who } until { $until }.
code-for = Code for { $kiosk }
code-until = It works once, until { $until }.
code-how = It is shown only here. Type it at the new machine:
code-noted = Done
branch = Branch

## Staff

role = Role
roles = Roles
role-viewer = viewer
role-librarian = librarian
role-technician = technician
role-administrator = administrator
role-viewer-may = sees the catalogue, readers, holds and kiosks; changes nothing
role-librarian-may = desk, readers, holds, fines, titles; answers help calls
role-technician-may = enrols kiosks and takes keys; sees no readers
role-administrator-may = everything, also policies, calendar, texts, staff and the audit log
name = Name
login-hint = Small letters, digits, dots, dashes, underscores. It stays for ever.
staff-add = New account
staff-disabled = disabled
staff-locked = locked until { $until }
staff-disable = No longer works here
staff-disable-hint = Cannot sign in; what was done stays in the audit log.
password-give = Give a new password
password-give-hint = Tell it in person. Ask to have it changed after the first sign-in.
done-staff-added = The account is made.
done-staff-saved = Saved. A changed role counts from the next sign-in.
done-password-set = The new password is set.

## Audit log

audit-when = When
audit-who = Who
audit-what = What
audit-about = About
audit-details = Details
audit-any = everything
audit-none = Nothing of this kind was done.
audit-sign-in = signed in
audit-password-changed = changed own password
audit-staff-added = account added
audit-staff-role = role changed
audit-staff-changed = account changed
audit-staff-password = password given
audit-help-call-answered = help call answered
audit-enrolment-opened = enrolment code made
audit-kiosk-enrolled = kiosk enrolled
audit-kiosk-revoked = kiosk's key taken
