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
nav-faq = Questions
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

first-steps = Before you open
first-rules = Say who may borrow what, and for how long
first-titles = Import the catalogue
first-readers = Import the readers
first-kiosks = Enrol the first kiosk
first-done = done

## Help calls

no-calls = Nobody is waiting
no-calls-hint = A call from a kiosk appears here within a second.
calls-now = Calls
calls-figures = Figures
calls-replies = Quick replies
calls-all = All calls
calls-waiting = Waiting
calls-talking = Being answered
calls-left = To look at
calls-left-hint = No reader waits, but something was left at the machine. Close it once somebody has been there.
calls-missed = Nobody came
calls-missed-hint = These readers left before anybody had answered. Say what it was, and the call goes from here.
calls-missed-wrote = wrote something
calls-missed-count = { $count ->
    [one] One reader left before anybody had answered
   *[other] { $count } readers left before anybody had answered
}
calls-over = Lately ended
waiting-since = waiting since { $at }
answer-call = I am coming (about 2 min)
open-call = Open
ring = Calls for help
ring-say = Help is wanted at { $kiosk }{ $place }: { $what }
ring-calls = called { $count } times
ring-mine = you answer this call
ring-wrote = { $count ->
    [one] the reader has written
   *[other] the reader has written { $count } times
}
ring-wrote-say = The reader at { $kiosk } has written.
bell-off = Turn the bell on
bell-on = The bell is on
bell-asleep = Click once, so that the bell can ring
bell-muted = Muted. Turn it on again
bell-mute = Mute for 10 minutes
bell-signed-out = You were signed out, and the bell no longer rings here. Please sign in again.
not-sent = Not sent: the server cannot be reached. What you wrote is still there; please try again.
call-at = Help at { $kiosk }
call-stands = How it stands
call-arrived-by = { $who } is there
call-comes = { $who } is coming, about { $minutes } min
call-writes = { $who } is writing
call-left = no reader waits
call-come = I am coming, in about
call-come-anew = Say anew:
call-minutes = { $minutes } min
call-i-write = I write
call-i-am-there = I am there
call-take-over = Take it over
call-take-over-sure = For when { $who } cannot come after all. The reader sees that it is you now.
call-ended-by = Ended by { $who }, { $at }
call-talk = Conversation
call-reader = Reader
call-row = a row on the reader's screen
call-no-lines = Nothing was said yet.
call-write = Write to the reader
call-write-hint = The reader uses { $language }. Ctrl and Enter send.
call-send = Send
call-ticket = What it is about
call-reason = Reason
call-page = Page
call-code = Message
call-title = Title
call-stuck = No progress for
call-seconds = { $count ->
    [one] one second
   *[other] { $count } seconds
}
call-faq-no = Answer that did not help
call-language = Language
call-presses = Presses
call-hotline = Asked to phone since
call-kiosk-now = The kiosk now
call-rows = Not borrowed
call-items = Left behind
call-kiosk = Tell the kiosk
call-close = Close
call-closed = What it was
call-cause = What was it about?
call-cause-choose = please choose
call-note = Note for colleagues
call-close-do = Close the call
call-to-faq = Frequent questions
call-to-faq-hint = Makes your answers the draft of a frequent question. No word of the reader's goes into it.
call-to-faq-do = Make a draft
call-faq-open = Open the frequent question
point-at = Point on the reader's screen at
point-do = Point
point-row = Point at it
point-nothing = nothing any more
release-row = Release
release-why = Why it may be borrowed
release-hint = The kiosk lends it at once. Your name and the reason stay in the audit log.
release-do = Release this row
release-gate = Try the gate again
release-gate-hint = It is lent, but would still ring. The kiosk tries again once it lies on the pad.
release-gate-do = Try again
release-done = Released
release-under-way = Being released
end-visit-sure = The reader's visit ends at once; what is not done by then is not done.
end-visit-yes = End the visit
maintenance-sure = The kiosk stops and only says that somebody is working on it.
maintenance-begin = Begin maintenance
maintenance-end = End maintenance
maintenance-ends = ends
instructed-done = done
instructed-not-possible = not possible
instructed-too-late = too late
instructed-not-yet = no answer yet
replies-hint = One press sends it, and the reader sees it in their own language. A line emptied in both languages goes.
span-seconds = { $seconds } s
span-minutes = { $minutes } min { $seconds } s
span-hours = { $hours } h { $minutes } min
done-call-accepted = Thank you. The call is marked as yours.
done-call-arrived = It is noted that you are there.
done-call-closed = Closed.
done-call-faq = The draft is there. Put it right under frequent questions, and publish it.
done-replies-saved = The quick replies are saved.
wrong-call-taken = { $who } was faster and answers this call.
wrong-call-faq = The draft of this question has no room for these lines. Please shorten it first.
wrong-call-over = This call is over. Nothing was sent.
wrong-call-empty = Nothing is written there yet.
wrong-call-too-long = At most 2000 characters at a time. Nothing was sent; what you wrote is still there.
wrong-call-not-a-row = This row cannot be released any more. What stands refused now is shown here.
wrong-call-not-yours-to-release = Your account may not release it.
wrong-call-no-reason = Please write why.
wrong-call-not-a-part = The kiosk has no such part.
wrong-period = Not before the first day, and at most three years.
help-reason-card = Card does not work
help-reason-item = An item is not read
help-reason-message = Does not understand a message
help-reason-other = Something else
help-reason-just-come = Just come, please
help-reason-to-staff = Something was left behind
help-offered-scans = offered by the machine, after several scans that gave nothing
help-offered-put-backs = offered by the machine, after one item had to be put back twice
help-offered-no-progress = offered by the machine, after a while without progress
help-page-welcome = welcome page
help-page-identify = typing the card number
help-page-pin = typing the PIN
help-page-borrow = borrowing
help-page-return = returning
help-page-account = own loans
help-page-slip = choosing a slip
help-page-goodbye = goodbye
help-page-out-of-service = out of service
help-page-maintenance = maintenance
help-end-solved = solved
help-end-left = the reader left
help-end-timed-out = nothing more was heard
help-by-reader = the reader
help-by-house = the server
help-says-point = Points at
help-says-release = Releases a row
help-says-more-time = Give more time
help-says-end-visit = End the visit
help-says-maintenance = Maintenance
help-part-scanner = bar code scanner
help-part-card-reader = card reader
help-part-pad = RFID pad
help-part-printer = printer
help-part-keypad = keypad
help-part-back = “Back”
help-part-finish = “Finish”
help-part-languages = languages
help-cause-card = card
help-cause-label = bar code not readable
help-cause-tag = tag not readable
help-cause-device = a device failed
help-cause-rule = a rule of the house
help-cause-account = the reader's account
help-cause-how-to = how to use the kiosk
help-cause-library-system = library system
help-cause-nobody-there = nobody there any more
help-cause-other = something else
language-zh = Chinese
language-en = English
figures-title = Figures of help calls
figures-from = From
figures-to = To
figures-csv = Download CSV
figures-days = Last { $count } days
figures-number = calls for help
figures-unanswered = nobody answered
figures-accepted = until somebody answered
figures-arrived = until somebody was there
figures-solved = until it was solved
figures-ninth-is = nine of ten within { $span }
figures-by-faq = solved by a frequent question
figures-by-faq-hint = of those who called or read an answer that helped
figures-per-kiosk = By kiosk
figures-per-hour = By hour of the day
figures-per-cause = By cause
figures-per-code = By message
figures-times = How long each took (half were as quick)
figures-errors = Which messages make readers call
figures-errors-hint = The causes that staff gave, by the message that stood on the screen.
figures-answer = Frequent question
figures-answer-open = open
figures-answer-none = none yet
figures-untold = Combinations with fewer than five calls are not listed.
figures-none = Nobody called in these days
figures-no-cause = not given
figures-no-code = no message
figures-by = figure
figures-what = group
figures-calls = calls
figures-median = median (s)
figures-ninth = 90th percentile (s)
figures-all = all
figures-kiosk = kiosk
figures-hour = hour
figures-cause = cause
figures-code = message
figures-code-cause = message / cause

