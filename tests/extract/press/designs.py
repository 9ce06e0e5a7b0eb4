"""How do the platforms of ministries draw a release? Sixteen page designs with their menus, boxes and bars."""

# ruff: noqa: E501 markup reads better on its own lines
from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from html import escape

MENU = {
    "en": ["Home", "The Ministry", "News", "Speeches", "Travel advice", "Contact"],
    "fr": ["Accueil", "Le ministère", "Actualités", "Discours", "Conseils aux voyageurs", "Contact"],
    "de": ["Startseite", "Ministerium", "Aktuelles", "Reden", "Reisehinweise", "Kontakt"],
    "es": ["Inicio", "El ministerio", "Noticias", "Discursos", "Recomendaciones de viaje", "Contacto"],
    "tr": ["Anasayfa", "Bakanlık", "Haberler", "Konuşmalar", "Seyahat önerileri", "İletişim"],
    "az": ["Ana səhifə", "Nazirlik", "Xəbərlər", "Çıxışlar", "Səyahət", "Əlaqə"],
    "ru": ["Главная", "Министерство", "Новости", "Выступления", "Поездки", "Контакты"],
    "uk": ["Головна", "Міністерство", "Новини", "Виступи", "Подорожі", "Контакти"],
    "zh": ["首页", "机构设置", "要闻", "讲话", "领事", "联系我们"],
    "ko": ["홈", "외교부 소개", "보도자료", "연설", "해외안전", "문의"],
    "el": ["Αρχική", "Το Υπουργείο", "Νέα", "Ομιλίες", "Ταξίδια", "Επικοινωνία"],
    "ar": ["الرئيسية", "الوزارة", "الأخبار", "الخطب", "السفر", "اتصل بنا"],
}
NAMES = {
    "en": "Ministry of Foreign Affairs", "fr": "Ministère des Affaires extérieures", "de": "Bundesministerium für Wasserwege",
    "es": "Ministerio de Trabajo", "tr": "Dışişleri Bakanlığı", "az": "Xarici İşlər Nazirliyi", "ru": "Министерство иностранных дел",
    "uk": "Міністерство інфраструктури", "zh": "外交部", "ko": "외교부", "el": "Υπουργείο Ναυτιλίας", "ar": "وزارة الخارجية",
}  # fmt: skip
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
SHARE = {"en": "Share", "fr": "Partager", "de": "Teilen", "es": "Compartir", "tr": "Paylaş", "az": "Paylaş", "ru": "Поделиться",
         "uk": "Поділитися", "zh": "分享到", "ko": "공유하기", "el": "Κοινοποίηση", "ar": "مشاركة"}  # fmt: skip
RELATED = {"en": "Related news", "fr": "À lire aussi", "de": "Das könnte Sie auch interessieren", "es": "Noticias relacionadas",
           "tr": "Diğer haberler", "az": "Digər xəbərlər", "ru": "Другие новости", "uk": "Інші новини", "zh": "相关新闻", "ko": "관련 뉴스",
           "el": "Σχετικά νέα", "ar": "أخبار ذات صلة"}  # fmt: skip
