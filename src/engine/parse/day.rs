//! Days as people name them: "15/03", "March 15", "segunda", "em 3 semanas", "fim do mês", "depois do Carnaval".

use super::{
    Reading, amount, impossible,
    misread::{Misread, MisreadCode},
    month, named,
    token::{Kind, Token, tokens},
    words::Lang,
};
use crate::{engine::show, tree::value::Value};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// Days in a row; a single day is its own start and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub from: Date,
    pub to: Date,
}

impl Run {
    pub fn day(day: Date) -> Self {
        Self { from: day, to: day }
    }
}

/// What was named, as far as it was named.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    Run(Run),
    Day {
        day: i8,
        month: i8,
        year: Option<i16>,
    },
    Month {
        month: i8,
        year: Option<i16>,
    },
    /// "dia 15", or a bare 15.
    DayOfMonth(i8),
    Weekday(Weekday),
    /// "3 semanas", in days (and months, which differ).
    Length {
        months: i32,
        days: i32,
    },
}

/// How sure it is that a date is meant: of several, only the surest count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// A bare number.
    Hardly,
    Likely,
    Quite,
}

/// The word in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    None,
    /// "a partir de"
    From,
    /// "até"
    Until,
    Before,
    After,
}

/// A date in the text and the tokens it takes.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub when: When,
    pub sure: Sure,
    pub edge: Edge,
    pub first: usize,
    pub last: usize,
}

/// What a matcher found: what, how sure, and the token after it.
pub type Match = Option<(When, Sure, usize)>;

/// The text with what it is read against.
#[derive(Clone, Copy, Debug)]
pub struct Finder<'a> {
    pub tokens: &'a [Token],
    pub r: &'a Reading<'a>,
}

/// Reads one day.
pub fn read(r: &Reading<'_>, text: &str) -> Result<Value, Misread> {
    impossible::refuse(r, text, false)?;
    let tokens = tokens(text);
    let finder = Finder { tokens: &tokens, r };
    let mut days = finder.days(&finder.find());
    days.dedup();
    match days[..] {
        [] => Err(Misread::unreadable(r.locale, "no_date", text)),
        [day] => Ok(Value::day(day)),
        [first, second, ..] => {
            let (first, second) = (show::day(first, r.locale), show::day(second, r.locale));
            let args = [("first", first.as_str()), ("second", second.as_str())];
            Err(Misread::new(MisreadCode::Ambiguous, r.locale, "two_dates", &args))
        }
    }
}

