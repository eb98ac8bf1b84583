"""Cases of labels: the head noun and its adjectives change, the rest stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.language import in_case, in_sentence

FORMS = [
    # label, genitive, accusative, instrumental
    ("Сделка", "Сделки", "Сделку", "Сделкой"),
    ("Контактное лицо", "Контактного лица", "Контактное лицо", "Контактным лицом"),
    ("Лид", "Лида", "Лид", "Лидом"),
    ("Лиды", "Лидов", "Лиды", "Лидами"),
    ("Контрагент", "Контрагента", "Контрагента", "Контрагентом"),
    ("Следующий шаг", "Следующего шага", "Следующий шаг", "Следующим шагом"),
    ("Старый клиент", "Старого клиента", "Старого клиента", "Старым клиентом"),
    ("Служебные записки", "Служебных записок", "Служебные записки", "Служебными записками"),
    ("Ключевые клиенты", "Ключевых клиентов", "Ключевых клиентов", "Ключевыми клиентами"),
    ("Часы работы", "Часов работы", "Часы работы", "Часами работы"),
    ("Деньги", "Денег", "Деньги", "Деньгами"),
    ("Данные", "Данных", "Данные", "Данными"),
    ("Входящие", "Входящих", "Входящие", "Входящими"),
    ("Ответственный", "Ответственного", "Ответственного", "Ответственным"),
    ("Заведующий складом", "Заведующего складом", "Заведующего складом", "Заведующим складом"),
    ("Рабочий стол", "Рабочего стола", "Рабочий стол", "Рабочим столом"),
    ("Папка с документами", "Папки с документами", "Папку с документами", "Папкой с документами"),
    ("Статья базы знаний", "Статьи базы знаний", "Статью базы знаний", "Статьей базы знаний"),
    ("Агент CRM-телефонии", "Агента CRM-телефонии", "Агента CRM-телефонии", "Агентом CRM-телефонии"),
    ("Токен аутентификации", "Токена аутентификации", "Токен аутентификации", "Токеном аутентификации"),
    ("Исходящее эл. письмо", "Исходящего эл. письма", "Исходящее эл. письмо", "Исходящим эл. письмом"),
    ("API пользователь", "API пользователя", "API пользователя", "API пользователем"),
    ("IP-телефон", "IP-телефона", "IP-телефон", "IP-телефоном"),
    ("Целевой URL-адрес", "Целевого URL-адреса", "Целевой URL-адрес", "Целевым URL-адресом"),
    ("Товары и услуги", "Товаров и услуг", "Товары и услуги", "Товарами и услугами"),
    ("Задача/звонок", "Задачи/звонка", "Задачу/звонок", "Задачей/звонком"),
    (
        "Заявка на ремонт и обслуживание",
        "Заявки на ремонт и обслуживание",
        "Заявку на ремонт и обслуживание",
        "Заявкой на ремонт и обслуживание",
    ),
    ("Отчет", "Отчета", "Отчет", "Отчетом"),
    ("Платёж", "Платежа", "Платёж", "Платежом"),
    ("СДЕЛКА", "СДЕЛКИ", "СДЕЛКУ", "СДЕЛКОЙ"),
    ("НДС", "НДС", "НДС", "НДС"),
    ("Шаблон PDF", "Шаблона PDF", "Шаблон PDF", "Шаблоном PDF"),
    ("Тариф «Бизнес»", "Тарифа «Бизнес»", "Тариф «Бизнес»", "Тарифом «Бизнес»"),
    ("Импортировать", "Импортировать", "Импортировать", "Импортировать"),
    ("Без названия", "Без названия", "Без названия", "Без названия"),
    ("Email", "Email", "Email", "Email"),
    ("", "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("label", "gent", "accs", "ablt"), FORMS)
def test_declension(label: str, gent: str, accs: str, ablt: str) -> None:
    assert [in_case(label, case, "ru") for case in ("gent", "accs", "ablt")] == [gent, accs, ablt]


def test_latin_letter_inside_a_russian_word_is_mended() -> None:
    """EspoCRM's own name of a deal starts with a Latin C."""
    assert in_case("Cделка", "accs", "ru") == "Сделку"


def test_forms_of_the_spec_win() -> None:
    assert in_case("Лид", "gent", "ru", {"gent": "Лидочка"}) == "Лидочка"
    assert in_case("Лид", "accs", "ru", {"gent": "Лидочка"}) == "Лид"


def test_english_and_the_nominative_stay() -> None:
    assert in_case("Deal", "gent", "en") == "Deal"
    assert in_case("Cделка", "nomn", "ru") == "Cделка"


@pytest.mark.parametrize(
    ("label", "small"),
    [
        ("Сделка", "сделка"),
        ("PDF", "PDF"),
        ("У каждого отдела", "у каждого отдела"),
        ("В-карта", "В-карта"),
        ("iPhone", "iPhone"),
        ("А", "а"),
        ("", ""),
        ("1С", "1С"),
        ("НДС 20", "НДС 20"),
    ],
)
def test_inside_a_sentence(label: str, small: str) -> None:
    assert in_sentence(label) == small


def test_labels_of_a_real_crm_keep_their_tails(shared: Callable[[str], Path]) -> None:
    """Every Russian name of EspoCRM's records is declined without an error, and only words change."""
    names: set[str] = set()
    for path in shared("data/espocrm").rglob("ru_RU/Global.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        names |= {*content.get("scopeNames", {}).values(), *content.get("scopeNamesPlural", {}).values()}
    assert len(names) > 100
    unchanged = {name for name in names if in_case(name, "gent", "ru") == name}
    assert unchanged <= {"Импортировать", "Webhook", "OAuth", "Webhooks"}
    for name in names:
        for case in ("gent", "datv", "accs", "ablt", "loct"):
            assert len(in_case(name, case, "ru").split()) == len(name.split())  # type: ignore[arg-type]
