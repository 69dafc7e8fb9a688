# 馆员工作台，中文。短而明白：说清现在怎样，接下来做什么。
# 这里没有的拒绝原因，用自助机的说法（resources/words）。

date-pattern = M月d日（EEEEE）
date-pattern-year = y年M月d日

## 框架

console = 馆员工作台
menu = 菜单
skip = 跳到正文
pages = 分页
page-number = 第 { $page } 页
page-before = 上一页
page-after = 下一页
save = 保存
cancel = 取消
filter = 查看
account = 账户
to-start = 回到首页
nav-group-counter = 服务台
nav-group-collection = 馆藏
nav-group-machines = 自助机
nav-group-house = 本馆
nav-overview = 今日
nav-desk = 借还
nav-patrons = 读者
nav-holds = 预约
nav-fines = 费用
nav-titles = 书目
nav-import = 导入
nav-help-calls = 求助
nav-kiosks = 自助机
nav-policies = 借阅规则
nav-calendar = 开馆日历
nav-branches = 分馆
nav-texts = 文字
nav-staff = 馆员
nav-audit = 操作记录

## 登录

sign-in = 登录
sign-in-hint = 忘了密码？请管理员给您设一个新的。
sign-in-wrong = 账号和密码对不上。连错五次后，请等五分钟再试。
sign-out = 退出
login = 账号
password = 密码
session-hint = 30 分钟没有操作会自动退出，最长 12 小时。
password-change = 修改密码
password-change-hint = 您在各处的登录都会退出，这里也是。
password-old = 现在的密码
password-new = 新密码
password-again = 再输一遍新密码
password-first = 初始密码
password-hint = 至少 10 个字符；几个词连在一起最好记。
done-signed-out = 已退出。
done-password-changed = 密码已修改，请用新密码登录。

## 哪里填得不对

wrong-form = 请看标出的各项，还没有作任何改动。
wrong-missing = 这一项要填。
wrong-too-long = 太长了。
wrong-text = 里面有无法保存的字符。
wrong-number = 请填允许范围内的整数。
wrong-amount = 请填金额，例如 12.50。
wrong-day = 请填日期，例如 2026-11-30。
wrong-choice = 请从列表中选一项。
wrong-not-the-same = 两次输入的不一样。
wrong-password = 这不是您现在的密码。
wrong-password-weak = 至少 10 个字符，且不能与账号相同。
wrong-login-malformed = 只用小写字母、数字、点、横线、下划线，最多 32 个。
wrong-login-taken = 这个账号已有人用。
wrong-last-administrator = 这是最后一位管理员，请先让别人当管理员。
wrong-kiosk-name = 只用字母、数字、点、横线、下划线，最多 64 个。

## 没能办成

failure-not-allowed = 您的角色不能做这件事
failure-not-allowed-next = 管理员可以给您换角色。
failure-form-stale = 这张表单已失效
failure-form-stale-next = 打开它以后您重新登录过，或者它来自别处。请重新打开页面再做一次；没有作任何改动。
failure-not-found = 没有这个页面
failure-not-found-next = 也许刚被删掉了。
failure-too-long = 一次传得太多了
failure-too-long-next = 请传小一些的文件。
failure-database-away = 数据库没有回应
failure-database-away-next = 没有作任何改动，请稍后再试；自助机会先把记录存着。
failure-failed = 出了点问题
failure-failed-next = 服务器日志里有记录。再做一次之前，请先看看改动是否已经生效。

## 今日

tile-calls = 位读者求助
tile-kiosks = 台自助机正常
tile-on-loan = 件在借
tile-overdue = 件逾期
tile-shelf = 件在预约架
tile-waiting = 个预约在排队

## 求助