## Frequent questions

faq-hint = What kiosks show under “Questions and answers”. The most read of the last 30 days come first.
faq-tab-list = Questions
faq-tab-missed = Not found
faq-searches = Looked for in vain
faq-add = New question
faq-suggested = Load the suggested questions
faq-nothing = There are no questions yet
faq-nothing-hint = Begin with the suggested ones: an answer to each message a kiosk can show. Change them as you like.
faq-untitled = Not named yet
faq-views = { $count ->
    [one] read once
   *[other] read { $count } times
}
faq-share = { $share } % say it helped
faq-is-published = published
faq-is-changed = published, newer draft
faq-is-draft = draft
faq-is-missing = missing
faq-lacking = { $count ->
    [one] { $count } question is not published in both languages
   *[other] { $count } questions are not published in both languages
}
faq-lacking-shown = { $count ->
    [one] { $count } question that is not published in both languages:
   *[other] { $count } questions that are not published in both languages:
}
faq-show-lacking = Show them
faq-show-all = Show all { $count }
faq-no-category = Without a category
faq-no-code = No message
faq-codes-missing = { $count ->
    [one] { $count } message without an answer
   *[other] { $count } messages without an answer
}
faq-retired = { $count ->
    [one] { $count } taken away
   *[other] { $count } taken away
}
faq-write = Write an answer
faq-searches-hint = What readers looked for at the kiosks and did not find, in the last 90 days. Nobody's name or number is in it.
faq-searched = { $count ->
    [one] once, { $last }
   *[other] { $count } times, last on { $last }
}
faq-settle = Settled
faq-searches-none = Nobody looked in vain
faq-searches-none-hint = Whatever readers do not find appears here.
faq-after-search = Readers looked for “{ $query }”. Put it into a question, in their words.
faq-question = Question
faq-answer = Answer
faq-answer-hint = Plain text. An empty line begins a new paragraph. What happened, what to do, when to ask.
faq-category = Category
faq-code = Message it explains
faq-code-hint = Readers who get this message and touch Help see this answer first. A message has one answer at most.
faq-save-draft = Save as draft
faq-save-hint = Kiosks go on showing what is published.
faq-alt = What the picture shows
faq-alt-in = What it shows, { $language }
faq-drop = Take this picture away
faq-picture = Picture
faq-picture-add = Add a picture
faq-picture-hint = PNG, JPEG, WebP or GIF, not moving, up to 15 MB. Only its pixels are kept. Say what it shows, for those who cannot see it.
faq-file = Where it stands
faq-retire = Take it from the kiosks
faq-return = Show it again
faq-is-retired = No kiosk shows this any more.
faq-from-call = written after a call for help
faq-preview = Preview
faq-preview-publish = Preview and publish
faq-preview-in = Preview: { $language }
faq-back = Back to the text
faq-publish = Publish
faq-publish-hint = All kiosks show it within seconds. The version before stays in the history.
faq-shown-now = What kiosks show now
faq-state-draft = Draft
faq-state-published = Published
faq-state-old = Old
faq-history = { $count ->
    [one] { $count } version
   *[other] { $count } versions
}
faq-version = version { $number }
faq-made = { $who }, { $at }
faq-published-at = published { $at }
faq-restore = Make a draft of it
wrong-faq-overtaken = Somebody else saved or published meanwhile. Copy what you wrote, open the page again, and put both together.
wrong-faq-code = This message has an answer already.
wrong-faq-half = The question or the answer is empty: nothing was published.
wrong-faq-pictures = Each picture needs a few words about what it shows; up to six pictures.
wrong-picture-kind = This is no PNG, JPEG, WebP or GIF.
wrong-picture-moves = Moving pictures cannot be used.
wrong-picture-broken = This file is damaged.
wrong-picture-large = This picture is too large. Please make it smaller, or choose another.
wrong-too-many = Six pictures at most.
done-faq-suggested = The suggested questions are on the kiosks.
done-faq-settled = Noted as settled.
done-faq-draft-saved = Saved as a draft. Look at the preview and publish it.
done-faq-restored = The old version is a draft now.
done-faq-picture-added = The picture is in the draft.
done-faq-filed = Saved.
done-faq-retired = No kiosk shows it any more.
done-faq-returned = Kiosks show it again.
done-faq-published = Published: the kiosks show it.

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
part-state-missing = is not there
part-state-fault = has a fault
part-barcode-scanner = Bar code scanner
part-item-pad = RFID pad
part-patron-card = Card reader
part-receipt-printer = Printer
part-help-button = Help button
part-screen = Screen
part-journal = Journal
kiosk-waiting = { $count ->
    [one] { $count } entry waits to be sent
   *[other] { $count } entries wait to be sent
  }
