"""What a programme asks for, as data, and whether somebody's hours meet it. Pure: no Django, no database, no clock.

The language is JSON; `rule.schema.json` describes it, `language.parse` reads it::

    {"needs": {"hours": [{"in_year": 250}, {"a_week": 5, "months": 12}], "years": 2, "organisations": "together",
               "lasting_months": 24},
     "minimum_age": 14, "evidence": "known_domain", "waivers": ["juleica"]}

`needs` is one of

- `hours`: one of the measures has to hold for that many `years` running. `in_year`: at least so many hours in each
  calendar year (1 January to 31 December). `a_week`: at least so many hours a week on average, in each stretch of
  `months` months; the stretches lie one behind another and end on the day that is looked at, and only whole weeks of
  them are asked for: twelve months are 52. `organisations` says whether hours of several add up (`together`) or one
  organisation alone has to suffice (`one`). `lasting_months`: the first day of help, or the first after a break of a
  year, lies at least so many months back; two calendar years could else be full after two months.
- `total_hours`: so many hours ever. The first hour is `{"total_hours": 1}`.
- `years_engaged`: help on a day so many years after the first one, or after the last break of a year.
- `back_after_months`: help on a day, after so many months without.

`minimum_age` holds on the day itself; who told no birth date does not meet it. `evidence` is the lowest level of
confirmation that counts. Who holds one of the `waivers` needs no hours.

**A day meets a rule** where all of this holds on that day, by what was helped up to it. Hours of calendar years hold
from the minute that completes the last year to the end of the following year. `reached_on` is the first such day on
which the rule is valid: so somebody with two years behind them reaches a programme that asks for three no longer on the
day on which two begin to suffice.
"""

from recognition.rules.evaluation import Dated, Held, Person, Reach, first_reached, reach
from recognition.rules.facts import Fact, Hours
from recognition.rules.language import Rule, RuleError, parse
from recognition.rules.outlook import Condition, Outlook, outlook

__all__ = [
    "Condition",
    "Dated",
    "Fact",
    "Held",
    "Hours",
    "Outlook",
    "Person",
    "Reach",
    "Rule",
    "RuleError",
    "first_reached",
    "outlook",
    "parse",
    "reach",
]
