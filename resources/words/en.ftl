# English. One sentence for what happened; `.next` is what to do now.
# Second person, present tense; no codes, no blame. Dates follow the CLDR patterns below.

language-name = English
date-pattern = EEE d MMM
date-pattern-year = d MMM y

## Header and footer

help = Help
back = Back
finish = Finish
large-text = Larger text
contrast = Colours
close = Close
show-name = Show my name

## Welcome

welcome-title = Scan your card
welcome-hint = Hold its barcode under the light.
welcome-title-typed = Type your card number
welcome-hint-typed = The scanner is away for a moment.
welcome-title-card = Show your card
welcome-hint-card = Hold it to the card reader.
welcome-title-either = Show your card
welcome-hint-either = Hold it to the card reader, or its barcode under the light.
welcome-borrow = Borrow
welcome-return = Return items
welcome-return-hint = No card needed
welcome-type = Type card number
welcome-type-hint = If your card is not with you
welcome-steps-card = Your card
welcome-steps-items = Your items
welcome-steps-go = Done

## Banners

banner-offline = The library system is away. Go on: we record everything here.
banner-no-scanner = The scanner is away. Please type the numbers instead.
banner-no-pad = The pad is away. Please scan each item instead.
banner-no-card-reader = The card reader is away. Please scan your card's barcode.
banner-no-printer = No paper slips just now. You can take yours on your phone.

## Identify

identify-title = Type your card number
identify-hint = You find it under the barcode on your card.
identify-go = Next
pin-title = Type your PIN
pin-hint = Only you can see it: we show dots.
pin-go = Next
pin-entered = { $count ->
    [one] { $count } digit typed
   *[other] { $count } digits typed
}
identifying = Finding your account…
key-erase = Erase
key-shift = Capital letter
key-space = Space
key-writing = Chinese or English
keyboard-cancel = Do not send
keyboard-done = Send
type-item = Type the item number
type-item-short = Keypad
type-item-title = Type the item number
type-item-hint = You find it under the barcode, usually on the cover.
type-item-go = Done

## Borrow, return

borrow = Borrow
borrow-title = Scan each item
borrow-hint = Hold the library barcode under the light.
borrow-title-typed = Type the numbers
borrow-title-pad = Lay items on the pad
borrow-hint-typed = You find it under the barcode, usually on the cover.
borrow-more-pad = Lay down the next, or finish.
borrow-more = Scan the next item, or finish.
borrow-more-typed = Type the next number, or finish.
borrow-blocked-title = You cannot borrow today
borrow-blocked-hint = Returning and renewing still work.
borrow-offline-hint = We lend on trust: due dates are provisional.
return = Return
return-title = Scan each item to return
return-hint = Hold the library barcode under the light.
return-title-typed = Type the numbers
return-title-pad = Lay returns on the pad
return-hint-typed = You find it under the barcode, usually on the cover.
return-more-pad = Lay down the next, or finish. Then put everything in the return box.
return-more = Scan the next item, or finish. Then put everything in the return box.
return-more-typed = Type the next number, or finish.
return-card = Borrow with my card
reader-welcome = Welcome
card-ending = Card ending in { $digits }
item-unnamed = Item ending in { $digits }
scanned-count = { $count ->
    [one] { $count } item
   *[other] { $count } items
}

## The pad

pad-hint = Closed and stacked, { $limit } at a time.
pad-count = { $count ->
    [0] The pad is empty
    [one] { $count } item on the pad
   *[other] { $count } items on the pad
}
pad-reading = Reading… do not lift

## The five outcomes

done-lent = Lent. The due date is in My loans.
done-lent-until = Lent, due { $due }
done-returned = Returned. Thank you!
done-renewed = Renewed. The new date is in My loans.
done-renewed-until = Renewed, due { $due }
kept-lent = Lent and recorded here. The due date follows.
kept-lent-until = Lent and recorded here, due { $due } (provisional)
kept-returned = Return recorded here. Thank you!
kept-renewed = Renewal recorded here. The date follows.
kept-renewed-until = Renewal recorded here, due { $due } (provisional)
not-lent = Not lent
not-returned = Not returned
not-renewed = Not renewed
asking-lent = Checking…
asking-returned = Taking it back…
asking-renewed = Renewing…
asking-slow = Still checking, one moment…
put-back = Put this item back on the pad
to-the-desk = Take this item to the desk, please
outcome-done = done
outcome-put-back = put back
outcome-not-possible = not possible
outcome-waiting = waiting
outcome-kept-locally = recorded here