kiosk-place = Place
kiosk-place-label = Where staff find it, such as: ground floor, entrance
done-placed = The place is saved.
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

## Alerts: how staff outside the console learn of a call

nav-alerts = Alerts
alerts-steps = Steps
alerts-channels = Channels
alerts-duty = On duty
alerts-hint = When a reader calls, the console rings at once. These are the steps for whoever is not in front of it, until somebody answers.
alerts-remove = Remove
list-comma = { ", " }
alerts-now = Now
attended = attended
attended-by-anybody = Whoever is there: the roster is empty.
not-attended = nobody
attended-from = from { $at }
ladder-every = Every branch
ladder-untouched = This holds until you add a step.
ladder-others = A branch with steps of its own follows those instead.
step-at-once = at once
step-after = after { $seconds } s
step-duty = Who is on duty
step-duty-nobody = Nobody has a channel of their own yet.
step-hotline = The reader sees the telephone number
step-no-hotline = There is no number yet:
step-channel-off = This channel is switched off.
step-add = Add a step
step-seconds = Seconds without an answer
step-seconds-hint = 0: at once.
step-target = Who is told
step-branch-hint = A branch's first step of its own takes along those that held for it.
wrong-steps = No ladder has more than 20 steps.
done-step-saved = Saved. It holds from the next call on, and for those that wait.
channels-hint = Each reaches one person or one group. While the library is closed none of them rings.
channel-add = Add a channel
no-channels = No channels yet
no-channels-hint = E-mail, SMS, a group in WeCom, DingTalk or Feishu, an app on a phone.
channel-group = a group
channel-off = off
channel-unused = nothing sent yet
channel-broken = address not usable
channel-name = Name
channel-name-hint = As the steps shall call it, such as: Counter group in WeCom.
channel-address = Address
channel-address-now = Leads to
channel-address-new = New address
channel-address-hint = It often holds a password or key: after saving, nobody sees it again.
channel-address-hint-new = Empty: it stays as it is. The present one is not shown.
channel-whose = Whose
channel-whose-hint = A person's channel rings while that person is on duty.
channel-language = Language of the messages
channel-disable = Switched off
channel-test = Send a test
channel-test-hint = A message goes out now, and the answer stands here within 15 seconds.
channel-examples = What an address looks like
channel-remove = Remove this channel
channel-remove-sure = Its address is forgotten, and the steps that use it go with it.
example-mail = E-mail
example-wecom = Group robot in WeCom
example-dingtalk = Robot in DingTalk, with signature
example-feishu = Robot in Feishu
example-sms = SMS, by an SMSEagle gateway
example-program = A program of your own
wrong-address-unknown = This is no address that messages can be sent to. The examples show the form.
wrong-address-malformed = The service is known, but something in the address is missing or wrong.
wrong-address-refused = Not over this: it acts on the server itself, or never says whether a message was taken.
done-channel-added = The channel is saved. Send a test before you rely on it.
done-channel-saved = The channel is saved.
done-channel-removed = The channel is removed.
test-sent = The service took the message.
test-failed = It was not sent.
test-silent = The service did not answer.
alert-outcome-sent = sent
alert-outcome-failed = failed
alert-outcome-silent = no answer
alert-outcome-under-way = under way
alert-detail-http = The service answered with HTTP { $number }.
alert-detail-answer = The service refused with code { $number }.
alert-detail-no-answer = The service can be reached, but says nothing.
alert-detail-too-late = No answer within 15 seconds.
alert-detail-no-connection = The service cannot be reached.
alert-detail-refused = The service refused.
alert-detail-stuck = Too many messages of this channel hang.
alert-detail-lost = The server ended while it was being sent.
alert-detail-address-unknown = The address is not usable.
alert-detail-address-malformed = The address is not usable.
alert-detail-address-refused = The address is not usable.
alert-again = second try
alert-follow-up = told that nobody else need go
alert-hotline-shown = The reader was shown the telephone number
alert-channel-gone = a channel that was removed
alerts-none = Nobody was told outside the console.
call-told = Told outside the console
duty-hint = Whoever is on duty is told of calls over their own channels. While the roster is empty, everybody with a channel is; and a branch counts as attended whenever it is open.
duty-add = Add to the roster
duty-days = Every week on
duty-who = Who
duty-begins = From
duty-ends = To
duty-ends-hint = 00:00 is the end of the day.
duty-gone = does not answer calls any more
wrong-no-day = At least one day, please.
wrong-over-midnight = After the beginning, and on the same day. For a night, add two.
wrong-duty-twice = This person is on duty then already.
done-duty-saved = The roster is saved.
audit-channel-added = channel added
audit-channel-changed = channel changed
audit-channel-tested = channel tested
audit-channel-removed = channel removed
audit-step-added = alert step added
audit-step-removed = alert step removed
audit-duty-added = put on the roster
audit-duty-removed = taken off the roster
audit-detail-after = after seconds
audit-detail-target = to
alert-title = Help wanted: { $where }
alert-where = Kiosk { $kiosk }, { $branch }
alert-reason = Reason: { $reason }
alert-page = Page: { $page }
alert-code = On the screen: { $said }
alert-since = Waiting since { $at }
alert-more = { $count ->
    [one] { $count } more call from this kiosk
   *[other] { $count } more calls from this kiosk
  }
