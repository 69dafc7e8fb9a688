# 记录或文件不能导入时的说明。

record-broken = 记录已损坏：字段与目次区对不上。
record-truncated = 记录不完整，后半截缺失。
encoding-wrong = 文字不是 { $encoding } 编码。如果只有这一条如此，是它损坏了；如果条条如此，请指明编码。
family-unknown = 记录既没有 200 题名字段（CNMARC），也没有 245 题名字段（MARC 21）。
title-missing = 没有题名。
barcode-wrong = “{ $barcode }”不是条码：应为 1 至 64 个字符，中间没有空格。
barcode-twice = 条码 { $barcode } 已被本文件第 { $first } 条记录使用。
barcode-taken = 条码 { $barcode } 在馆藏中属于《{ $title }》。
row-wrong = 这一行有 { $found } 格，表头有 { $needed } 格。
isbn-wrong = “{ $text }”不是 ISBN：校验位不符。
year-wrong = “{ $text }”不是年份。
price-wrong = “{ $text }”不是价格。
file-empty = 文件里没有记录。
format-unknown = 既不是 MARC 文件（ISO 2709 或 MARCXML），也不是首行写有“题名”一列的 CSV 文件。
xml-broken = 不是完整的 MARCXML：第 { $line } 行无法读取。
column-missing = 缺少“{ $column }”一列。
column-twice = “{ $column }”列出现了两次。

# 读者

patron-number-wrong = “{ $number }”不是证号：应为 1 到 64 个字符，中间没有空格。
patron-number-twice = 证号 { $number } 在第 { $first } 行已经出现过。
patron-number-taken = 证号 { $number } 已属于另一位读者。
patron-name-missing = 没有姓名。
patron-class-unknown = 没有“{ $name }”这个读者类别。可在工作台的“借阅规则”里增加。
patron-branch-unknown = 没有“{ $name }”这个分馆。
patron-language-unknown = “{ $name }”不是可选的语言，请填 zh 或 en。
patron-day-wrong = “{ $text }”不是日期，例如 2027-06-30。
patron-pin-wrong = 密码为 4 到 32 位字母或数字。
patron-guardian-unknown = 没有读者使用监护人证号 { $number }。