no-calls = 现在没有人求助
no-calls-hint = 自助机上一按“求助”，一秒之内就会出现在这里。
calls-waiting = 等待中
calls-answered = 已回应
waiting-since = { $at } 起
answer-call = 我去
answered-by = { $who }，{ $at }
done-answered = 谢谢，已记在您名下。
help-reason-card = 证刷不了
help-reason-item = 书读不出
help-reason-message = 看不懂提示
help-reason-other = 其他
help-reason-just-come = 请直接过来
help-page-welcome = 欢迎页
help-page-identify = 输入证号
help-page-pin = 输入密码
help-page-borrow = 借书
help-page-return = 还书
help-page-account = 我的借阅
help-page-slip = 选择凭条
help-page-goodbye = 结束页
help-page-out-of-service = 暂停服务

## 自助机

no-kiosks = 还没有自助机
no-kiosks-hint = 在下面生成注册码，到新机器上输入。
kiosk-well = 正常
kiosk-trouble = 有故障
kiosk-away = 失联
kiosk-new = 已注册，尚未上线
kiosk-revoked = 密钥已收回
seen-at = { $at } 有过消息
seen-never = 还没有消息
part-state-ok = 正常
part-state-up = 正常
part-state-ready = 正常
revoke = 收回密钥
revoke-sure = 收回后 { $kiosk } 不能再借还，直到重新注册。
revoke-yes = 确定收回
done-revoked = 密钥已收回，不再有效。
enrol = 注册自助机
enrol-hint = 一个注册码只让一台新机器加入一次。填旧机器的名称会换掉它的密钥。
enrol-code = 生成注册码
kiosk-name = 自助机名称
kiosk-name-hint = 例如 entrance-1：字母、数字、点、横线、下划线。
code-open = { $kiosk } 已有注册码（{ $who }），{ $until } 前有效。
code-for = { $kiosk } 的注册码
code-until = 只能用一次，{ $until } 前有效。
code-how = 只在这里显示这一次。请到新机器上输入：
code-noted = 好了
branch = 分馆

## 馆员

role = 角色
roles = 各种角色
role-viewer = 查看
role-librarian = 馆员
role-technician = 技术
role-administrator = 管理员
role-viewer-may = 看书目、读者、预约和自助机，不能改动
role-librarian-may = 借还、读者、预约、费用、书目，回应求助
role-technician-may = 注册自助机、收回密钥，看不到读者
role-administrator-may = 全部，包括规则、日历、文字、馆员和操作记录
name = 姓名
login-hint = 小写字母、数字、点、横线、下划线；以后不能改。
staff-add = 新账户
staff-disabled = 已停用
staff-locked = 锁定到 { $until }
staff-disable = 已离职
staff-disable-hint = 不能再登录；做过的事仍在操作记录里。
password-give = 设新密码
password-give-hint = 请当面告诉本人，并请其登录后自行修改。
done-staff-added = 账户已建好。
done-staff-saved = 已保存。角色的变动从下次登录起生效。
done-password-set = 新密码已设好。

## 操作记录

audit-when = 时间
audit-who = 谁
audit-what = 做了什么
audit-about = 对象
audit-details = 详情
audit-any = 全部
audit-none = 没有这样的记录。
audit-sign-in = 登录
audit-password-changed = 修改了自己的密码
audit-staff-added = 新增账户
audit-staff-role = 变更角色
audit-staff-changed = 修改账户
audit-staff-password = 设了新密码
audit-help-call-answered = 回应求助
audit-enrolment-opened = 生成注册码
audit-kiosk-enrolled = 自助机注册
audit-kiosk-revoked = 收回自助机密钥

## 本馆：分馆、日历、规则