alert-answer = Answer: { $link }
alert-taken = Help is seen to: { $where }
alert-goes = { $who } is going, about { $minutes } min.
alert-writes = { $who } writes with the reader.
alert-there = { $who } is there.
alert-over = Help no longer needed: { $where }
alert-over-text = Nobody need go any more.
alert-test-title = Test from { $library }
alert-test-text = This is a test. When a reader at a kiosk asks for help, the message comes here.

## Staff

role = Role
roles = Roles
role-viewer = viewer
role-librarian = librarian
role-technician = technician
role-administrator = administrator
role-viewer-may = sees the catalogue, readers, holds and kiosks; changes nothing
role-librarian-may = desk, readers, holds, fines, titles; answers help calls
role-technician-may = answers help calls, enrols kiosks and takes keys; sees no readers
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
audit-detail-amount = amount
audit-detail-branch = branch
audit-detail-changed = changed
audit-detail-code-by = code by
audit-detail-category = category
audit-detail-code = code
audit-detail-codes = reasons
audit-detail-count = count
audit-detail-disabled = disabled
audit-detail-email = email
audit-detail-expires-on = ends on
audit-detail-fields = changed
audit-detail-fine-per-day = fine a day
audit-detail-fine-grace-days = days of grace
audit-detail-cool-off-days = days before the same again
audit-detail-guardian-id = guardian
audit-detail-hold = hold
audit-detail-hold-limit = holds at once
audit-detail-hold-shelf-days = days on the hold shelf
audit-detail-kiosk = kiosk
audit-detail-language = language
audit-detail-loan-days = days
audit-detail-loan-hours = hours
audit-detail-loan-limit = at once
audit-detail-name = name
audit-detail-needs-guardian = with a guardian
audit-detail-new = new
audit-detail-patron = reader
audit-detail-patron-class = class
audit-detail-phone = phone
audit-detail-reason = why
audit-detail-renewal-limit = renewals
audit-detail-role = role
audit-detail-title = title
audit-detail-copies-new = new copies
audit-detail-rejected = rejected
audit-detail-titles-changed = changed titles
audit-detail-titles-new = new titles
audit-detail-version = version
audit-sign-in = signed in
audit-password-changed = changed own password
audit-staff-added = account added
audit-staff-role = role changed
audit-staff-changed = account changed
audit-staff-password = password given
audit-faq-added = question added
audit-faq-filed = question filed elsewhere
audit-faq-published = answer published
audit-faq-retired = question taken from the kiosks
audit-faq-returned = question shown again
audit-faq-suggested = suggested questions loaded
audit-help-call-answered = help call answered
audit-help-call-closed = help call closed
audit-help-call-taken-over = help call taken over
audit-help-call-rings-anew = help call rings anew
audit-help-end-visit = visit ended in a help call
audit-help-maintenance = maintenance in a help call
audit-help-maintenance-ended = maintenance in a help call ended
audit-quick-replies-changed = quick replies changed
audit-detail-call = help call
audit-detail-cause = cause
audit-detail-to = to
audit-kiosk-placed = place of a kiosk changed
audit-detail-place = place
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

## The desk

desk-borrow = Lend
desk-return = Take back
desk-done = Done here
desk-finish = Finish
desk-borrow-hint = Scan a reader's card, then each item. To find out about an item, scan it without a card.
desk-return-hint = Scan each item that comes back. Put it where its line says.
scan-card = Card, or item to look up
scan-item = Item, or the next reader's card
scan-return = Item that comes back
scan-go = OK
scan-unknown = Neither a card nor an item has the number { $number }. Scan it again, or search by name or title.
scan-card-first = To lend it, scan the reader's card first and then the item.
barcode = Number
status = Is
due = Due
reader = Reader
title-record = Record
return-it = Take back
not-checkout = not lent
not-checkin = not taken back
not-renewal = not renewed
did-checkout = lent
did-checkout-until = lent until { $due }
did-checkin = taken back
did-checkin-until = taken back
did-renewal = renewed
did-renewal-until = renewed until { $due }
overrule = Overrule
overrule-reason = Why
overrule-do = Do it all the same
overrule-hint = Your login and the reason stay in the audit log.
overrule-why = Overruling needs a reason.
claim = Says it was returned
claim-noted = Noted. No fine grows from now on; please look for it on the shelves.
wrong-not-on-loan = It is not on loan.
wrong-on-loan = It is on loan. Take it back first.
reader-class = Class
reader-language = Language
card = Card
expires = Ends
guardian = Guardian
block-reason = Blocked because
may-borrow = may borrow
loans = On loan
loans-of = { $count } of { $limit }
no-loans = Nothing.
renew = Renew
renew-all = Renew all
more = More
renewed-times = renewed { $count }×
claimed = says returned, { $at }
overdue-since = was due { $due }
due-on = due { $due }
hold-ready = ready
hold-ready-until = ready until { $until }
hold-in-transit = on its way
hold-place = no. { $place } in the queue
settle = Settle
settle-now = Settle it now
charge-overdue = Returned late
charge-lost = Lost
charge-damaged = Damaged
charge-other = Other
status-available = on the shelf
status-checked-out = on loan
status-on-hold-shelf = on the hold shelf
status-in-transit = on its way to another branch
status-reference-only = for reading here only
status-withdrawn = withdrawn
status-missing = missing
status-lost = lost
status-damaged = damaged
audit-checkout-override = lent against the rules
audit-renewal-override = renewed against the rules
audit-claimed-returned = reader says it was returned

