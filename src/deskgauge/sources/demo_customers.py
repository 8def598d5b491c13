"""The customers of the demo company: who they are, and which of them gets in touch."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from random import Random

from deskgauge.model.opening_hours import DAY_S
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_time import Stage

_PER_TICKET = 0.6
_OLD = 0.45  # the share of them who were customers before the first day
_REGULAR_EVERY = 12  # each twelfth customer gets in touch often
_REGULAR_SHARE = 0.16
_CONTRACT = 0.03
_HALF_YEAR = 180 * DAY_S

# Languages with their countries, each repeated by its weight.
_LANGUAGES = {"pl": 34, "en": 26, "sr": 14, "zh": 10, "fa": 8, "ne": 8}
_COUNTRIES = {
    "pl": ("PL",) * 19 + ("DE",),
    "en": ("GB",) * 9 + ("IE",) * 3 + ("DE",) * 4 + ("US",) * 3 + ("NP",),
    "sr": ("RS",) * 8 + ("BA", "ME"),
    "zh": ("CN",) * 6 + ("SG",) * 2 + ("DE",) * 2,
    "fa": ("IR",) * 4 + ("DE",) * 4 + ("SE",) * 2,
    "ne": ("NP",) * 9 + ("GB",),
}
_SEGMENTS = ("consumer",) * 14 + ("club",) * 3 + ("guide",) * 2 + ("retailer",)
_NAMES = {
    "pl": ("Anna Jan Ewa Paweł Maja Adam Iga Marek", "Wójcik Kowal Mróz Sikora Pawlak Dudek Bąk Żuk"),
    "en": ("Amy Jack Grace Tom Ruth Owen Nora Hugh", "Bell Carter Doyle Fox Hill Moss Price Ward"),
    "sr": ("Ана Марко Јелена Лука Мила Вук Тања Иван", "Јовић Лазић Марић Николић Перић Станић Тасић Илић"),
    "zh": ("伟 芳 娜 敏 静 强 磊 洋", "王 李 张 刘 陈 杨 赵 黄"),
    "fa": ("سارا علی مریم رضا نیلوفر امیر لیلا حسن", "احمدی رضایی کریمی صادقی مرادی نوری هاشمی یزدی"),
    "ne": ("सीता राम गीता हरि मीना विष्णु सरिता कुमार", "श्रेष्ठ गुरुङ तामाङ राई थापा मगर शेर्पा लामा"),
}


@dataclass(slots=True)
class Customer:
    """A customer as the rest of the company sees one."""

    number: int
    created_at: int
    language: str
    country: str
    segment: str
    is_contractual: bool
    ended_at: int | None = None

    @property
    def customer_id(self) -> str:
        """The key."""
        return f"K{self.number:05}"


class Customers:
    """All customers in the order in which they came."""

    def __init__(self, stage: Stage) -> None:
        rng = stage.rng("customers")
        self.stage = stage
        created = sorted(self._created(stage, rng) for _ in range(round(stage.tickets * _PER_TICKET) + 50))
        languages = rng.choices(list(_LANGUAGES), list(_LANGUAGES.values()), k=len(created))
        self.all = [
            Customer(number, at, language, rng.choice(_COUNTRIES[language]), rng.choice(_SEGMENTS), False)
            for number, (at, language) in enumerate(zip(created, languages, strict=True), start=1)
        ]
        for customer in self.all:
            self._maybe_contract(customer, rng)
        self._created_at = created

    @staticmethod
    def _created(stage: Stage, rng: Random) -> int:
        if rng.random() < _OLD:
            return stage.begin - int(rng.random() ** 1.4 * 3 * 365 * DAY_S)
        return stage.begin + int(rng.random() ** 0.85 * (stage.stop - stage.begin))

    def _maybe_contract(self, customer: Customer, rng: Random) -> None:
        """Give a few the repair-care contract, which some end."""
        if rng.random() < _CONTRACT:
            customer.is_contractual = True
            end = max(customer.created_at, self.stage.begin) + _HALF_YEAR + int(rng.expovariate(1 / (3 * 365 * DAY_S)))
            customer.ended_at = end if end < self.stage.stop else None

    def pick(self, rng: Random, at: float) -> Customer:
        """Return somebody who is a customer at this instant; regulars more often."""
        known = max(bisect_right(self._created_at, at), 1)
        number = rng.randrange(known)
        if rng.random() < _REGULAR_SHARE:
            number -= number % _REGULAR_EVERY
        return self.all[number]

    def write(self, sheets: Sheets) -> None:
        """Write customers and their contracts."""
        rng = self.stage.rng("customers/write")
        contracts = 0
        for one in self.all:
            given, family = (rng.choice(names.split()) for names in _NAMES[one.language])
            name = f"{family}{given}" if one.language == "zh" else f"{given} {family}"
            plan = "repair_care" if one.is_contractual else "none"
            sheets.add(
                "customers", customer_id=one.customer_id, created_at=one.created_at, ended_at=one.ended_at, name=name,
                email=f"customer.{one.number}@example.org", segment=one.segment, plan=plan,
                country=one.country if rng.random() > 0.03 else None, language=one.language,
                organization_id=f"O{one.number % 97:02}" if one.segment in ("club", "retailer") else None,
                is_contractual=one.is_contractual,
            )  # fmt: skip
            if one.is_contractual:
                contracts += 1
                sheets.add(
                    "subscriptions", subscription_id=f"U{contracts:04}", customer_id=one.customer_id,
                    started_at=one.created_at, ended_at=one.ended_at, plan="repair_care",
                    monthly_amount=rng.choice((4.9, 7.9, 12.9)), currency="EUR",
                )  # fmt: skip
