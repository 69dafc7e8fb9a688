# 中文。一句说发生了什么，`.next` 说现在怎么做。

language-name = 中文
date-pattern = M月d日（EEE）
date-pattern-year = y年M月d日

## 页首与页尾

help = 求助
back = 返回
finish = 完成
large-text = 放大文字
contrast = 切换配色
close = 关闭
show-name = 显示姓名

## 欢迎

welcome-title = 请刷读者证
welcome-hint = 把证上的条码对准扫描窗
welcome-title-typed = 请输入读者证号
welcome-hint-typed = 扫描窗暂时不能用
welcome-title-card = 请刷读者证
welcome-hint-card = 把证贴在读卡区
welcome-title-either = 请刷读者证
welcome-hint-either = 把证贴在读卡区，或把条码对准扫描窗
welcome-borrow = 借书
welcome-return = 还书
welcome-return-hint = 不用刷证
welcome-type = 输入证号
welcome-type-hint = 没带证也可以
welcome-steps-card = 刷证
welcome-steps-items = 扫书
welcome-steps-go = 拿好即走

## 提示条

banner-offline = 图书馆系统暂时连不上，您可以照常使用，记录先存在本机。
banner-no-scanner = 扫描窗暂时不能用，请改用键盘输入号码。
banner-no-pad = 感应区暂时不能用，请改为逐本扫描条码。
banner-no-card-reader = 读卡区暂时不能用，请扫读者证上的条码。
banner-no-printer = 暂时不能打印凭条，可用手机拍码带走。

## 身份

identify-title = 请输入读者证号
identify-hint = 号码印在证件条码下方
identify-go = 下一步
pin-title = 请输入密码
pin-hint = 屏幕上只显示圆点
pin-go = 下一步
pin-entered = 已输入 { $count } 位
identifying = 正在查找您的账户…
key-erase = 删除
key-shift = 大写
key-space = 空格
key-writing = 中英文切换
keyboard-cancel = 不发送
keyboard-done = 发送
type-item = 输入图书条码号
type-item-short = 输入号码
type-item-title = 请输入图书条码号
type-item-hint = 号码印在馆藏条码下方，一般在封面上
type-item-go = 确定

## 借与还

borrow = 借书
borrow-title = 请逐本扫描图书
borrow-hint = 把馆藏条码对准扫描窗
borrow-title-typed = 请逐本输入条码号
borrow-title-pad = 请把书放到感应区
borrow-hint-typed = 号码印在馆藏条码下方，一般在封面上
borrow-more-pad = 请放下一批，或按“完成”
borrow-more = 请扫下一本，或按“完成”
borrow-more-typed = 请输入下一本，或按“完成”
borrow-blocked-title = 您今天暂时不能借书
borrow-blocked-hint = 还书和续借照常
borrow-offline-hint = 先借给您，归还日期为暂定
return = 还书
return-title = 请逐本扫描要还的书
return-hint = 把馆藏条码对准扫描窗
return-title-typed = 请逐本输入条码号
return-title-pad = 还书请放到感应区
return-hint-typed = 号码印在馆藏条码下方，一般在封面上
return-more-pad = 请放下一批，或按“完成”。还好的书请放入还书箱。
return-more = 请扫下一本，或按“完成”。还好的书请放入还书箱。
return-more-typed = 请输入下一本，或按“完成”
return-card = 刷证借书
reader-welcome = 您好
card-ending = 证号尾号 { $digits }
item-unnamed = 条码尾号 { $digits } 的图书
scanned-count = 共 { $count } 本

## 感应区

pad-hint = 合上书，叠放即可，一次最多 { $limit } 件
pad-count = { $count ->
    [0] 感应区上还没有书
   *[other] 感应区上有 { $count } 件
}
pad-reading = 正在识别，请先别拿开

## 五种结果

