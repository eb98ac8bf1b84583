"""A tiny knowledge base that has one of everything, and the Markdown the site turns into HTML."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import markdown
import pytest

from kbgen.model.acceptance import Acceptance, CheckResult, Person, Stage
from kbgen.model.acceptance import Criterion as Check
from kbgen.model.choice import Candidate, Choice, Criterion, Decision
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field, Option, Relation
from kbgen.model.equipment import Device, Equipment, Symptom
from kbgen.model.glossary import Glossary, Term
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.needs import Goal, Need, Needs
from kbgen.model.pages import Page
from kbgen.model.processes import Process, Processes, State, Step, Transition
from kbgen.model.roles import Operation, Permission, Role, Roles
from kbgen.model.text import Language, Text
from kbgen.model.training import Session, Topic, Training
from kbgen.model.videos import Video
from kbgen.model.warranty import Contact, Defect, Example, SeverityLevel, Warranty
from kbgen.wiki import pages


def t(text: str) -> Text:
    return Text(plain=text)


def make(s: Callable[[str], str], language: Language = "ru") -> KnowledgeBase:
    """A knowledge base in which every free string went through *s*."""

    def x(text: str) -> Text:
        return Text(plain=s(text))

    return KnowledgeBase(
        client=Client(
            id="tiny",
            name=x("ООО «Ромашка»"),
            product=Product("crm", s("Моя CRM"), s("3.1"), s("http://crm.example")),
            implementer=Firm(s("Внедренец")),
            language=language,
            about=x("Продаём цветы."),
        ),
        spec=Spec(
            entities=_entities(s, x),
            roles=_roles(s, x),
            needs=Needs(
                (Goal("g1", x("Отвечать быстрее"), x("Не дольше часа")),),
                (Need("N1", x("Видеть все сделки"), s("Отдел продаж"), "g1", "must", ("Deal",), ("sale",)),),
            ),
            choice=_choice(s, x),
            processes=_processes(s, x),
            equipment=_equipment(s, x),
            acceptance=Acceptance(
                (
                    Stage(
                        "setup",
                        x("Настройка"),
                        Person(s("Петрова А. И."), x("Руководитель")),
                        (Check("a1", x("Сделка создаётся"), ("N1",)),),
                        date(2026, 12, 1),
                        x("Готовая CRM"),
                        ("rights", "fields"),
                    ),
                ),
                (CheckResult("a1", "failed", date(2026, 11, 9), s("Петрова"), x("Сохраняется долго"), "high"),),
            ),
            training=_training(s, x),
            warranty=Warranty(
                date(2026, 12, 31),
                6,
                (Contact(s("Иванов И. И."), x("Инженер"), s("+7 495 000-00-00"), s("help@example.ru"), x("9–18")),),
                (SeverityLevel("high", x("Высокая"), x("Работать нельзя"), x("за час"), x("за день")),),
                (
                    Defect("D1", x("Медленный отчёт"), date(2026, 11, 3), x("Сузить период"), severity="high"),
                    Defect("D2", x("Опечатка в меню"), state="fixed", page="entities/deal.html", fixed_in=s("2")),
                    Defect("D3", x("Нужен тёмный цвет"), kind="change", reported_by=s("Петрова А. И.")),
                ),
                x("Недочёт — это отличие от согласованного."),
                (Example(x("Кнопки нет"), "defect", x("Она согласована")),),
            ),
            glossary=Glossary(
                (
                    Term("deal", x("Сделка"), x("Договорённость о продаже"), (s("продажа"),), "Deal"),
                    Term("fir", x("Ёлка"), x("Зимний товар")),
                )
            ),
        ),
        guides=_guides(s),
        videos=(
            Video("01-deal", x("Как создать сделку"), "videos/tiny/01.mp4", x("Две минуты"), ("manager",), ("Deal",)),
        ),
    )


def _entities(s: Callable[[str], str], x: Callable[[str], Text]) -> Entities:
    many = tuple(Option(f"c{n}", x(f"Страна {n}")) for n in range(14))
    return Entities(
        (
            Entity(
                "Deal",
                x("Сделка"),
                x("Сделки"),
                x("Договорённость с клиентом о продаже."),
                x("CRM → Сделки"),
                (
                    Field("name", x("Название"), "string", required=True, max_length=250, hint=x("Кто и что покупает")),
                    Field("amount", x("Сумма"), "money", min=0.0, example=s("1500"), section=x("Деньги")),
                    Field("stage", x("Этап"), "enum", default="new", options=_stages(x)),
                    Field("country", x("Страна"), "enum", options=many, required_if=x("Доставка за границу")),
                    Field("client", x("Клиент"), "link", target=("Company",), visible_if=x("Этап не первый")),
                    Field("user", x("Владелец"), "link", target=("User",), readonly=True),
                    Field("paid", x("Оплачено"), "bool", default=False, unique=True, section=x("Деньги"), max=1.5),
                    Field("token", x("Ключ"), "secret", system=True),
                ),
                (Relation("tasks", x("Задачи"), "Task"),),
            ),
            Entity("Company", x("Компания"), x("Компании"), fields=(Field("title", x("Название"), "string"),)),
            Entity("Task", x("Задача"), x("Задачи"), menu=x("Дела"), forms={"gent": s("задачи")}),
            Entity("User", x("Пользователь"), external=True),
        )
    )  # fmt: skip


def _stages(x: Callable[[str], Text]) -> tuple[Option, ...]:
    return (Option("new", x("Новая"), x("Только создана")), Option("won", x("Выиграна")))


def _roles(s: Callable[[str], str], x: Callable[[str], Text]) -> Roles:
    return Roles(
        (
            Role("manager", x("Менеджер по продажам"), x("Ведёт сделки"), (x("Звонит клиентам"),), s("Sales"), 3),
            Role("boss", x("Руководитель"), x("Смотрит отчёты")),
        ),
        (
            Permission(
                "manager",
                "Deal",
                {"create": "own", "read": "team", "edit": "own", "export": "no", "merge": "own"},
                x("Пока сделка не закрыта"),
                {"amount": {"edit": "no"}},
            ),
            Permission(
                "boss", "Deal", {"create": "all", "read": "all", "edit": "all", "delete": "all", "export": "all"}
            ),
            Permission("boss", "Company", {"read": "all"}),
        ),
        (Operation("merge", x("Слияние"), dangerous=True),),
    )


def _choice(s: Callable[[str], str], x: Callable[[str], Text]) -> Choice:
    return Choice(
        (Criterion("price", x("Цена"), 3), Criterion("ru", x("Русский язык"), 1)),
        (
            Candidate("a", x("Моя CRM"), {"price": 5, "ru": 4}, (x("Дёшево"),), (x("Мало отчётов"),)),
            Candidate("b", x("Чужая CRM"), {"price": 0}),
        ),
        Decision("a", x("Подходит лучше всех"), date(2026, 5, 1), s("Петрова")),
        x("Сравнили две программы."),
    )


def _processes(s: Callable[[str], str], x: Callable[[str], Text]) -> Processes:
    return Processes(
        (
            Process(
                "sale",
                x("Продажа"),
                x("Продать букет"),
                x("Звонок клиента"),
                x("Деньги получены"),
                "Deal",
                "stage",
                (
                    Step(
                        "call", "manager", x("создать сделку"), "Deal", x("имя клиента"), x("новая сделка"), "new-deal"
                    ),
                    Step("approve", "boss", x("утвердить скидку"), "Deal", condition=x("Скидка больше 10 %")),
                    Step("close", "manager", x("закрыть сделку"), "Deal", guide="close-deal"),
                ),
                (
                    State("new", x("Новая"), probability=0, hint=x("Только создана")),
                    State("won", x("Выиграна"), kind="won", final=True, probability=100),
                ),
                (Transition("new", "won", ("manager",), x("Деньги на счёте"), ("amount",)),),
            ),
        )
    )


def _equipment(s: Callable[[str], str], x: Callable[[str], Text]) -> Equipment:
    symptom = Symptom(
        "silent", x("Не слышно собеседника"), (x("Проверьте провод"), x("Позвоните ещё раз")), x("Провод отошёл")
    )
    device = Device(
        "phone",
        x("Телефон"),
        "telephony",
        s("T-19"),
        x("На столе"),
        ("manager",),
        (x("Включите"),),
        (x("Позвоните"),),
        (symptom,),
    )
    return Equipment((device,))


def _training(s: Callable[[str], str], x: Callable[[str], Text]) -> Training:
    topics = (
        Topic(x("Создаём сделку"), 20, ("new-deal",), ("sale",), ("01-deal",), ("phone",)),
        Topic(x("Вопросы"), 10),
    )
    return Training(
        (Session("one", x("Первое занятие"), ("manager",), 30, date(2026, 12, 3), s("Иванов"), x("Зал 2"), topics),)
    )


def _guides(s: Callable[[str], str]) -> tuple[Guide, ...]:
    return (
        Guide(
            "new-deal",
            s("Как создать сделку"),
            'Откройте [[entity:Deal|сделку]] и {{ term("Deal").acc }}.\n\n1. Нажмите **Добавить**.\n\n'
            "    ![Список](images/step-1.png){ data-at=3.5 }\n\n2. Дальше: [закройте](close-deal.md#end).\n",
            "content/guides/crm/new-deal.md",
            summary=s("Завести новую сделку"),
            roles=("manager",),
            entities=("Deal",),
            processes=("sale",),
            videos=("01-deal",),
            minutes=5,
            reviewed=date(2026, 11, 1),
            result=s("Сделка в списке"),
        ),
        Guide(
            "close-deal",
            s("Как закрыть сделку"),
            "Нажмите **Закрыть**.\n",
            "content/guides/crm/close-deal.md",
            entities=("Deal",),
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def tiny() -> KnowledgeBase:
    """One of everything, in Russian."""
    return make(lambda text: text)


@pytest.fixture(scope="session")
def tiny_pages(tiny: KnowledgeBase) -> tuple[Page, ...]:
    """Its pages."""
    return pages(tiny)


@pytest.fixture(scope="session")
def made() -> Callable[..., KnowledgeBase]:
    """Makes the same knowledge base with every free string changed."""
    return make


@pytest.fixture(scope="session")
def to_html() -> Callable[[str], str]:
    """Markdown → HTML as the site does it."""

    names = ["abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"]
    pymdown = ["details", "highlight", "superfences", "tabbed"]

    def convert(text: str) -> str:
        settings = {"tables": {"use_align_attribute": True}, "pymdownx.tabbed": {"alternate_style": True}}
        extensions = [*names, *(f"pymdownx.{name}" for name in pymdown)]
        return markdown.markdown(text, extensions=extensions, extension_configs=settings)

    return convert
