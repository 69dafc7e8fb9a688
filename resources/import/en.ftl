# What is said of a record or a file that cannot be imported.

record-broken = The record is damaged: its fields do not fit its directory.
record-truncated = The record ends before its end.
encoding-wrong = The text is not { $encoding }. If other records are all right, this one was damaged; if none is, name the encoding.
family-unknown = The record has neither a title in 245 (MARC 21) nor one in 200 (CNMARC).
title-missing = There is no title.
barcode-wrong = “{ $barcode }” is no barcode: 1 to 64 characters without spaces.
barcode-twice = Barcode { $barcode } belongs to record { $first } already.
barcode-taken = Barcode { $barcode } belongs to “{ $title }” in the catalogue.
row-wrong = The row has { $found } cells, the header { $needed }.
isbn-wrong = “{ $text }” is no ISBN: its check digit does not fit.
year-wrong = “{ $text }” is no year.
price-wrong = “{ $text }” is no price.
file-empty = There are no records in the file.
format-unknown = This is no MARC file (ISO 2709 or MARCXML), and no CSV file whose first line names a column “title”.
xml-broken = The file is no whole MARCXML: line { $line } cannot be read.
column-missing = There is no column “{ $column }”.
column-twice = There are two columns “{ $column }”.

# A reader

patron-number-wrong = “{ $number }” is no card number: 1 to 64 characters without spaces.
patron-number-twice = The number { $number } stands in line { $first } already.
patron-number-taken = The number { $number } belongs to somebody else.
patron-name-missing = There is no name.
patron-class-unknown = There is no class of readers “{ $name }”. One is added in the console, under Loan policies.
patron-branch-unknown = There is no branch “{ $name }”.
patron-language-unknown = “{ $name }” is no language of ours: zh or en.
patron-day-wrong = “{ $text }” is no day, such as 2027-06-30.
patron-pin-wrong = A PIN has 4 to 32 letters or digits.
patron-guardian-unknown = No reader has the guardian's number { $number }.
