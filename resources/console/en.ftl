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

## The house: branches, calendar, policies

back = Back
change = Change
branch-add = Add a branch
branch-one = Branch { $code }
branch-code = Code
branch-code-hint = Short and for ever: letters, digits, dots, dashes, underscores.
branch-name-zh = Name in Chinese
branch-name-en = Name in English
branch-every = every branch
branch-holds = { $copies ->
    [one] { $copies } copy
   *[other] { $copies } copies
  }, { $kiosks ->
    [one] { $kiosks } kiosk
   *[other] { $kiosks } kiosks
  }
done-branch-saved = The branch is saved.
open-weekdays = Open on
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
opens = Opens at
closes = Closes at
hours-hint = A loan in hours ends while the branch is open. Both empty: all day.
wrong-code = Letters, digits, dots, dashes and underscores; up to 32.
wrong-code-taken = There is one with this code.
wrong-never-open = At least one day, please.
wrong-hours = Both times, and the opening before the closing.
closed-days = Closed days
closed-days-hint = Nothing becomes due on a closed day, and no fine grows.
no-closed-days = None from today on.
open-after-all = Open after all
close-days = Close
first-day = From
last-day = To
last-day-hint = Empty: one day.
closed-why = Why
closed-why-hint = Such as Spring Festival.
wrong-range = Not before the first day, and at most three months.
done-day-closed = Closed. Due dates from now on keep clear of it.
done-day-opened = Open again.
policies-hint = The row that says most about a case holds; a branch's own row before one for every branch. Without a row, nothing is lent.
policy-add = Add a policy
policy-one = Policy
no-policies = There is no policy yet
no-policies-hint = Add one for every class to begin with.
patron-class = Readers
item-class = Items
patron-classes = Classes of readers
class-every = all
loan-time = For
at-once = At once
renewals = Renewals
fine = Fine
reference-only = reading here only
days = { $count ->
    [one] { $count } day
   *[other] { $count } days
  }
hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
  }
cool-off = again after { $count } d
fine-a-day = { $amount } a day
fine-grace = { $count } d grace.
fine-most = At most { $amount }.
fine-none = none
holds-at-once = { $count }, kept { $days } d
holds-none = none
class-limit = { $count } items at once
class-guardian = with a guardian
class-guardian-hint = Borrows only when a parent or guardian is known.
class-add = Add a class
class-name = Name
class-name-hint = Short and for ever, such as adult, child, staff.
class-loan-limit = Items at once
class-loan-limit-hint = Over all kinds of items.
class-patrons = { $count ->
    [one] { $count } reader has this class.
   *[other] { $count } readers have this class.
  }
done-class-saved = The class is saved. It holds from the next loan on.
star-hint = A class of items, or * for all.
policy-lending = Lending
policy-loan-days = Days
policy-loan-hours = Hours
policy-hours-hint = Instead of days, if not 0.
policy-loan-limit = At once, of these items
policy-renewal-limit = Renewals
policy-cool-off-days = Days before the same again
policy-cool-off-hint = For the same reader and copy; 0: none.
policy-reference = For reading here only
policy-fine = Fine for each open day late
policy-fine-grace-days = Days of grace
policy-grace-hint = So late costs nothing.
policy-fine-most = At most, for a loan
policy-fine-most-hint = Empty: no limit.
policy-hold-limit = Holds at once
policy-hold-hint = 0: no holds.
policy-hold-shelf-days = Days on the hold shelf
policy-remove = Remove this policy
policy-remove-sure = Another row may then hold for these cases, or nothing is lent any more.
wrong-no-time = Days or hours, or for reading here only.
done-policy-saved = The policy is saved. It holds from the next loan on.
done-policy-removed = The policy is removed.
audit-branch-added = branch added
audit-branch-changed = branch changed
audit-day-closed = days closed
audit-day-opened = days opened
audit-policy-saved = policy saved
audit-policy-removed = policy removed
audit-class-saved = class of readers saved