impl Finder<'_> {
    pub fn today(&self) -> Date {
        self.r.context.today
    }

    /// Every date in the text, in order.
    pub fn find(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let matched = named::named(self, at).or_else(|| self.number(at)).or_else(|| self.month(at));
            match matched {
                Some((when, sure, last)) => {
                    found.push(Found { when, sure, edge: self.edge(at), first: at, last });
                    at = last;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The single days that a question for one day takes from what was found.
    pub fn days(&self, found: &[Found]) -> Vec<Date> {
        if let [a, b] = found
            && let Some(day) = self.weekday_of_week(a, b).or_else(|| self.weekday_of_week(b, a))
        {
            return vec![day];
        }
        let surest = found.iter().map(|f| f.sure).max();
        let of_it = found.iter().filter(|f| Some(f.sure) == surest);
        of_it.filter_map(|f| self.day(f)).collect()
    }

    /// The day that one finding names: the first of several, the last after "até".
    pub fn day(&self, found: &Found) -> Option<Date> {
        let run = self.next(found.when, self.today())?;
        Some(match found.edge {
            Edge::Before => run.from.saturating_sub(1.day()),
            Edge::After => run.to.saturating_add(1.day()),
            Edge::Until => run.to,
            Edge::None | Edge::From => run.from,
        })
    }

    fn weekday_of_week(&self, a: &Found, b: &Found) -> Option<Date> {
        let (When::Weekday(weekday), When::Run(run)) = (a.when, b.when) else { return None };
        let days = (0..7).map(|n| run.from.saturating_add(n.days()));
        let mut days = days.take_while(|day| *day <= run.to);
        (run.to != run.from).then(|| days.find(|day| day.weekday() == weekday))?
    }

    /// The next time it comes, on or after `start`.
    pub fn next(&self, when: When, start: Date) -> Option<Run> {
        match when {
            When::Run(run) => Some(run),
            When::Day { day, month, year: Some(year) } => Date::new(year, month, day).ok().map(Run::day),
            When::Day { day, month, year: None } => (start.year()..start.year().saturating_add(9))
                .filter_map(|year| Date::new(year, month, day).ok())
                .find(|day| *day >= start)
                .map(Run::day),
            When::Month { month, year } => {
                let year = year.unwrap_or(start.year() + i16::from(month < start.month()));
                month::whole(year, month)
            }
            When::DayOfMonth(day) => (0..4)
                .filter_map(|n| start.first_of_month().checked_add(n.months()).ok())
                .filter_map(|first| Date::new(first.year(), first.month(), day).ok())
                .find(|day| *day >= start)
                .map(Run::day),
            When::Weekday(weekday) => start.nth_weekday(1, weekday).ok().map(Run::day),
            When::Length { months, days } => start.checked_add(months.months().days(days)).ok().map(Run::day),
        }
    }

    /// The last time it came, on or before `end`.
    pub fn last(&self, when: When, end: Date) -> Option<Run> {
        match when {
            When::Day { day, month, year: None } => (0..9)
                .filter_map(|back| Date::new(end.year() - back, month, day).ok())
                .find(|day| *day <= end)
                .map(Run::day),
            When::Month { month, year: None } => {
                month::whole(end.year() - i16::from(month > end.month()), month)
            }
            When::DayOfMonth(day) => (0..4)
                .filter_map(|n| end.first_of_month().checked_sub(n.months()).ok())
                .filter_map(|first| Date::new(first.year(), first.month(), day).ok())
                .find(|day| *day <= end)
                .map(Run::day),
            other => self.next(other, self.today()),
        }
    }

    /// `15/03`, `15/03/2027`, `2027-03-15`, `15.03.2027`, `15 de março`, `3 semanas`, `dia 15`.
    fn number(&self, at: usize) -> Match {
        let token = self.tokens.get(at)?;
        if token.kind == Kind::Number {
            return self.slashed(at).or_else(|| self.spelled(at)).or_else(|| self.bare(at));
        }
        named::length(self, at)
    }

    /// The parts of a date in digits, and the token after it.
    pub fn marked(&self, at: usize) -> Option<(Vec<&str>, usize)> {
        let number = |at: usize| self.tokens.get(at).is_some_and(|t| t.kind == Kind::Number);
        let text = |at: usize| self.tokens.get(at).map_or("", |t| t.text.as_str());
        let mark = text(at + 1);
        let three = text(at + 3) == mark && number(at + 4);
        match mark {
            _ if !number(at) => None,
            _ if text(at).contains('.') => Some((text(at).split('.').collect(), at + 1)),
            "/" | "-" if three => Some((vec![text(at), text(at + 2), text(at + 4)], at + 5)),
            "/" if number(at + 2) => Some((vec![text(at), text(at + 2)], at + 3)),
            _ => None,
        }
    }

    fn slashed(&self, at: usize) -> Match {
        let (parts, last) = self.marked(at)?;
        let number = |part: &str| part.parse::<i16>().ok().filter(|_| part.len() <= 4);
        let when = match parts[..] {
            [a, b, c] if a.len() == 4 => month::day(number(c)?, number(b)?, Some(number(a)?)),
            [a, b, c] => self.ordered(number(a)?, number(b)?, Some(month::year(number(c)?))),
            [a, b] if b.len() == 4 => month::of_year(number(a)?, number(b)?),
            [a, b] => self.ordered(number(a)?, number(b)?, None),
            _ => None,
        };
        when.map(|when| (when, Sure::Quite, last))
    }

    /// Day and month in the order of the locale, or in the only order that is possible.
    fn ordered(&self, a: i16, b: i16, year: Option<i16>) -> Option<When> {
        let month_first = Lang::of(self.r.locale) == Lang::En
            && !["GB", "AU", "NZ", "IE", "ZA", "IN"].iter().any(|region| self.r.locale.ends_with(region));
        let (first, second) = if month_first { (b, a) } else { (a, b) };
        month::day(first, second, year).or_else(|| month::day(second, first, year))
    }

    /// `15 de março de 2027`, `1º de março`, `15th of March`.
    fn spelled(&self, at: usize) -> Match {
        let day = self.tokens[at].whole().filter(|day| (1..=31).contains(day))?;
        let next = self.skip(self.after_ordinal(at), &["de", "of"], 1);
        let month = month::name(&self.tokens.get(next)?.text, Lang::of(self.r.locale))?;
        let (year, last) = self.year(next + 1);
        month::day(i16::try_from(day).ok()?, month.into(), year).map(|when| (when, Sure::Quite, last))
    }

    /// A number by itself: so many days, a year, a day of the month.
    fn bare(&self, at: usize) -> Match {
        if let Some(length) = named::length(self, at) {
            return Some(length);
        }
        let number = self.tokens[at].whole()?;
        let before = at.checked_sub(1).map(|at| &self.tokens[at]);
        let slash = |at: usize| self.tokens.get(at).is_some_and(|t| t.text == "/");
        if slash(at + 1)
            || before.is_some_and(|t| t.text == "/")
            || amount::counts(self.tokens, at, self.r.locale)
        {
            return None;
        }
        if (1900..2200).contains(&number) && self.tokens[at].text.len() == 4 {
            let year = i16::try_from(number).ok()?;
            let (from, to) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
            return Some((When::Run(Run { from, to }), Sure::Hardly, at + 1));
        }
        let day = i8::try_from(number).ok().filter(|day| (1..=31).contains(day))?;
        let after = self.after_ordinal(at);
        let sure = before.is_some_and(|t| t.is(&["dia", "day"])) || after > at + 1;
        Some((When::DayOfMonth(day), if sure { Sure::Likely } else { Sure::Hardly }, after))
    }

    /// `março`, `March 15`, `March 15th, 2027`, `março de 2027`.
    pub fn month(&self, at: usize) -> Match {
        let month = month::name(&self.tokens.get(at)?.text, Lang::of(self.r.locale))?;
        let day = self.tokens.get(at + 1).and_then(Token::whole).and_then(|d| i16::try_from(d).ok());
        let ordinary = !self.tokens.get(at + 2).is_some_and(|t| t.is(&["/", "de"]));
        if let Some(day) = day.filter(|day| (1..=31).contains(day) && ordinary) {
            let (year, last) = self.year(self.after_ordinal(at + 1));
            return month::day(day, month.into(), year).map(|when| (when, Sure::Quite, last));
        }
        let (year, last) = self.year(at + 1);
        Some((When::Month { month, year }, Sure::Quite, last))
    }

    /// A year at `at`, after "de", a comma or a slash; and the token after it.
    pub fn year(&self, at: usize) -> (Option<i16>, usize) {
        let next = self.skip(at, &["de", "of", ",", "/"], 1);
        let token = self.tokens.get(next);
        let year = token.and_then(Token::whole).and_then(|year| i16::try_from(year).ok());
        let short = next > at && self.tokens[at].text == "/";
        match year {
            Some(year @ 1900..2200) => (Some(year), next + 1),
            Some(year @ 0..100) if short => (Some(month::year(year)), next + 1),
            _ => (None, at),
        }
    }

    /// The token after at most `most` of these words.
    pub fn skip(&self, mut at: usize, words: &[&str], most: usize) -> usize {
        for _ in 0..most {
            at += usize::from(self.tokens.get(at).is_some_and(|t| t.is(words)));
        }
        at
    }

    /// The token after the number at `at` and the `º` or `th` that is written onto it.
    pub fn after_ordinal(&self, at: usize) -> usize {
        let written =
            |t: &Token| t.start == self.tokens[at].end && t.is(&["o", "a", "°", "st", "nd", "rd", "th"]);
        at + 1 + usize::from(self.tokens.get(at + 1).is_some_and(written))
    }

    fn edge(&self, first: usize) -> Edge {
        let small = |t: &&Token| {
            t.is(&[
                "o", "a", "os", "as", "do", "da", "de", "dos", "das", "the", "dia", "no", "na", "em", "on",
                "of", "is",
            ])
        };
        let near = &self.tokens[first.saturating_sub(4)..first];
        let Some(word) = near.iter().rev().find(|t| !small(t)) else { return Edge::None };
        let says = |words: &[&str]| word.is(words);
        if says(&["partir", "desde", "from", "since", "starting", "starts", "comeca", "comecando", "comecar"])
        {
            Edge::From
        } else if says(&[
            "ate",
            "until",
            "till",
            "til",
            "by",
            "through",
            "termina",
            "terminando",
            "ends",
            "ending",
        ]) {
            Edge::Until
        } else if says(&["antes", "before"]) {
            Edge::Before
        } else if says(&["depois", "apos", "after", "passado"]) {
            Edge::After
        } else {
            Edge::None
        }
    }
}
