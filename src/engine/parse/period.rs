//! Ranges of days: "de 1 a 31 de março", "a partir de 1/3", "março", "até 30/04", "1/3 por duas semanas".

use super::{
    Reading,
    day::{Edge, Finder, Found, Run, When},
    impossible,
    misread::{Misread, MisreadCode},
    token::tokens,
};
use crate::{
    engine::show,
    tree::value::{DateRange, Value},
};
use jiff::{ToSpan, civil::Date};

/// Reads a range of days.
pub fn read(r: &Reading<'_>, text: &str) -> Result<Value, Misread> {
    impossible::refuse(r, text, false)?;
    let tokens = tokens(text);
    let finder = Finder { tokens: &tokens, r };
    match finder.period() {
        Ok(Some((range, _))) => Ok(Value::Dates(range)),
        Ok(None) => Err(Misread::unreadable(r.locale, "no_dates", text)),
        Err(unclear) => Err(unclear.misread(r)),
    }
}

/// Why the days that were found are no range.
#[derive(Clone, Copy, Debug)]
pub enum Unclear {
    /// There are too many.
    Three([Date; 3]),
    /// The second lies before the first.
    EndsFirst { from: Date, to: Date },
}

impl Unclear {
    pub fn misread(self, r: &Reading<'_>) -> Misread {
        let day = |day| show::day(day, r.locale);
        match self {
            Self::Three(days) => {
                let [first, second, third] = days.map(day);
                let args = [("first", &*first), ("second", &*second), ("third", &*third)];
                Misread::new(MisreadCode::Ambiguous, r.locale, "three_dates", &args)
            }
            Self::EndsFirst { from, to } => {
                let args = [("from", &*day(from)), ("to", &*day(to))];
                Misread::new(MisreadCode::TooEarly, r.locale, "ends_first", &args)
            }
        }
    }
}

/// A range and the findings it takes, if there is one.
type Period = Result<Option<(DateRange, Vec<Found>)>, Unclear>;