## My loans

account = My loans
account-title = My loans
account-none = You have nothing on loan.
account-unknown = We can show your loans when the library system is back.
account-renew = Renew
account-renew-all = Renew all
account-due = Due { $due }
account-overdue = Was due { $due }
hold-ready = Ready for you on the hold shelf, { $pickup }
hold-ready-until = Ready for you until { $until } on the hold shelf, { $pickup }
hold-in-transit = On its way to { $pickup }
hold-waiting = On hold, number { $place } in the queue
count-loans = { $count ->
    [0] Nothing on loan
    [one] { $count } on loan
   *[other] { $count } on loan
}
count-loans-of = { $count } of { $limit } on loan
count-overdue = { $count ->
    [one] { $count } overdue
   *[other] { $count } overdue
}
count-due-soon = { $count ->
    [one] { $count } due soon
   *[other] { $count } due soon
}
count-holds-ready = { $count ->
    [one] { $count } ready for you
   *[other] { $count } ready for you
}
count-fines = { $amount } owed
count-renewed = { $done } of { $all } renewed

## Slip and goodbye

slip-choice-title = Would you like a slip?
slip-choice-paper = On paper
slip-choice-paper-hint = It comes out below
slip-choice-paper-away = The printer is resting
slip-choice-screen = On my phone
slip-choice-screen-hint = A code to photograph
slip-choice-none = No slip
slip-choice-none-hint = That saves paper
slip-code-title = Photograph this code
slip-code-hint = Your phone then shows your items and their dates. Nothing is sent.
goodbye-title = Thank you!
goodbye-hint = Take your card and your items with you.
goodbye-hint-slip = Take your card, your items and your slip.
goodbye-hint-return = Please put returned items in the return box.
goodbye-nothing = See you soon
goodbye-lent = { $count } lent
goodbye-returned = { $count } returned
goodbye-renewed = { $count } renewed
goodbye-refused = { $count ->
    [one] { $count } not possible: please leave it here or bring it to the desk.
   *[other] { $count } not possible: please leave them here or bring them to the desk.
}
goodbye-put-back = { $count ->
    [one] { $count } not finished: please show it at the desk before you leave.
   *[other] { $count } not finished: please show them at the desk before you leave.
}
goodbye-unrecorded = { $count ->
    [one] { $count } on the pad was not recorded: please leave it here.
   *[other] { $count } on the pad were not recorded: please leave them here.
}
goodbye-kept = { $count ->
    [one] { $count } recorded here: the library confirms it later.
   *[other] { $count } recorded here: the library confirms them later.
}

## Out of service

out-of-service-title = This machine is resting
out-of-service-hint = It cannot record loans or returns just now. The desk takes care of you.
out-of-service-call = Or call

## Help