OTHERS = {
    "en": [
        "Minister opens the hydrographic school in Saltholm",
        "Statement on the elections in Marland",
        "Consular days in Port Tarn",
    ],
    "fr": [
        "Le ministre inaugure l'école d'hydrographie",
        "Déclaration sur les élections en Marlande",
        "Journées consulaires à Port-Tarn",
    ],
    "de": ["Minister eröffnet die Schule für Seevermessung", "Erklärung zu den Wahlen in Marland", "Sprechtage in Port Tarn"],
    "es": [
        "El ministro inaugura la escuela de hidrografía",
        "Declaración sobre las elecciones en Marlandia",
        "Jornadas consulares en Puerto Tarn",
    ],
    "tr": ["Bakan hidrografi okulunu açtı", "Marland seçimlerine ilişkin açıklama", "Port Tarn'da konsolosluk günleri"],
    "az": [
        "Nazir hidroqrafiya məktəbinin açılışında iştirak edib",
        "Marlenddə seçkilərə dair bəyanat",
        "Port-Tarnda konsulluq günləri",
    ],
    "ru": ["Министр открыл школу гидрографии в Сальтхольме", "Заявление о выборах в Марландии", "Консульские дни в Порт-Тарне"],
    "uk": ["Міністр відкрив школу гідрографії у Сальтгольмі", "Заява про вибори в Марландії", "Консульські дні в Порт-Тарні"],
    "zh": ["部长出席水文学校开学典礼", "关于马兰国选举的声明", "领事服务日活动在塔恩港举行"],
    "ko": ["장관, 수로학교 개교식 참석", "마를란드 선거에 관한 성명", "포트탄 영사의 날 행사 개최"],
    "el": ["Ο Υπουργός εγκαινίασε τη σχολή υδρογραφίας", "Δήλωση για τις εκλογές στη Μαρλανδία", "Προξενικές ημέρες στο Πορτ Ταρν"],
    "ar": ["الوزير يفتتح مدرسة المساحة البحرية", "بيان بشأن الانتخابات في مارلند", "أيام قنصلية في بورت تارن"],
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page, its address, and the time as far as the page tells it."""

    url: str
    html: str
    published: datetime | date | None


def _words(moment: datetime, language: str) -> str:
    if language == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    if language == "ko":
        return f"{moment.year}년 {moment.month}월 {moment.day}일"
    month = MONTHS[language].split()[moment.month - 1]
    return f"{moment.day} de {month} de {moment.year}" if language == "es" else f"{moment.day} {month} {moment.year}"


def _menu(language: str, tag: str = "li") -> str:
    return "".join(f"<{tag}><a href='/{n}'>{escape(m)}</a></{tag}>" for n, m in enumerate(MENU[language]))


def _links(language: str, tag: str = "li") -> str:
    return "".join(f"<{tag}><a href='/news/{n}'>{escape(o)}</a></{tag}>" for n, o in enumerate(OTHERS[language], 900))


def _body(paragraphs: list[str], cls: str = "") -> str:
    parts = []
    for p in paragraphs:
        if p.startswith("- "):
            parts.append("<ul>" + "".join(f"<li>{escape(i.removeprefix('- '))}</li>" for i in p.split("\n")) + "</ul>")
        else:
            parts.append(f"<p{cls}>{escape(p)}</p>")
    return "".join(parts)


def _breaks(paragraphs: list[str]) -> str:
    return "<br><br>\n".join("<br>\n".join(escape(line.removeprefix("- ")) for line in p.split("\n")) for p in paragraphs)


def wordpress(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """WordPress with a theme: og tags, .entry-content, share bar, related posts inside the article."""
    at = moment.replace(tzinfo=timezone(timedelta(hours=2)))
    return Drawn(
        "https://mfa.example/2026/" + f"{moment:%m/%d}" + "/release/",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)} – {NAMES[language]}</title>
<meta property="og:title" content="{escape(title)}"><meta property="og:site_name" content="{NAMES[language]}">
<meta property="article:published_time" content="{at.isoformat()}"></head><body class="single single-post">
<header id="masthead"><nav><ul>{_menu(language)}</ul></nav></header><main><article class="post type-post"><header class="entry-header">
<h1 class="entry-title">{escape(title)}</h1><div class="entry-meta"><time class="entry-date published">{_words(moment, language)}</time></div></header>
<div class="entry-content">{_body(paragraphs)}<div class="sharedaddy sd-sharing"><h3>{SHARE[language]}:</h3><ul><li><a href="#">Facebook</a></li>
<li><a href="#">X</a></li></ul></div><div class="jp-relatedposts"><h3>{RELATED[language]}</h3>{_links(language, "p")}</div></div>
</article></main><footer><p>© 2026 {NAMES[language]}</p></footer></body></html>""",
        at,
    )


def drupal(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """Drupal: field wrappers, a breadcrumb, a side block of latest items, a date as a field."""
    return Drawn(
        "https://gov.example/en/node/4711",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)} | {NAMES[language]}</title></head><body>