impl Finder<'_> {
    /// The range in the text and the findings it takes; the days themselves where there are too many.
    pub fn period(&self) -> Period {
        let found = self.dates();
        let length = self.find().into_iter().find_map(|f| match f.when {
            When::Length { months, days } => Some((months, days)),
            _ => None,
        });
        let pair = found.windows(2).position(|two| self.linked(&two[0], &two[1]));
        let taken: Vec<Found> = match (&found[..], pair) {
            ([], _) => return Ok(None),
            ([one], _) => vec![*one],
            ([_, _], None) => found,
            (many, Some(at)) => many[at..at + 2].to_vec(),
            ([a, b, c, ..], None) => {
                let days: Vec<Date> = [a, b, c].iter().filter_map(|f| self.day(f)).collect();
                return <[Date; 3]>::try_from(days).map_or(Ok(None), |days| Err(Unclear::Three(days)));
            }
        };
        let range = match taken[..] {
            [one] => self.one(&one, length),
            [first, second] => self.two(&first, &second)?,
            _ => None,
        };
        Ok(range.map(|range| (range, taken)))
    }

    /// The range in words that may hold other dates besides: two days that belong together, or a run.
    pub fn range_in(&self, others: bool) -> Period {
        let found = self.dates();
        if !others || found.len() <= 1 {
            return self.period();
        }
        let pair = found.windows(2).find(|two| self.linked(&two[0], &two[1]));
        let taken = match (pair, found.first()) {
            (Some(pair), _) => pair.to_vec(),
            (None, Some(first)) => vec![*first],
            (None, None) => return Ok(None),
        };
        let range = match taken[..] {
            [first, second] => self.two(&first, &second)?,
            [one] => self.one(&one, None),
            _ => None,
        };
        Ok(range.map(|range| (range, taken)))
    }

    /// The dates of a range: the surest ones, and the bare days that lean on one of them or on each other.
    pub fn dates(&self) -> Vec<Found> {
        let mut found = self.find();
        found.retain(|f| !matches!(f.when, When::Length { .. }));
        let surest = found.iter().map(|f| f.sure).max();
        let kept: Vec<bool> = (0..found.len())
            .map(|at| {
                let leans = |other: usize| match other.max(at) {
                    later if later < found.len() => self.linked(&found[later - 1], &found[later]),
                    _ => false,
                };
                Some(found[at].sure) == surest || at > 0 && leans(at - 1) || leans(at + 1)
            })
            .collect();
        let mut kept = kept.into_iter();
        found.retain(|_| kept.next() == Some(true));
        for at in 1..found.len() {
            if self.linked(&found[at - 1], &found[at]) {
                let (first, second) = (found[at - 1].when, found[at].when);
                found[at - 1].when = borrow(first, second);
                found[at].when = borrow(second, found[at - 1].when);
            }
        }
        found
    }

    /// Whether only a range's word stands between the two.
    fn linked(&self, first: &Found, second: &Found) -> bool {
        const LINKS: [&str; 13] =
            ["a", "ate", "to", "through", "till", "until", "-", "–", "—", "e", "and", "ao", "as"];
        let between = &self.tokens[first.last..second.first];
        let links = between.iter().filter(|t| t.is(&LINKS)).count();
        (1..=2).contains(&links)
            && between.iter().all(|t| t.is(&LINKS) || t.is(&["o", "dia", "de", "the", "of"]))
    }

    fn one(&self, found: &Found, length: Option<(i32, i32)>) -> Option<DateRange> {
        let run = self.next(found.when, self.today())?;
        if let Some((months, days)) = length {
            let to = run.from.checked_add(months.months().days(days)).ok()?.saturating_sub(1.day());
            return Some(DateRange { from: Some(run.from), to: Some(to.max(run.from)) });
        }
        Some(match found.edge {
            Edge::From => DateRange { from: Some(run.from), to: None },
            Edge::After => DateRange { from: Some(run.to.saturating_add(1.day())), to: None },
            Edge::Until => DateRange { from: None, to: Some(run.to) },
            Edge::Before => DateRange { from: None, to: Some(run.from.saturating_sub(1.day())) },
            Edge::None if run.from == run.to => DateRange { from: Some(run.from), to: None },
            Edge::None => DateRange { from: Some(run.from), to: Some(run.to) },
        })
    }

    /// A year that is not said is the one that puts the end next and the start right before it.
    fn two(&self, first: &Found, second: &Found) -> Result<Option<DateRange>, Unclear> {
        let turned = first.edge == Edge::Until && second.edge == Edge::From;
        let (first, second) = if turned { (second, first) } else { (first, second) };
        let start_known = fixed(first.when).then(|| self.next(first.when, self.today())).flatten();
        let Some(end) = self.next(second.when, start_known.map_or(self.today(), |run| run.from)) else {
            return Ok(None);
        };
        let Some(start) = start_known.or_else(|| self.last(first.when, end.to)) else { return Ok(None) };
        if start.from > end.to {
            return Err(Unclear::EndsFirst { from: start.from, to: end.to });
        }
        if start_known.is_none() && self.reversed(start, end) {
            let meant = self.next(first.when, end.to).map_or(start.from, |run| run.from);
            return Err(Unclear::EndsFirst { from: meant, to: end.to });
        }
        let from = if first.edge == Edge::After { start.to.saturating_add(1.day()) } else { start.from };
        Ok(Some(DateRange { from: Some(from), to: Some(last_of(end, second)) }))
    }

    /// Whether the start would have to be long past, in the year before the end, for the two to be in order.
    /// What began lately may well last over New Year.
    fn reversed(&self, start: Run, end: Run) -> bool {
        const LATELY: i32 = 183;
        let over_new_year = start.from.year() < end.to.year();
        over_new_year && start.to < self.today() && start.from.saturating_add(LATELY.days()) < end.to
    }
}

fn last_of(run: Run, found: &Found) -> Date {
    if found.edge == Edge::Before { run.from.saturating_sub(1.day()) } else { run.to }
}

fn fixed(when: When) -> bool {
    match when {
        When::Run(_) | When::Weekday(_) | When::Length { .. } => true,
        When::Day { year, .. } | When::Month { year, .. } => year.is_some(),
        When::DayOfMonth(_) => false,
    }
}

/// "1 a 31 de março": the bare day is one of the other's month.
fn borrow(mine: When, other: When) -> When {
    match (mine, other) {
        (When::DayOfMonth(day), When::Day { month, year, .. }) => When::Day { day, month, year },
        (When::DayOfMonth(day), When::Run(run)) if run.from == run.to => {
            When::Day { day, month: run.from.month(), year: Some(run.from.year()) }
        }
        (mine, _) => mine,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::day::Sure, *};

    #[test]
    fn a_bare_day_takes_the_month_of_its_neighbour() {
        let march = When::Day { day: 31, month: 3, year: Some(2027) };
        assert_eq!(borrow(When::DayOfMonth(1), march), When::Day { day: 1, month: 3, year: Some(2027) });
        assert_eq!(borrow(march, When::DayOfMonth(1)), march);
        assert!(fixed(march) && !fixed(When::DayOfMonth(3)) && Sure::Hardly < Sure::Quite);
    }
}