help-title = How can we help?
help-card = My card does not work
help-item = An item is not read
help-message = A message is unclear
help-other = Something else
help-just-come = Please just come
help-hint = Your name is not sent.
help-tell-title = Say which item: { $title }
help-answer-question = Did this help?
help-answer-yes = Yes, thank you
help-answer-no = No, call a librarian
help-somebody = A librarian
help-calling = Calling a librarian…
help-calling-hint = You can go on in the meantime.
help-sent = The library has your call
help-sent-hint = Called at { $called }. Please stay here, or go on in the meantime.
help-kept = Your call is noted on this machine
help-kept-hint = The line is down, so nobody has seen it yet. It goes out by itself as soon as the line is back. If you cannot wait, please call or go to the desk.
help-silent-hint = No answer has come yet. Your call is kept on this machine and goes on being sent. If you cannot wait, please call or go to the desk.
help-failed = Your call could not be noted
help-failed-hint = Nothing of it was kept. Please call or go to the desk.
help-nobody = Nobody is at the desk just now
help-nobody-hint = Your call is there when somebody comes back.
help-nobody-until = Your call is there. The desk opens again: { $opens }.
help-hotline = Everybody is busy just now
help-hotline-hint = Your call is there, but nobody could take it yet. Please call.
help-taken = { $by } has your call
help-taken-hint = You can write to each other here.
help-coming = { $by } is coming, about { $minutes } min
help-coming-now = { $by } is on the way
help-coming-hint = Please stay here.
help-unread = The librarian has written to you. Press Help to read it.
help-arrived = { $by } is with you
help-arrived-hint = When all is well, please tell us here.
help-ended = This call is closed
help-ended-hint = If something is still open, just call again.
help-away = The line is down just now. What you write is kept here and goes out when the line is back; answers reach you then.
help-write = Write
help-write-prompt = What would you like to tell the librarian?
help-needless = No longer needed
help-solved = All is well, thank you
help-say-waiting = going out…
help-say-kept-locally = kept here until the line is back
help-say-not-possible = not sent
help-did-release = The librarian lets you borrow an item all the same.
help-did-more-time = The librarian gave you more time.
help-open = A librarian is called
help-phone = Phone
help-urgent = If it is urgent:
help-reach = Contacts
help-reach-title = How to reach us
reply-yes = Yes
reply-no = No
reply-thanks = Thank you
reply-waiting = I am waiting here
reply-please-come = Please come
offer-scans = That did not work. Would you like help?
offer-put-backs = This item does not go through. Would you like help?
offer-no-progress = Would you like help with this?
offer-yes = Yes, help
offer-no = No, thanks
point-row = The librarian means this item.
point-scanner = The librarian means the scanning window.
point-card-reader = The librarian means the card reader.
point-pad = The librarian means the pad for items.
point-printer = The librarian means the slip printer.
point-keypad = The librarian means the keypad.
point-back = The librarian means the Back button.
point-finish = The librarian means the Finish button.
point-languages = The librarian means the languages at the top.

## A librarian works on the machine

maintenance-title = A librarian is working on this machine
maintenance-hint = Please use another one, or go to the desk.
maintenance-end = Back in service
maintenance-end-hint = Hold for five seconds
part-barcode-scanner = Scanner
part-patron-card = Card reader
part-item-pad = Pad
part-receipt-printer = Slip printer
part-help-button = Help button
part-library = Library system
part-works = works
part-away = away
contact-wechat = Our WeChat

## Frequent questions

faq = Questions and answers
faq-hint = Find the answer yourself
faq-title = What would you like to know?
faq-most-asked = Asked most
faq-all = All questions
faq-search = Search
faq-search-prompt = What would you like to know?
faq-search-hint = A word or two will do.
faq-found = { $count ->
    [one] { $count } answer
   *[other] { $count } answers
}
faq-found-none = There is no answer to this yet.
faq-found-none-hint = A librarian can help you. We note what was looked for, without your name, to write an answer.
faq-none = There are no questions here yet.
faq-none-hint = A librarian can help you.
faq-call = Call a librarian
faq-list = All questions
faq-helped = Did this help?
faq-helped-yes = Yes
faq-helped-no = No
faq-helped-thanks = Good to know, thank you.
faq-unhelped-next = Then a librarian can help.

## Tell us