done-lent = 已借出，归还日期见“我的借阅”
done-lent-until = 已借出，{ $due }前归还
done-returned = 已归还，谢谢
done-renewed = 已续借，新日期见“我的借阅”
done-renewed-until = 已续借，{ $due }前归还
kept-lent = 已借出并记在本机，归还日期随后确定
kept-lent-until = 已借出并记在本机，暂定{ $due }前归还
kept-returned = 归还已记在本机，谢谢
kept-renewed = 续借已记在本机，日期随后确定
kept-renewed-until = 续借已记在本机，暂定{ $due }前归还
not-lent = 未借出
not-returned = 未归还
not-renewed = 未续借
asking-lent = 正在办理…
asking-returned = 正在归还…
asking-renewed = 正在续借…
asking-slow = 还在办理，请稍候…
put-back = 请把这本书放回感应区
to-the-desk = 请把这本书交到服务台
outcome-done = 完成
outcome-put-back = 请放回
outcome-not-possible = 不能办理
outcome-waiting = 办理中
outcome-kept-locally = 已记在本机

## 我的借阅

account = 我的借阅
account-title = 我的借阅
account-none = 您现在没有借书。
account-unknown = 系统恢复后即可查看您的借阅。
account-renew = 续借
account-renew-all = 全部续借
account-due = { $due }前归还
account-overdue = 已过期，应于{ $due }归还
hold-ready = 预约到了，请到{ $pickup }预约架领取
hold-ready-until = 预约到了，请在{ $until }前到{ $pickup }预约架领取
hold-in-transit = 预约的书正送往{ $pickup }
hold-waiting = 预约中，排在第 { $place } 位
count-loans = { $count ->
    [0] 没有在借
   *[other] 在借 { $count } 本
}
count-loans-of = 在借 { $count } / { $limit } 本
count-overdue = 过期 { $count } 本
count-due-soon = 即将到期 { $count } 本
count-holds-ready = 预约可取 { $count } 件
count-fines = 欠费 { $amount }
count-renewed = { $all } 本中已续借 { $done } 本

## 凭条与再见

slip-choice-title = 需要凭条吗？
slip-choice-paper = 打印凭条
slip-choice-paper-hint = 从下方出纸口取
slip-choice-paper-away = 暂时不能打印
slip-choice-screen = 手机拍码
slip-choice-screen-hint = 屏幕上显示二维码
slip-choice-none = 不需要
slip-choice-none-hint = 节约用纸
slip-code-title = 请用手机扫码
slip-code-hint = 手机上会显示书名和归还日期，不上传任何信息。
goodbye-title = 谢谢，再见
goodbye-hint = 请带好您的读者证和图书
goodbye-hint-slip = 请带好您的读者证、图书和凭条
goodbye-hint-return = 还好的书请放入还书箱
goodbye-nothing = 欢迎再来
goodbye-lent = 借出 { $count } 本
goodbye-returned = 归还 { $count } 本
goodbye-renewed = 续借 { $count } 本
goodbye-refused = { $count } 本未能办理，请留在此处或交给服务台
goodbye-put-back = { $count } 本没有办完，离馆前请到服务台出示
goodbye-unrecorded = 感应区上有 { $count } 件没有办理，请留在这里
goodbye-kept = { $count } 本已记在本机，稍后由图书馆确认

## 暂停服务

out-of-service-title = 本机暂停服务
out-of-service-hint = 现在不能记录借还，请到服务台办理。
out-of-service-call = 也可以拨打

## 求助

