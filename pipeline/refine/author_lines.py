"""Lines that authors write again and again: salutations, thanks, headings, dates, signatures.

On a site of speeches they recur as often as the site's own lines, so recurrence proves nothing about them.
Known by shape, not by count; a line with the site's own words in it (下载, 登录 …) is none of them.

>>> is_formula("尊敬的各位领导、各位来宾："), is_formula("我的发言完了，谢谢！"), is_formula("一、指导思想")
(True, True, True)
>>> is_formula("Good evening, ladies and gentlemen."), is_formula("Merci à tous !"), is_formula("我是主播老李")
(True, True, True)
>>> is_formula("本页由南山阅览室值班员录入"), is_formula("谢谢您的下载！"), is_formula("Thank you for visiting us!")
(False, False, False)
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.refine.folding import simplified
from pipeline.refine.lexicon import site_voice

# Patterns are matched after NFKC, so punctuation is ASCII where ASCII has it. Lines are at most LONGEST long.
LONGEST = 60
HAN = r"[\u3400-\u9fff]"
PEOPLE = (
    r"(?:同志|老师|同学|领导|来宾|代表|委员|评委|朋友|嘉宾|家长|女士|先生|父老|乡亲|战友|校友|同仁|同事|同行|伙伴|"
    r"学长|学姐|学弟|学妹|党员|干部|职工|员工|教师|主持人|大家|各位|诸位|孩子|小朋友)们?"
)
ROLE = (
    r"(?:书记|校长|省长|市长|县长|区长|镇长|乡长|村长|厅长|局长|处长|科长|部长|院长|所长|会长|主席|主任|经理|总裁|董事长|"
    r"班长|老师|教师|教授|医生|护士|律师|代表|委员|同志|同学)"
)
BODY = (
    r"(?:政府|委员会|常委会|党委|党组|支部|党总支|办公厅|办公室|[省市县区总分]委|厅|局|院|公司|集团|银行|支行|学校|[小中大]学|"
    r"幼儿园|年级|班|村委会|居委会|街道|协会|学会|商会|工会|团委|妇联|少先队|宣传部|组织部|人事部|教育部)"
)
GENRE = (
    r"(?:(?:演讲|讲话|发言|致[辞词])稿?|讲稿|报告|总结|体会|感[想悟]|[读观]后感|[申倡协][请议]书|(?:决心|保证|检讨|承诺|建议|责任)书|"
    r"[计规]划|方案|要点|纪要|简报|意见|办法|制度|规定|通知|公告|作文|征文|日记|[慰公感][问开谢]信|邀请函|"
    r"(?:主持|开幕|闭幕|颁奖|解说|贺|祝|悼|答谢|欢迎|欢送)[词辞])"
)
ENUMERATOR = r"[一二三四五六七八九十百零〇\d]{1,4}"
# Of whom and for what a site speaks, and no speaker: Dear visitor, Thank you for reading, Gracias por su visita.
SITES_OWN = (
    r"(?!.*\b(?:users?|members?|visit(?:ors?|ing)?|readers?|reading|customers?|subscri\w+|download\w*|upload\w*|brows\w+|using|"
    r"utilisat\w+|visite\w*|lecteurs?|lecture|usuari\w+|visit[ae]\w*|lector\w*|lectura|nutzer\w*|besuch\w*|leser\w*|"
    r"truy cập|đã đọc|tải)\b)"
)
# Before a comma may stand a little: "Once again, thank you", "Mr Mayor, dear friends".
AFTER = r"^(?:[^,]{0,30},\s*)?(?:and|so|et|y|und|i|we|nous|je|xin|again|finally|enfin|please)?\s*"
# The same in the other languages of the sites.
SALUTATIONS = (
    rf"{AFTER}{SITES_OWN}(?:good (?:morning|afternoon|evening|day)|ladies|gentlemen|hello|dear|fellow|friends|honou?red|"
    r"distinguished|mesdames|messieurs|madame|monsieur|ch[eè]re?s?|bonjour|bonsoir|mes amis|señor\w*|estimad\w+|querid\w+|amig[oa]s|"
    r"buen[oa]s (?:días|tardes|noches)|hola|sehr geehrte\w*|verehrte\w*|meine damen|liebe[rs]?|guten (?:morgen|tag|abend)|"
    r"kính (?:thưa|gửi|chào)|thưa|xin chào|chào|các bạn)(?!\w)"
)
THANKS = (
    rf"{AFTER}{SITES_OWN}(?:thanks?|thank you|merci|(?:muchas |mil )?gracias|danke|(?:vielen|herzlichen|besten) dank|(?:mi )?agrade\w+|"
    r"(?:trân trọng|chân thành)? ?c[ảá]m ơn)(?!\w)"
)
NAMES = r"^(?:hello\W+|hi\W+)?(?:my name is|je m['’]appelle|je suis|me llamo|mi nombre es|soy|ich hei(?:ß|ss)e|mein name ist|tôi (?:tên )?là|tên tôi)(?!\w)"
CLOSINGS = (
    rf"{AFTER}{SITES_OWN}(?:yours|sincerely|respectfully|(?:best|kind|warm) (?:regards|wishes)|god bless|long live|i (?:hereby )?declare|"
    r"that is all|the end|cordialement|respectueusement|veuillez agréer|vive|atentamente|saludos|viva|mit freundlichen|hochachtungsvoll|"
    r"es lebe|trân trọng|kính thư|kính chúc|introduction|conclusions?|einleitung|schluss|mở đầu|kết luận|(?:chapter|part|chapitre|partie|"
    r"capítulo|parte|kapitel|teil|chương|phần) [\divxlc]+)(?!\w)"
)
JAPANESE = (
    r"^(?!.*(?:利用|訪問|来訪|ダウンロード|会員|ユーザー)).*(?:皆(?:さん|様|さま|样)|みなさん|ありがとう|こんにち[はわ]|こんばん[はわ]|おはよう|"
    r"お(?:礼|祝い|願い)|(?:以上|[终終]わ).{0,6}(?:です|ます|ました)|敬具|拝啓)"
)
FORMULAS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Salutations. A site has users and members, an audience has neither.
        rf"^(?!.*(?:用户|网友|访客|游客|会员|读者))(?:尊敬|敬爱|亲爱|各位|诸位)|{PEOPLE}\s*[:,!]*$",
        rf"^.{{0,40}}(?:{PEOPLE}|你们?|您)(?:[早晚]上|[上中下]午|新年|节日)?好\W*$",
        # Thanks (a site thanks for the visit), wishes and what else ends a speech, a report or a letter.
        r"^(?!.*(?:阅读|浏览|访问|光临|惠顾|关注)).{0,12}(?:谢谢|感谢|多谢|再见|此致|敬礼|祝愿|预祝|恭祝|衷心祝)|^(?:最后)?,?祝",
        r"(?:发言|演讲|汇报|讲话|报告|述职|致辞|介绍|我讲|我说|说)的?(?:就|便|到|全部|已经?)*.{0,6}(?:完了|完毕|结束|为止|这里|这些)",
        r"(?:批评指正|审议|批示|指示|核准|为盼|为荷|为感|通知|通报|证明|申请|报告)\W*$",
        # Headings and enumerations.
        rf"^第?{ENUMERATOR}[、.,:)章节条篇讲项部](?!页)|^[(\[【<]\s*{ENUMERATOR}\s*[)\]】>]|^{ENUMERATOR}是",
        r"^(?!最后(?:更新|修改|编辑))(?:首先|其次|再次|再者|此外|最后|总之|综上|目录|前言|引言|序言|结语|附件|附录|参考文献|摘要)",
        # A heading that names the kind of text; lists of more of the kind are the site's.
        rf"^(?!.*(?:更多|相关|热门|推荐|最新|同类)).{{0,30}}{GENRE}[\s\d)]*$",
        # Dates, also with placeholders, alone or in brackets.
        r"^[(\[【]?(?:[^\d。]{1,12}[: ])?[\dXx×*〇零○oO一二三四五六七八九十]{2,4}\s*[年./-][^。]{0,12}[)\]】]?$",
        # Signatures, and what stands above or below a text about who spoke when and where.
        rf"^(?!发布|发表|上传|转载|录入|编辑|更新|添加|投稿|提供){HAN}{{0,8}}(?:人|者|班级|姓名|学号|单位|学校|部门|职务|主题|题目|标题|地点|会场|时间|日期)\s*:",
        # Who speaks says so at the beginning.
        rf"^(?:大家好\W*)?我(?:是|叫|名叫|的名字)(?:{HAN}|\w|[·,.!、 ]){{1,24}}$",
        *(SALUTATIONS, THANKS, NAMES, CLOSINGS, JAPANESE),
        rf"^(?:{HAN}|\s){{0,24}}{ROLE}\s*:?\s*{HAN}{{2,4}}$|^{HAN}{{2,4}}\s*{ROLE}$|^(?:{HAN}|[\s()·\d]){{2,28}}{BODY}\)?$",
    )
)


def is_formula(line: str) -> bool:
    """Whether a line has the shape of something that many authors write; longer lines never have."""
    if len(line) > LONGEST:
        return False
    text = simplified(unicodedata.normalize("NFKC", line).strip())
    return not site_voice(text)[1] and any(pattern.search(text) for pattern in FORMULAS)