tell = Tell us
tell-short = Suggestions, wishes, readers' meetings
tell-title = Tell us
tell-hint = Without a name: we keep what you say and the day, never your card.
tell-suggestion = A suggestion
tell-suggestion-hint = What should be different?
tell-wish = A book you would like us to buy
tell-wish-hint = Scan it, or write its title
tell-defect = Something is wrong with this machine
tell-defect-hint = So that we can mend it
tell-meetings = Readers' meetings
tell-meetings-hint = What is on, and a seat for you
tell-answers = You said, we did
tell-answers-hint = What became of suggestions
suggestion-title = What should be different?
suggestion-hint = One thing is enough. We read everything.
wish-title = Which book would you like?
wish-hint = Hold the bookshop's barcode under the light, or write what you know.
wish-hint-typed = Write what you know of it.
wish-isbn = ISBN { $isbn }
wish-isbn-none = Type the ISBN
wish-isbn-prompt = ISBN, on the back of the book
defect-title = What is wrong with this machine?
defect-hint = If you are stuck now, touch “Help”: somebody comes.
tell-text = Touch to write
tell-text-wish = Title and author
tell-contact = Would you like an answer? Leave an e-mail or a number
tell-contact-hint = If you leave it empty, nobody knows who you are. We use it to answer, and then forget it.
tell-send = Send
tell-change = Change
write-done = Done
write-cancel = Cancel
meetings-none = Nothing is planned just now.
meetings-none-hint = Suggest something: what would you like to talk about?
meeting-seats = { $count ->
    [one] { $count } seat left
   *[other] { $count } seats left
}
meeting-full = All seats are taken; there is a waiting list
meeting-open = Everybody is welcome
meeting-cancelled = Cancelled
meeting-people = How many of you come?
meeting-fewer = One fewer
meeting-more = One more
meeting-name = A name, if you like
meeting-contact = E-mail or phone, if you like
meeting-contact-hint = Then we can tell you if something changes. We forget it a month after the meeting.
meeting-send = Sign up
meeting-wait = Onto the waiting list
meeting-waits = There are not enough seats. On the waiting list you hear from us if you leave a number or an e-mail.
answers-none = There is nothing here yet.
answers-none-hint = Make the first suggestion.
answers-said = You said
answers-did = We did
told-rating = Thank you!
told-suggestion = Thank you. We read it.
told-suggestion-hint = What becomes of it you find under “You said, we did”.
told-reachable-hint = We write to you or call you once we know more.
told-wish = Thank you. We look whether we can buy it.
told-wish-hint = Ask at the desk in a few weeks whether it is there.
told-defect = Thank you. We see to it.
told-defect-hint = If you are stuck now, touch “Help”.
told-signup = You are on the list. See you there!
told-signup-hint = If you cannot come, tell the desk: somebody else likes your seat.
told-signup-offline = Your sign-up is noted on this machine.
told-signup-offline-hint = It goes to the library when the network is back; the seat counts from then.
told-waiting = You are on the waiting list.
told-waiting-hint = If you left a number or an e-mail we tell you when there is a seat.
told-survey = Thank you for your answers!
told-lost = We could not keep that.
told-lost-hint = Nothing was stored. Please tell the staff at the desk.
told-offline = It goes to the library as soon as the network is back.
told-more = Tell us something else
rating-title = How was it today?
rating-1 = Very bad
rating-2 = Bad
rating-3 = All right
rating-4 = Good
rating-5 = Very good
rating-skip = Not now
survey-offer = { $count ->
    [one] May we ask you one question?
   *[other] May we ask you { $count } short questions?
}
survey-offer-hint = Without a name. You can leave out any of them.
survey-take = Yes
survey-no = Not now
survey-step = Question { $number } of { $count }
survey-several = Choose as many as you like
survey-scale = 1: not at all. 5: very much.
survey-yes = Yes
survey-no-answer = No
survey-next = Next
survey-skip = Leave out
survey-send = Send answers
survey-stop = Stop, and send nothing

## The visit

idle-title = Still there?
idle-hint = { $seconds ->
    [one] { $seconds } second left
   *[other] { $seconds } seconds left
}
idle-more = I need more time
other-card-title = Another card is here
other-card-hint = Shall we finish this visit and start for the new card?
other-card-switch = Finish, start for the new card
other-card-stay = No, go on here

## Paper slip