## Reasons as staff read them: what is, and what staff can do

reason-patron-unknown = This card is not known.
    .next = Search by name, or add the reader.
reason-card-expired = The card ended on { $on }.
    .next = Renew it on the reader's page. Returns and renewals still work.
reason-card-lost = This card was reported lost.
    .next = Keep it and ask who brings it. On the reader's page it can be found again, or a new one added.
reason-patron-blocked = The account is blocked.
    .next = The reason stands on the reader's page. Lift the block there, or overrule.
reason-linked-account-blocked = The guardian's account is blocked.
    .next = Settle it with the guardian, or overrule.
reason-too-many-loans = Has { $count } of { $limit } items.
    .next = Take one back first, or overrule.
reason-too-many-overdue = { $count ->
    [one] { $count } item is overdue.
   *[other] { $count } items are overdue.
  }
    .next = Take back or renew what is overdue, or overrule.
reason-fines-owed = Owes { $owed }; borrowing stops above { $limit }.
    .next = Settle it under Fines, or overrule.
reason-guardian-needed = This class of readers borrows with a guardian, and none is known.
    .next = Enter the guardian on the reader's page, or overrule.
reason-item-unknown = No copy has this number.
    .next = Scan it again, or add the copy to its title.
reason-item-reference-only = For reading here only.
    .next = Put it back, or overrule.
reason-item-on-hold = Another reader waits for this.
    .next = Take it back here: its line says where it goes. Or overrule.
reason-item-on-loan = It is still on somebody's loan.
    .next = Take it back first, then lend it.
reason-item-already-yours = This reader has it already, due { $due }.
    .next = Renew it instead.
reason-item-in-transit = It is on its way to another branch.
    .next = Take it back here first, or overrule.
reason-item-withdrawn = It was withdrawn.
    .next = Put it aside. To lend it again, make it available on its record.
reason-item-not-for-you = No policy lends this class of items to this class of readers.
    .next = Look at the loan policies.
reason-class-limit = Has { $count } of { $limit } items of this kind.
    .next = Take one back first, or overrule.
reason-item-damaged = It is marked as damaged.
    .next = Repair it and make it available on its record, or overrule.
reason-cool-off = This reader had it a short while ago; it can be lent again from { $on }.
    .next = Wait until then, or overrule.
reason-renewal-limit = Renewed { $limit }× already; that is the limit.
    .next = Due { $due }. Ask for it back, or overrule.
reason-renewal-not-yours = It is not on this reader's account.
    .next = Scan it without a card to see who has it.
reason-renewal-on-hold = Another reader waits for it.
    .next = Due { $due }. Ask for it back, or overrule.
reason-hold-limit = Has { $count } of { $limit } holds.
    .next = Cancel one first.
reason-hold-placed-already = There is a hold on it already.
    .next = Nothing to do: the place in the queue stands on the reader's page.
reason-hold-no-copy = No copy could ever fill this hold.
    .next = Choose another title or edition.
reason-hold-not-for-you = No policy lends these items to this class of readers.
    .next = Look at the loan policies.
reason-already-returned = It was on no loan.
reason-returned-late = { $days ->
    [one] { $days } day late.
   *[other] { $days } days late.
  }
reason-fine-charged = A fine of { $owed } was charged.
    .next = It stands on the reader's account.
reason-found-again = It was missing and is found again.
    .next = If it was charged as lost, the charge can be waived.
reason-for-hold-shelf = Somebody waits for it here.
    .next = Put it on the hold shelf.
reason-for-transit = It belongs to { $branch_en }.
    .next = Put it in the box for that branch.
reason-card-ends-first = The card ends on { $on }, and so does the loan.
    .next = Renew the card to lend it longer.
reason-key-reused = This form was sent twice with different content.
    .next = Scan once more.

## What a code means on a call for help, where its facts are not at hand

about-card-expired = The card is no longer valid.
about-too-many-loans = As many items on loan as are allowed.
about-too-many-overdue = Too many overdue items.
about-fines-owed = Owes more than may be owed.
about-pin-wrong = Wrong PIN.
about-item-already-yours = The reader has this item already.
about-class-limit = As many items of this kind as are allowed.
about-item-foreign = The item belongs to another library.
about-cool-off = The reader had this item a short while ago.
about-parts-missing = Parts of a set are missing.
about-sets-mixed = Parts of two sets are mixed.
about-renewal-limit = Renewed as often as is allowed.
about-hold-limit = As many holds as are allowed.
about-returned-late = Returned late.
about-fine-charged = A fine was charged.
about-for-transit = The item belongs to another branch.
about-card-ends-first = The card ends before the loan would.
about-items-here = Items lie on the pad.
about-items-left = Items of an earlier reader lie on the pad.
about-items-over = More items on the pad than fit.
about-open-at-finish = Items were not recorded, or must be put back.