help-title = 需要什么帮助？
help-card = 读者证刷不出来
help-item = 图书扫不出来
help-message = 看不懂屏幕提示
help-other = 其他问题
help-just-come = 请馆员过来
help-hint = 不会显示您的姓名。
help-tell-title = 告诉馆员是哪一本：{ $title }
help-answer-question = 这个回答有帮助吗？
help-answer-yes = 有帮助，谢谢
help-answer-no = 没有，请呼叫馆员
help-somebody = 馆员
help-calling = 正在呼叫馆员…
help-calling-hint = 您可以继续操作。
help-sent = 馆里已收到您的求助
help-sent-hint = 呼叫时间 { $called }。请在此稍候，也可以继续操作。
help-kept = 求助已记在本机
help-kept-hint = 网络暂时中断，馆员还没有看到。网络恢复后会自动送出；如果着急，请打电话或到服务台。
help-silent-hint = 馆里还没有回音，求助已记在本机，会继续送出；如果着急，请打电话或到服务台。
help-failed = 求助没能记下来
help-failed-hint = 本机没有保存任何内容，请打电话或到服务台。
help-nobody = 服务台现在没有人
help-nobody-hint = 您的求助已送到，有人回来就会看到。
help-nobody-until = 您的求助已送到。服务台开放时间：{ $opens }
help-hotline = 馆员暂时走不开
help-hotline-hint = 您的求助已送到，但还没有人能过来，请打电话。
help-taken = { $by }已看到您的求助
help-taken-hint = 您可以在这里和馆员对话。
help-coming = { $by }正在过来，约 { $minutes } 分钟
help-coming-now = { $by }马上就到
help-coming-hint = 请在此稍候。
help-unread = 馆员给您写了话，按“求助”就能看到。
help-arrived = { $by }已经到了
help-arrived-hint = 问题解决后，请在这里告诉我们。
help-ended = 这次求助已结束
help-ended-hint = 如果还有问题，请再次求助。
help-away = 网络暂时中断。您写的话先存在本机，恢复后送出；馆员的回复也要等恢复后才能看到。
help-write = 写给馆员
help-write-prompt = 想对馆员说什么？
help-needless = 不需要了
help-solved = 问题已解决
help-say-waiting = 正在送出…
help-say-kept-locally = 已存在本机，恢复后送出
help-say-not-possible = 没有送出
help-did-release = 馆员同意您借这一本。
help-did-more-time = 馆员为您延长了时间。
help-open = 已呼叫馆员
help-phone = 电话
help-urgent = 如有急事，请致电
help-reach = 联系方式
help-reach-title = 怎样联系我们
reply-yes = 是
reply-no = 不是
reply-thanks = 谢谢
reply-waiting = 我在这里等
reply-please-come = 请过来一下
offer-scans = 试了几次都没成功，需要帮忙吗？
offer-put-backs = 这一本还没办好，需要帮忙吗？
offer-no-progress = 需要帮忙吗？
offer-yes = 需要帮忙
offer-no = 不用，谢谢
point-row = 馆员说的是这一本。
point-scanner = 馆员说的是扫描窗。
point-card-reader = 馆员说的是读卡处。
point-pad = 馆员说的是放书的感应区。
point-printer = 馆员说的是凭条打印口。
point-keypad = 馆员说的是数字键盘。
point-back = 馆员说的是“返回”键。
point-finish = 馆员说的是“完成”键。
point-languages = 馆员说的是上方的语言选择。

## 馆员正在维护

maintenance-title = 馆员正在维护这台机器
maintenance-hint = 请使用其他机器，或到服务台。
maintenance-end = 恢复使用
maintenance-end-hint = 按住五秒
part-barcode-scanner = 扫描器
part-patron-card = 读卡器
part-item-pad = 感应区
part-receipt-printer = 凭条打印机
part-help-button = 求助按钮
part-library = 图书馆系统
part-works = 正常
part-away = 不可用
contact-wechat = 微信服务号

## 常见问题

faq = 常见问题
faq-hint = 自己找答案
faq-title = 您想了解什么？
faq-most-asked = 问得最多
faq-all = 全部问题
faq-search = 搜索
faq-search-prompt = 您想了解什么？
faq-search-hint = 输入一两个词就可以
faq-found = 找到 { $count } 条
faq-found-none = 还没有这个问题的解答
faq-found-none-hint = 可以请馆员帮忙。我们会记下搜索的词来补写解答，不记您是谁。
faq-none = 这里还没有问题
faq-none-hint = 可以请馆员帮忙。
faq-call = 呼叫馆员
faq-list = 全部问题
faq-helped = 这个解答有帮助吗？
faq-helped-yes = 有帮助
faq-helped-no = 没有
faq-helped-thanks = 太好了，谢谢您告诉我们。
faq-unhelped-next = 那就请馆员来帮您吧。

## 说给我们听

