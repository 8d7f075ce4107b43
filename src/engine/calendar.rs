//! The days that people name, by computation: Easter and what moves with it, second Sundays, Black Friday.

use super::context::Holiday;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// Days that are the same every year: names, month, day.
const FIXED: &[(&[&str], i8, i8)] = &[
    (&["ano novo", "ano-novo", "new year", "new years day", "new years"], 1, 1),
    (&["valentines day", "valentines", "valentine"], 2, 14),
    (&["dia da mulher", "dia internacional da mulher", "womens day"], 3, 8),
    (&["dia do consumidor", "consumer day"], 3, 15),
    (&["tiradentes"], 4, 21),
    (&["dia do trabalho", "dia do trabalhador", "labour day", "may day"], 5, 1),
    (&["dia dos namorados"], 6, 12),
    (&["sao joao", "festa junina"], 6, 24),
    (&["fourth of july", "4th of july", "july 4th"], 7, 4),
    (&["dia dos avos"], 7, 26),
    (&["independencia", "sete de setembro", "dia da independencia"], 9, 7),
    (&["dia do cliente"], 9, 15),
    (&["dia das criancas", "nossa senhora aparecida", "childrens day"], 10, 12),
    (&["dia do professor", "dia dos professores"], 10, 15),
    (&["halloween", "dia das bruxas"], 10, 31),
    (&["finados"], 11, 2),
    (&["proclamacao da republica"], 11, 15),
    (&["consciencia negra", "dia da consciencia negra"], 11, 20),
    (&["vespera de natal", "christmas eve"], 12, 24),
    (&["natal", "christmas", "christmas day", "xmas"], 12, 25),
    (&["reveillon", "new years eve", "vespera de ano novo"], 12, 31),
];

/// The named days of a year, for `Context::holidays`. `turn` gives those of the current year and the next two.
pub fn holidays(year: i16) -> Vec<Holiday> {
    let Some(easter) = easter(year) else { return Vec::new() };
    let day = |month, day| Date::new(year, month, day).ok();
    let mut days: Vec<Holiday> =
        FIXED.iter().filter_map(|(names, m, d)| day(*m, *d).map(|at| named(names, at, at))).collect();
    let moved = |names, from: i32, to: i32| {
        let at = |days: i32| easter.saturating_add(days.days());
        named(names, at(from), at(to))
    };
    days.push(moved(&["carnaval", "carnival", "mardi gras"], -50, -47));
    days.push(moved(&["quarta feira de cinzas", "quarta de cinzas", "cinzas", "ash wednesday"], -46, -46));
    days.push(moved(&["semana santa", "holy week"], -7, 0));
    days.push(moved(&["sexta feira santa", "sexta santa", "paixao de cristo", "good friday"], -2, -2));
    days.push(moved(&["pascoa", "easter", "easter sunday"], 0, 0));
    days.push(moved(&["corpus christi"], 60, 60));
    let nth = |month, nth, weekday, plus: i32| {
        let first = day(month, 1)?;
        first.nth_weekday_of_month(nth, weekday).ok().map(|at| at.saturating_add(plus.days()))
    };
    let counted: [(&[&str], Option<Date>); 6] = [
        (&["dia das maes", "mothers day"], nth(5, 2, Weekday::Sunday, 0)),
        (&["fathers day"], nth(6, 3, Weekday::Sunday, 0)),
        (&["dia dos pais"], nth(8, 2, Weekday::Sunday, 0)),
        (&["thanksgiving", "acao de gracas"], nth(11, 4, Weekday::Thursday, 0)),
        (&["black friday", "blackfriday"], nth(11, 4, Weekday::Thursday, 1)),
        (&["cyber monday"], nth(11, 4, Weekday::Thursday, 4)),
    ];
    days.extend(counted.into_iter().filter_map(|(names, at)| at.map(|at| named(names, at, at))));
    days.sort_by_key(|holiday| holiday.from);
    days
}

fn named(names: &[&str], from: Date, to: Date) -> Holiday {
    Holiday { names: names.iter().map(|name| (*name).to_owned()).collect(), from, to }
}

/// Easter Sunday in the Gregorian calendar: the Computus, in the form without exceptions.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (century, golden) = (y / 100, y % 19);
    let skipped = century - century / 4 - (8 * century + 13) / 25;
    let epact = (skipped + 19 * golden + 15) % 30;
    let moon = epact - (epact / 28) * (1 - (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (y + y / 4 + moon + 2 - century + century / 4) % 7;
    let days = moon - weekday;
    let month = 3 + (days + 40) / 44;
    let day = days + 28 - 31 * (month / 4);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn falls(year: i16, name: &str, from: &str, to: &str) {
        let days = holidays(year);
        let holiday = days.iter().find(|h| h.names.iter().any(|n| n == name)).expect(name);
        assert_eq!(
            (holiday.from.to_string().as_str(), holiday.to.to_string().as_str()),
            (from, to),
            "{name}"
        );
    }

    #[test]
    fn movable_days() {
        falls(2024, "pascoa", "2024-03-31", "2024-03-31");
        falls(2025, "easter", "2025-04-20", "2025-04-20");
        falls(2038, "easter", "2038-04-25", "2038-04-25");
        falls(2027, "carnaval", "2027-02-06", "2027-02-09");
        falls(2026, "corpus christi", "2026-06-04", "2026-06-04");
        falls(2026, "black friday", "2026-11-27", "2026-11-27");
        falls(2027, "dia das maes", "2027-05-09", "2027-05-09");
        falls(2027, "dia dos pais", "2027-08-08", "2027-08-08");
        falls(2027, "natal", "2027-12-25", "2027-12-25");
    }

    #[test]
    fn every_year_has_its_days_in_order() {
        for year in 1900..2200 {
            let days = holidays(year);
            assert_eq!(days.len(), FIXED.len() + 12);
            assert!(days.is_sorted_by_key(|holiday| holiday.from));
        }
    }
}