slip-heading = Your slip
slip-lent = Lent
slip-returned = Returned
slip-renewed = Renewed
slip-refused = Not possible
slip-open = Not finished: please show it at the desk
slip-line-due = Due { $due }
slip-line-due-provisional = Due { $due }, provisional
slip-line-provisional = Recorded here. The due date follows.
slip-line-item = { $title } ({ $item })
slip-kept = Recorded at the kiosk; the library confirms it later.
slip-printed = { $date }, { $time }
slip-kiosk = Machine { $kiosk }
slip-thanks = Thank you. Happy reading!
slip-hotline = Questions? Call { $number }

## Reasons: the reader

patron-unknown = We do not find this card.
    .next = Is it a card of this library? The desk can help.
card-expired = Your card ended on { $on }.
    .next = The desk renews it in a minute. Returning and renewing still work.
card-lost = Please come to the desk with this card.
    .next = A librarian takes care of it.
patron-blocked = Your account has a note from the library.
    .next = Please ask at the desk.
too-many-loans = You have { $count } of { $limit } items.
    .next = Return one first, then you can borrow again.
too-many-overdue = { $count ->
    [one] { $count } item is overdue.
   *[other] { $count } items are overdue.
}
    .next = Return or renew first, then you can borrow again.
fines-owed = You owe { $owed }; borrowing stops above { $limit }.
    .next = Please pay at the desk.
guardian-needed = A parent or guardian borrows this with you.
    .next = Please come to the desk together.
linked-account-blocked = A linked account has a note from the library.
    .next = Please ask at the desk together with your parent or guardian.
pin-wrong = The PIN does not match. { $tries_left ->
    [one] You have { $tries_left } try left.
   *[other] You have { $tries_left } tries left.
}
    .next = Type it again, or ask the desk for a new one.
pin-locked = Too many tries for this card.
    .next = { $minutes ->
    [one] Please wait { $minutes } minute, or ask at the desk.
   *[other] Please wait { $minutes } minutes, or ask at the desk.
}

## Reasons: the item

item-unknown = This item is not in our catalogue.
    .next = Please leave it with a librarian.
item-reference-only = This item is for reading here.
    .next = Please put it back on its shelf or on a trolley.
item-on-hold = Someone is waiting for this item.
    .next = Please put it on the hold shelf.
item-on-loan = This item is still on another loan.
    .next = Leave it at the desk; we sort it out.
item-already-yours = You already have this item, due { $due }.
    .next = To keep it longer, touch My loans and renew.
item-in-transit = This item is on its way to another branch.
    .next = Please leave it at the desk.
item-withdrawn = This item is no longer for loan.
    .next = Please leave it at the desk.
item-not-for-you = This item is not for loan with your card.
    .next = Please ask at the desk.
class-limit = You have { $count } of { $limit } items of this kind.
    .next = Return one of them first.
item-foreign = This item belongs to another library ({ $owner }).
    .next = Please take it with you, or ask at the desk.
item-not-ready = This item is not ready for loan yet.
    .next = Please leave it at the desk.
item-damaged = This item is being repaired.
    .next = Please leave it at the desk.
cool-off = You just brought it back; you can borrow it again from { $on }.
    .next = Please put it back on its shelf, so that others get a turn.
item-needs-library = This item can only be handled while the library system is there.
    .next = Please ask at the desk.

## Reasons: the item's tag

tag-unreadable = The tag in this item cannot be read.
    .next = Scan its barcode, or take it to the desk.
two-tags = Two tags claim to be this item.
    .next = Please take it to the desk.
parts-missing = This set has { $parts } parts; part { $missing } is missing.
    .next = Open the box and lay every part on the pad.
sets-mixed = Two sets are mixed here: part { $missing } of this one is missing.
    .next = Lay the parts of one set on the pad at a time.
put-back-to-borrow = It is lent to you, but the gate would still ring.
    .next = Leave it on the pad until it says Lent.
put-back-to-return = It is not returned yet.
    .next = Leave it on the pad until it says Returned.
still-locked = It is lent to you, but its tag does not release.
    .next = Show this item at the desk before you leave.
still-open = Its tag does not lock.
    .next = Please hand it to a librarian.
lay-on-pad = The gate does not know of it yet.
    .next = Lay it on the pad for a moment too.

## Reasons: renewal

