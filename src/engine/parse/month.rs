//! The names of the months and of the days of the week, and dates that are possible.

use super::{
    day::{Run, When},
    words::{Lang, within},
};
use jiff::civil::{Date, Weekday};

const MONTHS: [(&str, &str); 12] = [
    ("janeiro", "january"),
    ("fevereiro", "february"),
    ("marco", "march"),
    ("abril", "april"),
    ("maio", "may"),
    ("junho", "june"),
    ("julho", "july"),
    ("agosto", "august"),
    ("setembro", "september"),
    ("outubro", "october"),
    ("novembro", "november"),
    ("dezembro", "december"),
];

/// The month that the folded word names: by its full name in either language, by its first three letters
/// in the person's own, or with one slip in a name that is long enough.
pub fn name(word: &str, lang: Lang) -> Option<i8> {
    if word.len() < 3 {
        return None;
    }
    let full =
        MONTHS.iter().position(|(pt, en)| word == *pt || word == *en && (*en != "may" || lang == Lang::En));
    let short = || {
        MONTHS.iter().position(|(pt, en)| match lang {
            Lang::Pt => word == &pt[..3],
            Lang::En => word == &en[..3] || word == "sept" && *en == "september",
        })
    };
    let slipped = || {
        MONTHS.iter().position(|(pt, en)| {
            [pt, en].iter().any(|name| {
                name.len() >= 6
                    && name[..1] == word[..word.chars().next().map_or(0, char::len_utf8)]
                    && within(word, name, 1)
            })
        })
    };
    let at = full.or_else(short).or_else(slipped)?;
    i8::try_from(at + 1).ok()
}

/// The day of the week that the folded word names.
pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "segunda" | "monday" => Weekday::Monday,
        "terca" | "tuesday" => Weekday::Tuesday,
        "quarta" | "wednesday" => Weekday::Wednesday,
        "quinta" | "thursday" => Weekday::Thursday,
        "sexta" | "friday" => Weekday::Friday,
        "sabado" | "saturday" => Weekday::Saturday,
        "domingo" | "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// The day, if there is one: the 29th of February needs a year that has it, or none at all.
pub fn day(day: i16, month: i16, year: Option<i16>) -> Option<When> {
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    Date::new(year.unwrap_or(2024), month, day).ok()?;
    year.is_none_or(sensible).then_some(When::Day { day, month, year })
}

/// A month of a year.
pub fn of_year(month: i16, year: i16) -> Option<When> {
    let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    sensible(year).then_some(When::Month { month, year: Some(year) })
}

/// Years that a briefing can speak of.
pub fn sensible(year: i16) -> bool {
    (1900..2200).contains(&year)
}

/// The year that two digits mean.
pub fn year(written: i16) -> i16 {
    if written < 100 { 2000 + written } else { written }
}

/// The whole month.
pub fn whole(year: i16, month: i8) -> Option<Run> {
    let from = Date::new(year, month, 1).ok()?;
    Some(Run { from, to: from.last_of_month() })
}
