"""What is read from a built page."""

from __future__ import annotations

from kbgen.search.records import read_page, relevant

PAGE = """<!doctype html><html><head><title>Сайт</title>
<meta name="kb-kind" content="entity"><meta name="kb-roles" content="operator manager">
<meta name="kb-keywords" content="Deal, сделка &amp; продажа">
</head><body><nav>Меню</nav><main><article class="md-content__inner md-typeset">
<h1 id="deals">Сделки<a class="headerlink" href="#deals">¶</a></h1>
<p>Вступление
в две строки.</p><script>var x = 1</script><p data-search-exclude>Не для поиска</p>
<h2 id="fields">Поля<a class="headerlink" href="#fields">¶</a></h2>
<table><tr><th>Поле</th><th>Зачем</th></tr>
<tr id="amount"><td>Сумма</td><td>Сколько <b>заплатит</b> клиент</td></tr>
<tr><td><strong id="stage">Стадия</strong> <span>обязательно</span></td>
<td>Где<span>сделка</span><span>сейчас</span> (пр<b>я</b>мо)</td></tr>
<tr><td>Без якоря</td><td>Тоже читается</td></tr></table>
<h3>Без якоря</h3><p>Дальше.</p>
<div class="kb-transcript"><ol><li data-start="0">Раз.</li><li data-start="12.5">Два.</li>
<li data-start="31"><a class="kb-time">0:31</a> <strong class="kb-chapter">Глава</strong> Три.</li>
<li data-start="83">Четыре.</li><li data-start="?">Пять.</li></ol></div>
</article></main><footer>Подвал</footer></body></html>"""


def test_a_page_becomes_records() -> None:
    page = read_page(PAGE, "entities/deal.html")
    assert page is not None
    assert (page.title, page.kind, page.roles) == ("Сделки", "entity", ("operator", "manager"))
    assert page.keywords == "Deal, сделка & продажа"
    assert [(r.anchor, r.heading, r.text) for r in page.records] == [
        ("", "Сделки", "Вступление в две строки."),
        ("#fields", "Поля", "Без якоря Тоже читается\nБез якоря\nДальше."),
        ("#amount", "Сумма", "Сколько заплатит клиент"),
        ("#stage", "Стадия", "обязательно\nГде сделка сейчас (прямо)"),
        ("#t=0", "0:00", "Раз. Два."),
        ("#t=31", "0:31 Глава", "Три."),
        ("#t=83", "1:23", "Четыре."),
    ]


def test_pages_that_are_not_for_search() -> None:
    assert read_page("<html><body>Слайды</body></html>", "deck.html") is None
    assert read_page(PAGE.replace("<head>", '<head><meta name="robots" content="noindex">'), "x.html") is None


def test_only_what_is_found_decides_whether_a_page_changed() -> None:
    assert relevant(PAGE) == relevant(PAGE.replace("Меню", "Другое меню").replace("Подвал", "Другой подвал"))
    assert relevant(PAGE) != relevant(PAGE.replace("Вступление", "Начало"))
    assert relevant(PAGE) != relevant(PAGE.replace('content="entity"', 'content="guide"'))


def test_a_list_that_only_shows_the_way_is_not_read() -> None:
    page = (
        '<meta name="kb-kind" content="role">'
        '<article class="md-content__inner"><h1>Роль</h1><h2 id="t">Задачи</h2><ul>'
        '<li><a href="x.html">Как создать сделку</a> <span class="kb-small">3 минуты</span></li>'
        '<li>Перед отгрузкой проверьте адрес клиента и <a href="y.html">сделку</a></li>'
        '<li><a href="#part">Здесь же</a></li></ul>'
        '<div class="kb-cards"><ul><li><p><strong><a href="z.html">Карточка</a></strong></p><p>Длинное пояснение</p>'
        "</li><li><p>Иванов, 12-34</p></li></ul></div></article>"
    )
    found = read_page(page, "roles/x.html")
    assert found is not None
    words = " ".join(record.text for record in found.records)
    assert "Перед отгрузкой" in words and "Здесь же" in words and "Иванов" in words
    assert "Как создать" not in words and "Длинное" not in words


def test_terms_and_their_meaning_are_a_line_and_what_stands_under_every_page_is_none_of_it() -> None:
    page = (
        '<article class="md-content__inner"><h1>Сделка</h1><dl class="kb-facts"><div><dt>Для кого</dt>'
        "<dd>Менеджер</dd><dd>Оператор</dd></div><div><dt>Надолго?</dt><dd>3 минуты</dd></div></dl><p>Дальше.</p>"
        '<div class="kb-foot"><p>Сообщить о недочёте</p><p class="kb-printed">База · сделка</p></div></article>'
    )
    read = read_page(page, "deal.html")
    assert read is not None
    assert read.records[0].text == "Для кого: Менеджер\nОператор\nНадолго? 3 минуты\nДальше."