## Holds

holds-shelf = Hold shelf
holds-fetch = To fetch
holds-queue = Waiting
shelf-empty = The hold shelf is empty
shelf-empty-hint = What is taken back for somebody who waits is listed here.
shelf-until = until { $until }
shelf-over = over since { $until }
shelf-without-hold = nobody waits: take it back
holds-over = Some were not picked up in time.
holds-expire = End them, and serve the next
done-holds-expired = What was over is ended. Take those copies back to see where they go.
fetch-hint = Take these from the shelves and take them back at the desk: each line then says where it goes.
fetch-for = for { $branch }
fetch-empty = Nothing to fetch
fetch-empty-hint = When somebody waits for what stands on a shelf here, it is listed.
queue-empty = Nobody waits
queue-empty-hint = Place a hold from a title's page.
since = since { $at }
hold-one-copy = only this copy
cancel-hold = Cancel
cancel-hold-sure = The reader loses the place in the queue.
cancel-hold-yes = Cancel the hold
done-hold-cancelled = The hold is cancelled.
audit-holds-expired = overdue holds ended
audit-hold-cancelled = hold cancelled
audit-hold-placed = hold placed

## Fines

fines-whole = { $amount } in all is owed.
fines-count = { $count ->
    [one] { $count } charge
   *[other] { $count } charges
  }
fines-none = Nobody owes anything
fines-none-hint = Charges appear when something comes back late, lost or damaged.
fines-of = Fines of { $name }
owes = Owes { $amount }
owes-nothing = Owes nothing
charge-of = of { $amount }
amount = Amount
settle-note = Note
settle-hint = A part may be paid. To waive, write why.
pay = Paid
waive = Waive
payments = Settled
payment-payment = Paid
payment-waiver = Waived
charge-add = Add a charge
charge-for = What for
charge-for-hint = The reader sees it, such as: new card.
wrong-amount-wrong = More than nothing and no more than is owed, please.
wrong-note-needed = To waive, write why in the note.
wrong-charge-unknown = This charge is not there any more.
wrong-kind-wrong = Paid, or waived.
wrong-key-reused = This form was sent twice with different content. Please look what was settled.
done-payment-taken = The payment is recorded.
done-waiver-taken = It is waived.
done-charge-added = The charge is added.
audit-payment = payment taken
audit-waiver = charge waived
audit-charge-added = charge added

## Titles and copies

search = Search
search-titles = Title, author, subject, ISBN, call number, pinyin, or a copy's number
newest = Newest
titles-none = The catalogue is empty
titles-none-hint = Import a MARC or CSV file, or add a title.
found = { $count ->
    [one] { $count } title
   *[other] { $count } titles
  }
found-more = More than { $count } titles; say more to narrow it down.
found-nothing = Nothing found
found-nothing-hint = Try fewer words, or another spelling.
title = Title
title-add = Add a title
author = Author
publisher = Publisher
year = Year
language = Language
language-hint = Such as zh, en.
clc = Chinese class. (CLC)
ddc = Dewey
subjects = Subjects
subjects-hint = One a line.
summary = Summary
isbn-hint = 10 or 13 digits.
done-title-saved = The title is saved.
wrong-isbn = This is no ISBN: its check digit does not fit.
copies = Copies
copies-none = no copies
copies-none-yet = There is no copy yet. Add one below.
copies-free = { $free } of { $all } on the shelf
copy = Copy
copy-one = Copy { $barcode }
copy-add = Add a copy
copy-home = Belongs to
copy-is-at = Is at
last-checkin = Last came back
copy-mark = What did you find out?
copy-mark-lent = It is on loan. Take it back at the desk; or:
mark-available = It is here and whole
mark-missing = Not on its shelf
mark-lost = Lost
mark-damaged = Damaged
mark-reference-only = Reading here only
mark-withdrawn = Withdraw
mark-claimed = Reader says returned
damage-amount = Charge for damage
damage-hint = To { $name }, who had it last; empty: nothing.
copy-charged = { $name } was charged { $amount }.
lost-costs = Lost: the reader is charged { $amount }.
call-number = Call number
call-number-hint = Only where it differs from the title's.
price = Price
price-hint = What a lost copy costs; may be empty.
lent-until = lent until { $due }
done-copy-saved = The copy is saved.
wrong-barcode-taken = A copy has this number.
title-queue = Waiting for it
hold-place-for = Place a hold
hold-do = Place the hold
hold-refused = This hold is not possible
pickup = Pick up at
pickup-own = the reader's own branch
done-hold-placed = The hold is placed.
wrong-no-reader = No reader has this card.
audit-title-added = title added
audit-title-changed = title changed
audit-copy-added = copy added
audit-copy-changed = copy changed
audit-copy-available = copy made available
audit-copy-missing = copy marked missing
audit-copy-lost = copy marked lost
audit-copy-damaged = copy marked damaged
audit-copy-reference-only = copy for reading here
audit-copy-withdrawn = copy withdrawn
audit-copy-claimed = reader says it was returned

## Readers

search-patrons = Card number, or a part of the name
patrons-count = { $count ->
    [one] { $count } reader.
   *[other] { $count } readers.
  }