back = 返回
change = 修改
branch-add = 增加分馆
branch-one = 分馆 { $code }
branch-code = 代号
branch-code-hint = 简短，以后不能改：字母、数字、点、横线、下划线。
branch-name-zh = 中文名称
branch-name-en = 英文名称
branch-every = 所有分馆
branch-holds = { $copies } 册，{ $kiosks } 台自助机
done-branch-saved = 分馆已保存。
open-weekdays = 每周开馆日
weekday-1 = 周一
weekday-2 = 周二
weekday-3 = 周三
weekday-4 = 周四
weekday-5 = 周五
weekday-6 = 周六
weekday-7 = 周日
opens = 开门
closes = 关门
hours-hint = 按小时的借期会在开馆时间内结束。都不填表示全天。
wrong-code = 只用字母、数字、点、横线、下划线，最多 32 个。
wrong-code-taken = 已有这个代号。
wrong-never-open = 至少要选一天。
wrong-hours = 两个时间都要填，开门早于关门。
closed-days = 闭馆日
closed-days-hint = 归还日期不会落在闭馆日，闭馆日也不计逾期费。
no-closed-days = 今后没有闭馆日。
open-after-all = 改为开馆
close-days = 设为闭馆
first-day = 从
last-day = 到
last-day-hint = 不填就是一天。
closed-why = 原因
closed-why-hint = 例如春节。
wrong-range = 不能早于第一天，最多三个月。
done-day-closed = 已设为闭馆，今后的归还日期会避开。
done-day-opened = 已恢复开馆。
policies-hint = 哪一条说得最具体就按哪一条；分馆自己的优先于所有分馆的。没有对应的规则就不外借。
policy-add = 增加规则
policy-one = 借阅规则
no-policies = 还没有规则
no-policies-hint = 可以先加一条适用于全部的。
patron-class = 读者
item-class = 资料
patron-classes = 读者类别
class-every = 全部
loan-time = 借期
at-once = 同时
renewals = 续借
fine = 逾期费
reference-only = 仅限馆内阅览
days = { $count } 天
hours = { $count } 小时
cool-off = 隔 { $count } 天可再借
fine-a-day = 每天 { $amount }
fine-grace = 宽限 { $count } 天。
fine-most = 最多 { $amount }。
fine-none = 无
holds-at-once = { $count } 个，保留 { $days } 天
holds-none = 不可预约
class-limit = 同时可借 { $count } 件
class-guardian = 需要监护人
class-guardian-hint = 登记了家长或监护人才能借。
class-add = 增加类别
class-name = 名称
class-name-hint = 简短，以后不能改，例如 adult、child、staff。
class-loan-limit = 同时可借
class-loan-limit-hint = 各类资料合计。
class-patrons = 有 { $count } 位读者属于这一类。
done-class-saved = 类别已保存，从下一次借阅起生效。
star-hint = 资料类别，* 表示全部。
policy-lending = 借阅
policy-loan-days = 天数
policy-loan-hours = 小时
policy-hours-hint = 不为 0 时代替天数。
policy-loan-limit = 这类资料同时可借
policy-renewal-limit = 可续借次数
policy-cool-off-days = 再借同一册要隔几天
policy-cool-off-hint = 同一读者、同一册；0 表示不限。
policy-reference = 仅限馆内阅览
policy-fine = 每个开馆日的逾期费
policy-fine-grace-days = 宽限天数
policy-grace-hint = 逾期不超过这些天不收费。
policy-fine-most = 一次借阅最多
policy-fine-most-hint = 不填表示不封顶。
policy-hold-limit = 同时可预约
policy-hold-hint = 0 表示不可预约。
policy-hold-shelf-days = 在预约架保留天数
policy-remove = 删除这条规则
policy-remove-sure = 删除后这些情况会按另一条规则办理；没有别的规则就不再外借。
wrong-no-time = 请填天数或小时，或选仅限馆内阅览。
done-policy-saved = 规则已保存，从下一次借阅起生效。
done-policy-removed = 规则已删除。
audit-branch-added = 增加分馆
audit-branch-changed = 修改分馆
audit-day-closed = 设为闭馆
audit-day-opened = 恢复开馆
audit-policy-saved = 保存规则
audit-policy-removed = 删除规则
audit-class-saved = 保存读者类别