tell = 说给我们听
tell-short = 提建议、荐购图书、读者活动
tell-title = 说给我们听
tell-hint = 不用留姓名：只保存您说的话和日期，与读者证无关。
tell-suggestion = 提个建议
tell-suggestion-hint = 哪里可以做得更好？
tell-wish = 荐购图书
tell-wish-hint = 扫一下书，或写下书名
tell-defect = 这台机器有毛病
tell-defect-hint = 告诉我们，好尽快修
tell-meetings = 读者活动
tell-meetings-hint = 看看近期安排，报个名
tell-answers = 您说的，我们做了
tell-answers-hint = 看看建议有了什么结果
suggestion-title = 您希望哪里有所改进？
suggestion-hint = 说一件事就好，每一条我们都会看。
wish-title = 您想让我们买哪本书？
wish-hint = 把书背面的条码对准扫描窗，或写下您知道的信息。
wish-hint-typed = 写下您知道的信息就行。
wish-isbn = ISBN { $isbn }
wish-isbn-none = 输入 ISBN
wish-isbn-prompt = ISBN，印在书的背面
defect-title = 机器哪里不好用？
defect-hint = 如果现在就需要帮忙，请按“求助”，会有人过来。
tell-text = 点这里写
tell-text-wish = 书名和作者
tell-contact = 想收到回复？请留邮箱或电话
tell-contact-hint = 不留就没有人知道您是谁。只用来回复您，之后删除。
tell-send = 发送
tell-change = 修改
write-done = 写好了
write-cancel = 取消
meetings-none = 近期没有安排。
meetings-none-hint = 您想聊什么？可以给我们提个建议。
meeting-seats = 还有 { $count } 个名额
meeting-full = 名额已满，可以候补
meeting-open = 欢迎大家来
meeting-cancelled = 已取消
meeting-people = 一共来几位？
meeting-fewer = 少一位
meeting-more = 多一位
meeting-name = 称呼（可不填）
meeting-contact = 邮箱或电话（可不填）
meeting-contact-hint = 有变动时好通知您。活动结束一个月后删除。
meeting-send = 报名
meeting-wait = 登记候补
meeting-waits = 名额不够了。登记候补并留下电话或邮箱，有了名额就通知您。
answers-none = 这里暂时还没有内容。
answers-none-hint = 来提第一条建议吧。
answers-said = 您说
answers-did = 我们做了
told-rating = 谢谢您！
told-suggestion = 谢谢，我们会认真看。
told-suggestion-hint = 有了结果，会写在“您说的，我们做了”里。
told-reachable-hint = 有了结果，会按您留的联系方式告诉您。
told-wish = 谢谢，我们看看能不能买到。
told-wish-hint = 过几周可以到服务台问问，或检索一下。
told-defect = 谢谢，我们会尽快修。
told-defect-hint = 如果现在就需要帮忙，请按“求助”。
told-signup = 已报名，到时候见！
told-signup-hint = 来不了的话请告诉服务台，好把名额让给别人。
told-signup-offline = 报名先记在这里了。
told-signup-offline-hint = 等网络恢复后送到图书馆，名额以那时为准。
told-waiting = 已登记候补。
told-waiting-hint = 如果留了电话或邮箱，有名额时会通知您。
told-survey = 谢谢您的回答！
told-lost = 没能保存下来。
told-lost-hint = 内容没有留下。请告诉服务台的工作人员。
told-offline = 网络恢复后会自动送到图书馆。
told-more = 再说一件事
rating-title = 今天用得怎么样？
rating-1 = 很差
rating-2 = 不好
rating-3 = 一般
rating-4 = 不错
rating-5 = 很好
rating-skip = 这次不评
survey-offer = 能问您 { $count } 个小问题吗？
survey-offer-hint = 不记名，哪一题都可以跳过。
survey-take = 好的
survey-no = 这次不了
survey-step = 第 { $number } 题，共 { $count } 题
survey-several = 可以选多项
survey-scale = 1 表示完全不，5 表示非常
survey-yes = 是
survey-no-answer = 否
survey-next = 下一题
survey-skip = 跳过
survey-send = 提交
survey-stop = 不答了，什么也不提交

## 本次使用

idle-title = 您还在吗？
idle-hint = 还剩 { $seconds } 秒
idle-more = 我还需要时间
other-card-title = 扫到了另一张读者证
other-card-hint = 要结束当前使用，换用新的读者证吗？
other-card-switch = 结束，换用新证
other-card-stay = 不，继续当前使用