<div class="region-header"><a href="/">{NAMES[language]}</a><ul class="menu">{_menu(language)}</ul></div>
<nav class="breadcrumb"><ol><li><a href="/">{MENU[language][0]}</a></li><li>{MENU[language][2]}</li></ol></nav>
<div class="layout-content"><h1 class="page-title"><span class="field--name-title">{escape(title)}</span></h1>
<div class="node node--type-press-release"><div class="field field--name-field-date"><div class="field__item"><time datetime="{moment.isoformat()}Z">
{_words(moment, language)}</time></div></div><div class="field field--name-body text-formatted field__item">{_body(paragraphs)}</div></div></div>
<aside class="region-sidebar"><h2>{RELATED[language]}</h2><div class="view-latest"><ul>{_links(language)}</ul></div></aside>
<footer><p>{NAMES[language]}</p><p><a href="/privacy">Privacy</a></p></footer></body></html>""",
        moment.replace(tzinfo=UTC),
    )


def govuk(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """GOV.UK: govspeak, a published line with an update, JSON-LD."""
    at = moment.replace(tzinfo=UTC)
    data = {"@context": "http://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": at.isoformat(),
            "author": {"@type": "Organization", "name": "Foreign Office"}}  # fmt: skip
    return Drawn(
        "https://www.gov.example/government/news/release",
        f"""<!DOCTYPE html><html lang="en"><head><title>{escape(title)} - GOV.EXAMPLE</title>
<script type="application/ld+json">{json.dumps(data)}</script></head><body><div id="global-cookie-message"><p>We use cookies to run this site.
<a href="/cookies">Cookies</a></p></div><header role="banner"><a href="/">GOV.EXAMPLE</a></header><div class="govuk-width-container"><main id="content">
<div class="gem-c-title"><span class="gem-c-title__context">Press release</span><h1>{escape(title)}</h1></div>
<div class="gem-c-metadata"><dl><dt>From:</dt><dd><a href="/fo">Foreign Office</a></dd><dt>Published</dt><dd>{_words(moment, "en")}</dd></dl></div>
<div class="gem-c-govspeak govuk-govspeak"><div class="govspeak">{_body(paragraphs)}</div></div>
<div class="gem-c-share-links"><h2>Share this page</h2><ul><li><a href="#">Share on Facebook</a></li></ul></div></main>
<div class="gem-c-contextual-sidebar"><h2>Related content</h2><ul>{_links("en")}</ul></div></div>
<footer><p>All content is available under the Open Government Licence</p></footer></body></html>""",
        at,
    )


def trs(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """TRS WCM of Chinese ministries: TRS_UEDITOR, the date in the address, font-size switch, print and share lines."""
    inner = "".join(f'<p style="text-indent: 2em;">　　{escape(p)}</p>' for p in paragraphs)
    return Drawn(
        f"https://www.fmprc.example/zyxw/{moment:%Y%m}/t{moment:%Y%m%d}_11993800.shtml",
        f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}_{NAMES["zh"]}</title></head><body>
<div class="head"><div class="nav"><ul>{_menu("zh")}</ul></div></div><div class="current">您的位置：<a href="/">首页</a> &gt; <a href="/zyxw">重要新闻</a></div>
<div class="news-details"><div class="news-title"><h1>{escape(title)}</h1></div><div class="news-info"><span>{moment:%Y-%m-%d %H:%M}</span>
<span>来源：外交部</span><span class="fontsize">【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</span></div>
<div class="news-main" id="News_Body_Txt_A"><div class="view TRS_UEDITOR trs_paper_default">{inner}</div></div>
<div class="tools"><p>分享到：</p><p>打印本页</p><p>关闭窗口</p></div></div><div class="xgxw"><h3>相关新闻：</h3><ul>{_links("zh")}</ul></div>
<div class="foot"><p>版权所有 外交部</p></div></body></html>""",
        moment,
    )