renewal-limit = { $limit ->
    [one] It was renewed { $limit } time; that is the limit.
   *[other] It was renewed { $limit } times; that is the limit.
}
    .next = Please bring it back by { $due }.
renewal-not-yours = This item is not on your loan.
    .next = Please ask at the desk.
renewal-on-hold = Another reader is waiting for it, so it cannot be renewed.
    .next = Please bring it back by { $due }; you can place a hold on it again.

## Reasons: holds

hold-limit = You have { $count } of { $limit } holds.
    .next = Pick one up or cancel one first.
hold-placed-already = You already have a hold on this.
    .next = When it is your turn, it waits on the hold shelf.
hold-no-copy = There is no copy of this for loan.
    .next = Please ask at the desk.
hold-not-for-you = Your card cannot place a hold on this.
    .next = Please ask at the desk.

## Notes on something that was done

already-returned = It was already returned: all is fine.
    .next = Please put it in the return box.
returned-late = { $days ->
    [one] It is { $days } day late.
   *[other] It is { $days } days late.
}
    .next = Any fee is in your account; you can pay at the desk.
fine-charged = A late fee of { $owed } is in the borrower's account.
    .next = It can be paid at the desk.
found-again = How good that it is back!
    .next = The desk clears the old note.
for-hold-shelf = Someone is waiting for it.
    .next = Please put it on the hold shelf.
for-transit = It goes on to { $branch }.
    .next = Please put it in the return box; we send it there.
card-ends-first = Due earlier than usual: your card ends on { $on }.
    .next = Renew your card at the desk to keep items longer.

## Reasons: the machine

not-confirmed = We could not confirm this in time, so nothing was booked.
    .next = Please scan it again.
entry-malformed = The library system did not understand us.
    .next = Please bring the item to the desk.
key-reused = This was asked twice with different facts.
    .next = Please scan it again.
ask-staff = A librarian needs to look at this.
    .next = Please ask at the desk.
card-first = That was an item. Your card comes first.
    .next = Scan your card, or touch Return items.
card-not-book = That was a card.
    .next = Please scan the barcode of the item.
another-card = Another reader's card was scanned.
    .next = Finish this visit first.
two-cards = Two cards lie on the pad.
    .next = Please take one away.
card-on-pad = A reader's card lies on the pad.
    .next = Please take it off.
card-left = A card lies on the reader.
    .next = Please take your card.
items-here = { $count ->
    [one] { $count } item lies on the pad.
   *[other] { $count } items lie on the pad.
}
    .next = Scan your card to borrow, or touch Return.
items-left = { $count ->
    [one] { $count } item of an earlier reader lies on the pad.
   *[other] { $count } items of an earlier reader lie on the pad.
}
    .next = Put it aside. To use it, lift it and lay it down again.
items-over = { $limit } items at a time.
    .next = Take the finished ones away, then the others follow.
open-at-finish = { $put_back ->
    [0] { $unrecorded ->
        [one] { $unrecorded } item on the pad is not recorded.
       *[other] { $unrecorded } items on the pad are not recorded.
    }
    [one] { $put_back } item is not finished.
   *[other] { $put_back } items are not finished.
}
    .next = Look at the list. Or finish: then staff take care of it.
scan-isbn = That was the bookshop's barcode.
    .next = Scan the library's own label, usually on the cover.
isbn-wrong = That is no ISBN, or it was misread.
    .next = Hold it under the light again, or write the title.
label-unreadable = We could not read this label.
    .next = Turn it a little, or type the number.
card-unreadable = We could not read this card.
    .next = Hold it flat and still on the reader, scan its barcode, or type its number.
library-silent = The library system does not answer, so nothing was booked.
    .next = Try again in a moment, or bring it to the desk.
pin-needs-library = We cannot check a PIN just now.
    .next = Returning works without a card.
not-recorded = We could not record this, so nothing was booked.
    .next = Please bring it to the desk.
slip-failed = The slip did not come out.
    .next = Take it on your phone instead.
something-failed = Something did not work. Nothing was lost.
    .next = Please start again, or touch Help.