## 纸质凭条

slip-heading = 借阅凭条
slip-lent = 借出
slip-returned = 归还
slip-renewed = 续借
slip-refused = 未能办理
slip-open = 没有办完，请到服务台出示
slip-line-due = { $due }前归还
slip-line-due-provisional = 暂定{ $due }前归还
slip-line-provisional = 已记在本机，归还日期随后确定
slip-line-item = { $title }（{ $item }）
slip-kept = 已记在本机，稍后由图书馆确认
slip-printed = { $date } { $time }
slip-kiosk = 机号 { $kiosk }
slip-thanks = 谢谢，祝阅读愉快
slip-hotline = 如有疑问，请拨打 { $number }

## 原因：读者

patron-unknown = 没有找到这张读者证。
    .next = 请确认是本馆的证，或到服务台咨询。
card-expired = 您的证已于{ $on }到期。
    .next = 请到服务台续证；还书和续借照常。
card-lost = 请持此证到服务台办理。
    .next = 馆员会协助您。
patron-blocked = 您的账户有馆员留言。
    .next = 请到服务台咨询。
too-many-loans = 您已借 { $count } 本，最多可借 { $limit } 本。
    .next = 请先还书，再借新书。
too-many-overdue = 您有 { $count } 本书过期未还。
    .next = 请先归还或续借。
fines-owed = 您欠费 { $owed }，超过 { $limit } 不能借书。
    .next = 请到服务台缴费。
guardian-needed = 这本书需要家长陪同借阅。
    .next = 请和家长一起到服务台办理。
linked-account-blocked = 关联账户有馆员留言。
    .next = 请和家长一起到服务台咨询。
pin-wrong = 密码不对，还可以试 { $tries_left } 次。
    .next = 请重新输入，或到服务台重设密码。
pin-locked = 这张证试的次数太多了。
    .next = 请等 { $minutes } 分钟，或到服务台办理。

## 原因：图书

item-unknown = 馆藏中没有这本书。
    .next = 请交给馆员。
item-reference-only = 这本书仅限馆内阅览。
    .next = 请放回书架或书车。
item-on-hold = 这本书有读者预约。
    .next = 请放到预约架。
item-on-loan = 这本书还在他人借阅中。
    .next = 请交给服务台，由我们处理。
item-already-yours = 您已借这本书，{ $due }前归还。
    .next = 想多看几天，请到“我的借阅”续借。
item-in-transit = 这本书正在送往其他分馆。
    .next = 请交给服务台。
item-withdrawn = 这本书已不外借。
    .next = 请交给服务台。
item-not-for-you = 您的证不能借这本书。
    .next = 请到服务台咨询。
class-limit = 这一类您已借 { $count } 件，最多 { $limit } 件。
    .next = 请先归还一件同类资料。
item-foreign = 这本书属于其他图书馆（{ $owner }）。
    .next = 请带走，或到服务台咨询。
item-not-ready = 这本书还在加工，暂不外借。
    .next = 请交给服务台。
item-damaged = 这本书正在修补，暂不外借。
    .next = 请交给服务台。
cool-off = 您刚还过这本书，{ $on }起可以再借。
    .next = 请放回书架，让其他读者先看。
item-needs-library = 这本书要等图书馆系统恢复后才能办理。
    .next = 请到服务台办理。

## 原因：图书标签

tag-unreadable = 这本书的标签读不出来。
    .next = 请扫条码，或交给服务台。
two-tags = 有两个标签都说是这本书。
    .next = 请交给服务台处理。
parts-missing = 这套书共 { $parts } 件，缺第 { $missing } 件。
    .next = 请打开书盒，把每一件都放到感应区。
sets-mixed = 两套书放混了：这一套缺第 { $missing } 件。
    .next = 请一次只放一套书的各件。
put-back-to-borrow = 已借给您，但门禁还会响。
    .next = 请放在感应区，等显示“已借出”再拿走。
put-back-to-return = 还没有归还成功。
    .next = 请放在感应区，等显示“已归还”再拿走。