def sharepoint(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """SharePoint: the whole page in one form, web part zones, ms-rtestate-field, text in divs."""
    inner = "".join(f"<div>{escape(line.removeprefix('- '))}</div>" for p in paragraphs for line in p.split("\n"))
    direction = ' dir="rtl"' if language == "ar" else ""
    return Drawn(
        "https://www.mofa.example/mediacenter/Pages/news318.aspx",
        f"""<!DOCTYPE html><html lang="{language}"{direction}><head><title>{NAMES[language]} - {escape(title)}</title></head><body>
<form id="aspnetForm" method="post" action="news.aspx"><input type="hidden" name="__VIEWSTATE" value="{"x" * 900}">
<div id="s4-ribbonrow"><span>Browse</span></div><div id="s4-workspace"><div class="ms-core-navigation"><ul>{_menu(language)}</ul></div>
<div id="DeltaPlaceHolderMain"><div class="news-detail"><h2 class="news-title">{escape(title)}</h2><span class="news-date">{_words(moment, language)}</span>
<div class="article-content"><div class="ms-rtestate-field" id="ctl00_PlaceHolderMain">{inner}</div></div></div></div>
<div class="ms-webpart-zone"><h3>{RELATED[language]}</h3><ul>{_links(language)}</ul></div></div>
<div id="footer"><span>{NAMES[language]} © 2026</span></div></form></body></html>""",
        moment.date(),
    )


def plone(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """Plone of gov.br: documentFirstHeading, documentByLine with published and modified, a tag list."""
    words = {"es": ("publicado", "modificado"), "fr": ("publié le", "modifié le"), "en": ("published", "last modified")}[language]
    later = moment + timedelta(days=3)
    return Drawn(
        "https://www.gov.example/trabajo/noticias/nota",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)} — {NAMES[language]}</title></head><body class="template-newsitem_view">
<div id="portal-header"><ul id="portal-globalnav">{_menu(language)}</ul></div><div id="content"><article id="content-core-wrap">
<h1 class="documentFirstHeading">{escape(title)}</h1><div class="documentByLine"><span class="documentPublished"><span>{words[0]}</span>
<span class="value">{moment:%d/%m/%Y %Hh%M}</span></span>, <span class="documentModified"><span>{words[1]}</span> <span class="value">{later:%d/%m/%Y %Hh%M}</span></span></div>
<div id="content-core"><div id="parent-fieldname-text">{_body(paragraphs)}</div></div><div id="category"><span>Tags: </span>
<a href="/t1">foro</a>, <a href="/t2">puerto</a></div></article></div><div id="portal-column-one"><h3>{RELATED[language]}</h3><ul>{_links(language)}</ul></div>
</body></html>""",
        moment if language in ("es", "fr") or moment.day > 12 or later.day > 12 else None,
    )


def spip(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """SPIP: crayon classes, chapo, texte, notes."""
    return Drawn(
        "https://www.diplomatie.example/fr/salle-de-presse/article/communique-123",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)} - {NAMES[language]}</title>
<meta name="generator" content="SPIP 4.2"></head><body class="pas_surlignable page_article"><div id="entete"><ul class="menu-liste">{_menu(language)}</ul></div>
<div id="conteneur"><div class="cartouche"><h1 class="crayon article-titre-123 titre">{escape(title)}</h1>
<p class="info-publi"><abbr class="published" title="{moment:%Y-%m-%dT%H:%M:%SZ}">{_words(moment, language)}</abbr></p></div>
<div class="crayon article-texte-123 texte">{_body(paragraphs)}</div><p class="partager"><a href="#">{SHARE[language]}</a></p></div>
<div id="navigation"><h2>{RELATED[language]}</h2><ul>{_links(language)}</ul></div><div id="pied"><a href="/plan">Plan du site</a></div></body></html>""",
        moment.date(),
    )


def bitrix(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """1C-Bitrix: news-detail, news-date-time, text with line breaks, a list of other items under the text."""
    return Drawn(
        "https://mid.example/ru/press_service/minister/1800042/",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)}</title></head><body><div id="header"><div class="logo">{NAMES[language]}</div>
<ul id="top-menu">{_menu(language)}</ul></div><div id="workarea"><h1 id="pagetitle">{escape(title)}</h1><div class="news-detail">
<span class="news-date-time">{moment:%d.%m.%Y %H:%M}</span>{_breaks(paragraphs)}<div style="clear:both"></div></div>
<div class="news-list"><h3>{RELATED[language]}</h3>{_links(language, "p")}</div><p><a href="/ru/press_service/">{"Возврат к списку"}</a></p></div>
<div id="footer">© {NAMES[language]}, 2026</div></body></html>""",
        moment,
    )


def liferay(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """Liferay: portlets, journal-content-article, asset metadata, related assets."""
    return Drawn(
        "https://www.presidency.example/-/asset_publisher/abc/content/id/55",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)} - {NAMES[language]}</title></head><body class="yui3-skin-sam">
<div id="wrapper"><header id="banner"><nav id="navigation"><ul>{_menu(language)}</ul></nav></header><div id="content"><div class="portlet-boundary">
<div class="portlet-body"><div class="asset-full-content"><h3 class="asset-title">{escape(title)}</h3><div class="asset-metadata">
<span class="metadata-entry metadata-publish-date">{_words(moment, language)}</span></div><div class="journal-content-article">{_body(paragraphs)}</div>
<div class="taglib-social-bookmarks"><ul><li><a href="#">{SHARE[language]}</a></li></ul></div></div>
<div class="related-assets"><h4>{RELATED[language]}</h4><ul>{_links(language)}</ul></div></div></div></div><footer><p>Powered by portal</p></footer></div></body></html>""",
        moment.date(),
    )