patrons-none-yet = There are no readers yet
patrons-none-yet-hint = Import a CSV table, or add a reader.
patrons-none = Nobody found
patrons-none-hint = Look at the spelling, or scan the card.
patrons-too-many = The first { $count } are shown; say more of the name.
patron-add = Add a reader
patron-add-hint = A PIN is made and shown once on the next page.
to-desk = To the desk
blocked = blocked
expired = expired
email = E-mail
phone = Phone
expires-hint = Last valid day; empty: for ever.
language-any = no preference
guardian-card = Guardian's card
guardian-hint = For children: the number of a parent's card.
cards = Cards
card-number = Card number
card-kind = Kind
card-kind-barcode = bar code
card-kind-uid = contactless, by its serial number
card-add = Add a card
card-lose = Lost
card-found = Found
card-is-lost = lost
wrong-card-taken = Somebody has this card.
wrong-card-unknown = This account has no such card.
pin-reset = New PIN
pin-reset-hint = The present one stops working. The new one is shown once.
pin-for = PIN for { $name }
pin-once = Tell it to the reader now. It is shown only here, and nobody can look it up later.
pin-told = Done
block = Block
unblock = Lift the block
block-hint = Only staff read it. The reader is asked to come to the desk.
done-patron-saved = Saved.
done-patron-blocked = The account is blocked.
done-patron-unblocked = The block is lifted.
done-card-added = The card is added.
done-card-saved = Saved.
audit-patron-added = reader added
audit-patron-changed = reader changed
audit-patron-blocked = reader blocked
audit-patron-unblocked = block lifted
audit-pin-reset = PIN reset
audit-card-added = card added
audit-card-lost = card lost
audit-card-found = card found

## Texts

texts-hint = Kiosks show these within a second. An empty one is left out.
text-library-name = Name of the library
text-library-name-hint = At the top of every kiosk's screen.
text-hotline = Telephone
text-hotline-hint = Shown where only a person can help.
text-opening-hours = Opening hours
text-opening-hours-hint = As readers shall read them.
text-email = E-mail
text-email-hint = Shown with the telephone.
text-wechat = WeChat
text-wechat-hint = The address that your WeChat account's code holds: it begins with https:// or http://weixin.qq.com/. Kiosks show it as a code that a phone's camera reads.
text-social = Further accounts
text-social-hint = One a line, up to four, such as: Weibo @pinewood-library.
texts-shown = How to reach the library, as kiosks show it
texts-shown-hint = It follows what you type; the code follows when it is saved.
wrong-email = One e-mail address, please.
wrong-https = An address that begins with https:// (or http://weixin.qq.com/), of at most 300 characters and without spaces.
wrong-lines = At most four lines, and none of them empty.
text-welcome-notice = Notice on the welcome page
text-welcome-notice-hint = One or two short sentences, such as a changed opening day.
done-texts-saved = Saved. The kiosks have it.
audit-text-changed = text changed

## Import

import-choose = Choose a file
import-hint = MARC 21 or CNMARC (ISO 2709 or MARCXML), or a CSV table with a line of column names. It is looked at first; nothing is written before you say so.
import-file = File
import-look = Look at it
wrong-file = Please choose a file.
import-reading = Reading the file …
import-writing = Writing …
import-records = Records
import-good = Good
import-bad = Rejected
import-format = Form
import-with-copies = { $count ->
    [one] with { $count } copy
   *[other] with { $count } copies
  }
import-copies = { $count ->
    [one] { $count } copy
   *[other] { $count } copies
  }
import-record = Record { $number }
import-class = Class of the items
import-class-hint = For copies that name none which a policy knows.
import-do = { $count ->
    [one] Import { $count } record
   *[other] Import { $count } records
  }
import-forget = Forget this file
import-nothing-yet = Nothing is written yet. Kiosks go on lending meanwhile.
import-first = The first of them
import-done = The import is done.
import-new = New titles
import-changed = Changed titles
import-known = Known already
import-elsewhere = The library does not have these branches or classes; their copies came to the main branch in the class you chose:
import-next = Another file
import-failed = The import failed and nothing of it was written. The server's log tells more.
import-rejected = Rejected records
audit-catalogue-import = records imported
patrons-import = Import readers
patrons-import-hint = A CSV table with a line of column names: number, name and class are needed; branch, language, email, phone, expires, guardian, uid and pin may be there. It is looked at first.
patrons-new = New readers
patrons-changed = Changed readers
patrons-give-pins = Give new readers a PIN
patrons-give-pins-hint = Shown after the import, until you have handed them over. Without one, a reader gets the PIN at the desk.
patrons-import-do = { $count ->
    [one] Import { $count } reader
   *[other] Import { $count } readers
  }
patrons-imported = Done: { $new } new, { $changed } changed.
patrons-pins = PINs of the new readers
patrons-pins-hint = They are shown only here. Hand them over, in print for instance; then press the button below.
patrons-pins-told = Handed over, show no more
pin = PIN
line-number = Line { $number }
audit-patrons-imported = readers imported

## Charts

chart-too-few = fewer than 5

## What readers say