still-locked = 已借给您，但标签解除不了防盗。
    .next = 离开前请到服务台出示这本书。
still-open = 标签的防盗恢复不了。
    .next = 请把书交给馆员。
lay-on-pad = 门禁还不知道这本书已办理。
    .next = 请把它也放到感应区一下。

## 原因：续借

renewal-limit = 已续借 { $limit } 次，不能再续。
    .next = 请在{ $due }前归还。
renewal-not-yours = 这本书不在您的借阅中。
    .next = 请到服务台咨询。
renewal-on-hold = 这本书有读者在等，不能续借。
    .next = 请在{ $due }前归还；之后还想看，可以再预约。

## 原因：预约

hold-limit = 您已预约 { $count } 件，最多 { $limit } 件。
    .next = 请先取书，或取消一件预约。
hold-placed-already = 您已经预约了这本书。
    .next = 轮到您时，它会放在预约架上。
hold-no-copy = 这本书没有可以外借的副本。
    .next = 请到服务台咨询。
hold-not-for-you = 您的证不能预约这本书。
    .next = 请到服务台咨询。

## 办妥之后的说明

already-returned = 这本书之前已归还，无需再还。
    .next = 请放入还书箱。
returned-late = 过期 { $days } 天。
    .next = 如有费用已记入账户，可到服务台缴纳。
fine-charged = 过期费用 { $owed } 已记入借书人的账户。
    .next = 可到服务台缴纳。
found-again = 失而复得，太好了！
    .next = 之前的记录由服务台处理。
for-hold-shelf = 这本书有读者在等。
    .next = 请放到预约架。
for-transit = 这本书要送往{ $branch }。
    .next = 请放入还书箱，由我们转送。
card-ends-first = 您的证{ $on }到期，归还日期因此提前。
    .next = 到服务台续证，可以借得更久。

## 原因：本机

not-confirmed = 没能及时确认，这次没有办理。
    .next = 请再扫一次。
entry-malformed = 图书馆系统没有看懂这次请求。
    .next = 请把书交给服务台。
key-reused = 同一请求出现了两种内容。
    .next = 请再扫一次。
ask-staff = 这里需要馆员协助。
    .next = 请到服务台办理。
card-first = 这是图书条码，请先刷证。
    .next = 请刷读者证，或按“还书”。
card-not-book = 这是读者证。
    .next = 请扫图书的馆藏条码。
another-card = 扫到了另一位读者的证。
    .next = 请先结束当前使用。
two-cards = 感应区上有两张证。
    .next = 请只放一张证。
card-on-pad = 感应区上有一张读者证。
    .next = 请把证拿开。
card-left = 读卡处还有一张证。
    .next = 请取走您的证。
items-here = 感应区上有 { $count } 件。
    .next = 刷证即可借书，或按“还书”。
items-left = 感应区上有前一位读者的 { $count } 件。
    .next = 请先放到一边；要办理的话，拿起来再放一次。
items-over = 一次最多 { $limit } 件。
    .next = 办好的请拿走，其余的接着办。
open-at-finish = { $put_back ->
    [0] 感应区上还有 { $unrecorded } 件没有办理。
   *[other] 还有 { $put_back } 件没有办完。
}
    .next = 请看列表；也可以直接结束，由馆员处理。
scan-isbn = 这是书店的条码。
    .next = 请扫馆藏条码，一般在封面上。
isbn-wrong = 这不是 ISBN，或者没有读准。
    .next = 请再扫一次，或直接写书名。
label-unreadable = 没有认出这个条码。
    .next = 请换个角度再试，或输入号码。
card-unreadable = 没有读出这张证。
    .next = 请平放在读卡区别动，或扫描证上的条码、输入证号。
library-silent = 图书馆系统没有回应，这次没有办理。
    .next = 请稍后再试，或交给服务台。
pin-needs-library = 现在无法核对密码。
    .next = 不刷证也可以还书。
not-recorded = 没能记录下来，这次没有办理。
    .next = 请交给服务台。
slip-failed = 凭条没有打出来。
    .next = 可以用手机拍码带走。
something-failed = 刚才没有成功，记录没有丢失。
    .next = 请重新开始，或按“求助”。