def korean_board(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """A Korean board: a table head with writer and date, text in one div, previous and next items, attachments."""
    return Drawn(
        "https://www.mofa.example/www/brd/m_4080/view.do?seq=376543",
        f"""<!DOCTYPE html><html lang="ko"><head><title>{escape(title)} | 보도자료 | {NAMES["ko"]}</title></head><body><div id="gnb"><ul>{_menu("ko")}</ul></div>
<div id="contents"><h2>보도자료</h2><div class="bo_view"><h3 class="tit">{escape(title)}</h3><ul class="info"><li><span>부서</span> 유럽국</li>
<li><span>작성일</span> {moment:%Y-%m-%d %H:%M}</li><li><span>조회수</span> 1,284</li></ul><div class="file"><strong>첨부파일</strong>
<a href="/f/1">보도자료.hwp</a></div><div class="se-contents">{_body(paragraphs)}</div></div>
<div class="prevnext"><dl><dt>이전글</dt><dd><a href="?seq=1">{OTHERS["ko"][0]}</a></dd><dt>다음글</dt><dd><a href="?seq=2">{OTHERS["ko"][1]}</a></dd></dl></div>
<div class="btn"><a href="list.do">목록</a></div></div><div id="footer"><p>서울특별시 종로구 사직로</p></div></body></html>""",
        moment,
    )


def turkish_mfa(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """The Turkish .mfa system: sub-content panels, the headline in bold, date and place in the headline's row."""
    return Drawn(
        "https://www.mfa.example/gorusme-8-nisan-2026.en.mfa",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)} / {NAMES[language]}</title></head><body><div class="header"><div class="mainMenu">
<ul>{_menu(language)}</ul></div></div><div class="contentPage"><div class="row"><div class="sub-content-left"><ul class="list-group">{_links(language)}</ul></div>
<div class="sub-content"><div class="sub-title"><strong>{escape(title)}</strong></div><div class="date">{_words(moment, language)}</div>
<div class="content-text">{_body(paragraphs)}</div></div></div></div><div class="footer"><p>© {NAMES[language]} 2026</p></div></body></html>""",
        moment.date(),
    )


def old_table(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """An old page of tables and font tags, without headings, with today's date in its head."""
    today = moment + timedelta(days=40)
    return Drawn(
        "http://www.min.example/show.asp?id=318",
        f"""<html><head><title>{NAMES[language]}</title></head><body bgcolor="#ffffff"><table width="100%"><tr><td><b>{NAMES[language]}</b></td>
<td align="right">{today:%d.%m.%Y}</td></tr></table><table width="900"><tr><td width="180" valign="top">{_menu(language, "div")}</td><td valign="top">
<table width="100%"><tr><td><font color="#777777">{moment:%d.%m.%Y} [{moment:%H:%M}]</font><br><font size="4"><b>{escape(title)}</b></font></td></tr>
<tr><td class="txt">{_breaks(paragraphs)}</td></tr></table></td></tr></table><hr><center><font size="1">© 2026</font></center></body></html>""",
        moment,
    )


def gsb(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """The German Government Site Builder: singleview, a date line, a footer toolbar."""
    kind, day = ("Rede", "Datum") if language == "de" else ("Speech", "Date")
    return Drawn(
        "https://www.bmw.example/SharedDocs/Reden/DE/2026/rede.html",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{NAMES[language]} - {escape(title)}</title></head><body class="gsb startseite">
<div id="wrapperOuter"><div id="navPrimary" role="navigation"><ul>{_menu(language)}</ul></div><div id="main"><div id="content" class="content">
<div class="singleview rede"><h1 class="isFirstInSlot"><span class="dachzeile">{kind}</span> <span class="headline">{escape(title)}</span></h1>
<p class="c-meta"><span class="c-meta__label">{day}</span> {moment:%d.%m.%Y}</p>{_body(paragraphs)}</div><div class="c-toolbar"><ul><li><a href="#">Drucken</a></li>
<li><a href="#">{SHARE[language]}</a></li></ul></div></div><div id="supplement"><h2>{RELATED[language]}</h2><ul>{_links(language)}</ul></div></div>
<div id="footer"><p>© {NAMES[language]}</p></div></div></body></html>""",
        moment.date(),
    )


def modern(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """A page of a modern framework: hashed class names, JSON-LD, a cookie bar, related cards inside <main>."""
    at = moment.replace(tzinfo=timezone(timedelta(hours=4)))
    data = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": NAMES[language]},
            {"@type": "NewsArticle", "headline": title, "datePublished": at.isoformat(), "dateModified": (at + timedelta(hours=5)).isoformat()}]}  # fmt: skip
    cards = "".join(
        f'<a class="css-1x" href="/n/{n}"><div><h3>{escape(o)}</h3><span>{_words(moment, language)}</span></div></a>'
        for n, o in enumerate(OTHERS[language])
    )
    inner = "".join(f'<div class="css-p9 rich">{_body([p])}</div>' for p in paragraphs)
    return Drawn(
        "https://president.example/en/media/news/1042",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)} | {NAMES[language]}</title><script type="application/ld+json">{json.dumps(data)}</script>
</head><body><div id="__next"><header class="css-h1"><nav>{_menu(language, "span")}</nav></header><div class="cookie-banner" role="dialog"><p>Cookies</p></div>
<main class="css-m3"><section class="css-t"><h1 class="css-h">{escape(title)}</h1><p class="css-d">{_words(moment, language)}</p></section>
<section class="css-b">{inner}</section><section class="css-r"><h2>{RELATED[language]}</h2><div class="css-g">{cards}</div></section></main>
<footer class="css-f"><p>© 2026</p></footer></div></body></html>""",
        at,
    )


def joomla(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """Joomla: item-page, article-info with a details list, itemprop names, a pager."""
    return Drawn(
        "https://www.parliament.example/index.php/news/318-release",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)}</title></head><body class="site"><div class="container"><ul class="nav menu">{_menu(language)}</ul>
<div class="item-page" itemscope itemtype="https://schema.org/Article"><div class="page-header"><h2 itemprop="headline">{escape(title)}</h2></div>
<dl class="article-info"><dt>Details</dt><dd class="published"><time datetime="{moment.isoformat()}+03:00" itemprop="datePublished">{_words(moment, language)}</time></dd>
<dd class="hits">Hits: 512</dd></dl><div itemprop="articleBody">{_body(paragraphs)}</div><ul class="pager pagenav"><li><a href="/p">Prev</a></li><li><a href="/n">Next</a></li></ul></div>
<div class="moduletable"><h3>{RELATED[language]}</h3><ul>{_links(language)}</ul></div></div></body></html>""",
        moment.replace(tzinfo=timezone(timedelta(hours=3))),
    )


def parliament(title: str, paragraphs: list[str], moment: datetime, language: str) -> Drawn:
    """A parliament's own system: the date in a definition list after the text, a back link, a picture with a caption."""
    return Drawn(
        "https://www.assembly.example/press/view/778",
        f"""<!DOCTYPE html><html lang="{language}"><head><title>{NAMES[language]}: {escape(title)}</title></head><body><div class="top"><ul>{_menu(language)}</ul></div>
<div class="page"><div class="page-title"><h1>{escape(title)}</h1></div><figure class="photo"><img src="/i.jpg" alt=""><figcaption>{OTHERS[language][0]}</figcaption></figure>
<div class="page-text">{_body(paragraphs)}</div><p class="pubdate">{_words(moment, language)}</p><div class="back"><a href="/press">{MENU[language][2]}</a></div></div>
<div class="bottom"><p>© {NAMES[language]}</p></div></body></html>""",
        moment.date(),
    )


DESIGNS: dict[str, Callable[[str, list[str], datetime, str], Drawn]] = {
    f.__name__: f
    for f in (
        wordpress, drupal, govuk, trs, sharepoint, plone, spip, bitrix, liferay, korean_board, turkish_mfa, old_table, gsb, modern, joomla,
        parliament,
    )
}  # fmt: skip