nav-voices = Readers' voice
voices-tab-inbox = Inbox
voices-tab-ratings = Ratings
voices-tab-surveys = Surveys
voices-tab-meetings = Meetings
as-csv = Download CSV
voices-all = everything
voices-none = Nobody has said anything of this kind.
voices-none-hint = Suggestions, wishes and defects come from the page “Tell us” of the kiosks.
voice-kind = About
voice-kind-suggestion = Suggestion
voice-kind-wish = Wish for a book
voice-kind-defect = Defect of a kiosk
voice-state = State
voice-state-new = new
voice-state-read = read
voice-state-answered = answered
voice-state-closed = closed
voice-state-task = open task
voice-published = on the kiosks
voice-task-open = task
voice-task-done = task done
voice-contact = To be answered at
voice-contact-hint = Write or call yourself: saving an answer sends nothing. Only for the answer; it is forgotten { $days } days after it was said.
voice-no-contact = Said without a way to answer. What you publish, the reader finds on every kiosk.
voice-answer = Answer
voice-answer-hint = Published, kiosks show it under “You said, we did”, in the reader's language if you wrote it.
voice-shown = What was said, as it is shown
voice-shown-hint = Leave out names and whatever tells who it was.
voice-publish = Show it on the kiosks
voice-publish-hint = At once, on every kiosk.
voice-mark = State
voice-word = A word of your own
voice-word-hint = Such as “children's room”.
voice-task = Task
voice-task-new = Make it a task
voice-task-change = Change the task
voice-task-what = What is to be done
voice-task-who = By whom
voice-task-nobody = nobody yet
voice-task-is-done = It is done
voice-task-done-at = done { $at }
wish-owned = the library has it
wish-not-owned = not in the catalogue
done-voice-marked = Saved.
done-voice-answered = The answer is saved.
done-voice-task = The task is saved.
done-voice-task-done = Noted as done.
fives-hint = Counted in fives: what does not fill a five is left out, so that nobody can be told apart.
ratings-total = { $count } ratings
ratings-mean = Mean
ratings-count = Ratings
ratings-by-score = How was it?
ratings-since = The last twelve months
ratings-month = Month
ratings-rule = When readers are asked
ratings-rule-hint = Only those who end their visit themselves are asked, with one touch that can be skipped.
ratings-every = After every so many visits (0: never)
ratings-every-is = { $every ->
    [1] After every visit
   *[other] After one visit in { $every }
  }
ratings-never = Never
done-rating-rule = Saved: the kiosks know it.
surveys-hint = Up to five questions, a question a page, after a visit. Nobody has to answer, and nobody is known.
surveys-none = There is no survey yet.
survey-add = New survey
survey-edit = Edit
survey-title = Title
survey-begins = From
survey-ends = To, this day included
survey-every = After every so many visits
survey-every-hint = 1: after each.
survey-every-is = { $every ->
    [1] after every visit
   *[other] after one visit in { $every }
  }
survey-questions = { $count ->
    [one] { $count } question
   *[other] { $count } questions
  }
survey-question = Question { $number }
survey-kind = Answered by
survey-kind-none = – no question –
survey-kind-choice = one choice
survey-kind-choices = several choices
survey-kind-scale = 1 to 5
survey-kind-yes-no = yes or no
survey-kind-text = words
survey-text = Question
survey-options = Choices
survey-options-hint = A line each, 2 to { $most }; in the same order in both languages.
survey-save = Save as a draft
survey-publish = Publish
survey-end = End it now
survey-like = Use as a model
survey-preview = On the kiosk
survey-results = Answers
survey-answers = { $count } answers
survey-few = There are not five answers yet.
survey-words-few = There are not five texts yet.
survey-draft-hint = Look at it below before you publish: afterwards it stays as it is.
survey-fixed-hint = A published survey stays as it is; it can be ended, or be the model of another.
survey-stage-draft = draft
survey-stage-coming = coming
survey-stage-running = running
survey-stage-over = over
wrong-options-uneven = Write the same number of choices in each language.
wrong-options-count = Two to six choices, a line each.
wrong-ends-first = It ends before it begins.
done-survey-saved = Saved as a draft.
done-survey-published = Published: the kiosks ask it when its day has come.
done-survey-ended = Ended: no kiosk asks it any more.
failure-survey-published = This survey is published already
failure-survey-published-next = It stays as it is. Use it as the model of a new one.
meetings-none = There is no meeting yet.
meetings-none-hint = Published meetings are on every kiosk, where readers take a seat.
meeting-add = New meeting
meeting-edit = Edit
meeting-title = Title
meeting-place = Place
meeting-about = What it is about
meeting-day = Day
meeting-clock = Time
meeting-seats = Seats
meeting-seats-hint = Empty: as many as come.
meeting-seats-any = as many as come
meeting-publish = Publish
meeting-cancel = Cancel the meeting
meeting-print = List to print
meeting-print-hint = Print this page with your browser.
meeting-back = Back
meeting-draft = draft
meeting-published = on the kiosks
meeting-is-cancelled = cancelled
meeting-over = was
meeting-full = full
meeting-list = Who comes
meeting-waiting-list = Waiting list
meeting-coming = { $count ->
    [one] { $count } comes
   *[other] { $count } come
  }
meeting-waiting = { $count } waiting
meeting-left = { $count ->
    [one] { $count } seat left
   *[other] { $count } seats left
  }
meeting-nobody = Nobody has signed up yet.
meeting-no-name = Without a name
meeting-no-contact = no way to reach them
meeting-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
  }
meeting-give-seat = Give a seat
meeting-take-off = Take off the list
meeting-name = Name
meeting-contact = E-mail or phone
meeting-people-head = People
meeting-waits = waiting
meeting-forgotten = Names and ways to reach people are forgotten 30 days after the meeting.
done-meeting-saved = Saved.
done-meeting-published = Published: it is on the kiosks.
done-meeting-cancelled = Cancelled: the kiosks say so. Those who left a way to reach them are on the list.
done-signup-seated = They have a seat.
done-signup-removed = Taken off the list.
audit-voice-marked = voice: state
audit-voice-answered = voice answered
audit-voice-published = answer published
audit-voice-task = voice made a task
audit-voice-task-done = task done
audit-rating-rule = when to ask for ratings
audit-survey-saved = survey saved
audit-survey-published = survey published
audit-survey-ended = survey ended
audit-meeting-saved = meeting saved
audit-meeting-published = meeting published
audit-meeting-cancelled = meeting cancelled
audit-signup-seated = seat given
audit-signup-removed = taken off a meeting's list
audit-detail-every = every
audit-detail-state = state
ratings-kiosk = Kiosk
