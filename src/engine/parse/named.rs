//! Days and runs of days by name: "amanhã", "semana que vem", "fim do mês", "2ª quinzena de março", "Black Friday".

use super::{
    day::{Finder, Match, Run, Sure, When},
    month, quantity,
    token::Kind,
    words::within,
};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

const SMALL: [&str; 12] = ["de", "do", "da", "dos", "of", "the", "in", "a", "o", "no", "em", "neste"];

/// What the words at `at` name.
pub fn named(f: &Finder<'_>, at: usize) -> Match {
    holiday(f, at)
        .or_else(|| relative(f, at))
        .or_else(|| part(f, at))
        .or_else(|| ordinal(f, at))
        .or_else(|| current(f, at))
        .or_else(|| weekday(f, at))
}

fn run(from: Date, to: Date, last: usize) -> Match {
    Some((When::Run(Run { from, to }), Sure::Quite, last))
}

/// Whether the words stand at `at`.
fn says(f: &Finder<'_>, at: usize, words: &[&str]) -> bool {
    words.iter().enumerate().all(|(n, word)| f.tokens.get(at + n).is_some_and(|t| t.text == *word))
}

/// The longest name of a day that stands here, the next time it comes.
fn holiday(f: &Finder<'_>, at: usize) -> Match {
    if f.tokens[at].kind == Kind::Sign {
        return None;
    }
    let mut best: Option<(&crate::engine::context::Holiday, usize)> = None;
    for holiday in f.r.context.holidays.iter().filter(|h| h.to >= f.today()) {
        for name in &holiday.names {
            let Some(last) = stands(f, at, name) else { continue };
            if best.is_none_or(|(known, end)| last > end || last == end && holiday.from < known.from) {
                best = Some((holiday, last));
            }
        }
    }
    let (holiday, last) = best?;
    let (year, end) = f.year(last);
    let same = |h: &&crate::engine::context::Holiday| h.names == holiday.names && Some(h.from.year()) == year;
    let holiday = f.r.context.holidays.iter().find(same).unwrap_or(holiday);
    run(holiday.from, holiday.to, end)
}

/// The token after the name, with hyphens passed over and a slip in a long word forgiven.
fn stands(f: &Finder<'_>, at: usize, name: &str) -> Option<usize> {
    if f.tokens[at].text.as_bytes().first() != name.as_bytes().first() {
        return None;
    }
    let mut next = at;
    for (n, word) in name.split([' ', '-']).enumerate() {
        if n > 0 {
            next = f.skip(next, &["-"], 1);
        }
        let token = f.tokens.get(next)?;
        let slip = || {
            word.len() >= 6
                && token.text.as_bytes().first() == word.as_bytes().first()
                && within(&token.text, word, 1)
        };
        if token.text != word && !slip() {
            return None;
        }
        next += 1;
    }
    Some(next)
}

/// Today and the days around it.
fn relative(f: &Finder<'_>, at: usize) -> Match {
    const DAYS: &[(&[&str], i32, Sure)] = &[
        (&["depois", "de", "amanha"], 2, Sure::Quite),
        (&["day", "after", "tomorrow"], 2, Sure::Quite),
        (&["amanha"], 1, Sure::Quite),
        (&["amanhan"], 1, Sure::Quite),
        (&["amnha"], 1, Sure::Quite),
        (&["tomorrow"], 1, Sure::Quite),
        (&["hoje"], 0, Sure::Quite),
        (&["today"], 0, Sure::Quite),
        (&["ontem"], -1, Sure::Quite),
        (&["yesterday"], -1, Sure::Quite),
        (&["quanto", "antes"], 0, Sure::Likely),
        (&["assim", "que", "possivel"], 0, Sure::Likely),
        (&["as", "soon", "as", "possible"], 0, Sure::Likely),
        (&["asap"], 0, Sure::Likely),
        (&["agora"], 0, Sure::Likely),
        (&["ja"], 0, Sure::Likely),
        (&["imediatamente"], 0, Sure::Likely),
        (&["immediately"], 0, Sure::Likely),
        (&["right", "now"], 0, Sure::Likely),
        (&["now"], 0, Sure::Likely),
    ];
    let (words, days, sure) = DAYS.iter().find(|(words, ..)| says(f, at, words))?;
    let day = f.today().saturating_add(days.days());
    Some((When::Run(Run::day(day)), *sure, at + words.len()))
}

/// "fim do mês", "começo de março", "meados de maio", "end of next month", "fim de semana".
fn part(f: &Finder<'_>, at: usize) -> Match {
    let word = &f.tokens[at];
    let weekend = f.skip(at + 1, &["de"], 1);
    if word.text == "weekend" || word.is(&["fim", "final"]) && says(f, weekend, &["semana"]) {
        let saturday = f.today().nth_weekday(1, Weekday::Saturday).ok()?;
        let last = if word.text == "weekend" { at + 1 } else { weekend + 1 };
        return run(saturday, saturday.saturating_add(1.day()), last);
    }
    let end = word.is(&["fim", "final", "end", "late", "finzinho"]);
    let middle = word.is(&["meio", "meados", "mid", "middle"]);
    if !end && !middle && !word.is(&["comeco", "inicio", "comecinho", "beginning", "start", "early"]) {
        return None;
    }
    let (whole, last) = period(f, f.skip(at + 1, &[&SMALL[..], &["-"]].concat(), 2))?;
    let day = match (end, middle) {
        (true, _) => whole.to,
        (_, true) => {
            let days = whole.from.until(whole.to).ok()?.get_days();
            whole.from.saturating_add((days / 2).days())
        }
        _ => whole.from,
    };
    run(day, day, last)
}

/// A whole week, month or year at `at`: "mês", "mês que vem", "next month", "março", "2027".
fn period(f: &Finder<'_>, at: usize) -> Option<(Run, usize)> {
    if let Some((When::Run(run), _, last)) = current(f, at) {
        return Some((run, last));
    }
    if let Some((when @ When::Month { .. }, _, last)) = f.month(at) {
        return Some((f.next(when, f.today())?, last));
    }
    if let (Some(year), last) = f.year(at) {
        return Some((Run { from: Date::new(year, 1, 1).ok()?, to: Date::new(year, 12, 31).ok()? }, last));
    }
    let unit = unit(&f.tokens.get(at)?.text)?;
    Some((unit_run(f.today(), unit, 0)?, at + 1))
}

/// "semana que vem", "este mês", "next year".
fn current(f: &Finder<'_>, at: usize) -> Match {
    let word = f.tokens.get(at)?;
    let unit_at = |at: usize| f.tokens.get(at).and_then(|t| unit(&t.text));
    let next = ["next", "proxima", "proximo", "prox"];
    let this = ["this", "esta", "este", "essa", "esse", "nesta", "neste", "nessa", "nesse", "desta", "deste"];
    let (unit, ahead, last) = if word.is(&next) {
        (unit_at(at + 1)?, 1, at + 2)
    } else if word.is(&this) {
        (unit_at(at + 1)?, 0, at + 2)
    } else if says(f, at + 1, &["que", "vem"]) {
        (unit_at(at)?, 1, at + 3)
    } else if f.tokens.get(at + 1).is_some_and(|t| t.is(&["seguinte"])) {
        (unit_at(at)?, 1, at + 2)
    } else {
        return None;
    };
    let whole = unit_run(f.today(), unit, ahead)?;
    run(whole.from, whole.to, last)
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "dia" | "dias" | "day" | "days" => Unit::Day,
        "semana" | "semanas" | "week" | "weeks" => Unit::Week,
        "mes" | "meses" | "month" | "months" => Unit::Month,
        "ano" | "anos" | "year" | "years" => Unit::Year,
        _ => return None,
    })
}

fn unit_run(today: Date, unit: Unit, ahead: i32) -> Option<Run> {
    match unit {
        Unit::Day => Some(Run::day(today.saturating_add(ahead.days()))),
        Unit::Week => {
            let monday = today.saturating_sub(i32::from(today.weekday().to_monday_zero_offset()).days());
            let from = monday.saturating_add((7 * ahead).days());
            Some(Run { from, to: from.saturating_add(6.days()) })
        }
        Unit::Month => {
            let from = today.first_of_month().saturating_add(ahead.months());
            Some(Run { from, to: from.last_of_month() })
        }
        Unit::Year => {
            let year = today.year() + i16::try_from(ahead).ok()?;
            Some(Run { from: Date::new(year, 1, 1).ok()?, to: Date::new(year, 12, 31).ok()? })
        }
    }
}

/// "primeira quinzena de dezembro", "2º semestre", "first quarter of 2027", "Q3".
fn ordinal(f: &Finder<'_>, at: usize) -> Match {
    let word = f.tokens.get(at)?;
    if word.text == "q" && f.tokens.get(at + 1).is_some_and(|t| t.start == word.end) {
        let quarter = f.tokens[at + 1].whole().filter(|q| (1..=4).contains(q))?;
        return part_of_year(f, i8::try_from(quarter).ok()?, 3, at + 2);
    }
    let nth = match word.text.as_str() {
        "primeira" | "primeiro" | "first" => 1,
        "segunda" | "segundo" | "second" => 2,
        "terceira" | "terceiro" | "third" => 3,
        "quarto" | "fourth" => 4,
        _ => i8::try_from(word.whole().filter(|n| (1..=4).contains(n))?).ok()?,
    };
    let unit = f.after_ordinal(at);
    match f.tokens.get(unit)?.text.as_str() {
        "quinzena" if nth <= 2 => {
            let (month, last) = period(f, f.skip(unit + 1, &SMALL, 2))
                .unwrap_or((unit_run(f.today(), Unit::Month, 0)?, unit + 1));
            let middle = month.from.saturating_add(14.days());
            let (from, to) =
                if nth == 1 { (month.from, middle) } else { (middle.saturating_add(1.day()), month.to) };
            run(from, to, last)
        }
        "semestre" | "half" if nth <= 2 => part_of_year(f, nth, 6, unit + 1),
        "trimestre" | "quarter" => part_of_year(f, nth, 3, unit + 1),
        _ => None,
    }
}

/// The `nth` part of so many months, of the year that is named, else of the next one that has it still to come.
fn part_of_year(f: &Finder<'_>, nth: i8, months: i8, at: usize) -> Match {
    let named =
        period(f, f.skip(at, &SMALL, 2)).filter(|(run, _)| run.from.month() == 1 && run.to.month() == 12);
    let of = |year: i16| {
        let from = Date::new(year, (nth - 1) * months + 1, 1).ok()?;
        Some(Run { from, to: from.saturating_add((i32::from(months) - 1).months()).last_of_month() })
    };
    let this = f.today().year();
    let (whole, last) = match named {
        Some((run, last)) => (of(run.from.year())?, last),
        None => (of(this).filter(|run| run.to >= f.today()).or_else(|| of(this + 1))?, at),
    };
    run(whole.from, whole.to, last)
}

fn weekday(f: &Finder<'_>, at: usize) -> Match {
    let weekday = month::weekday(&f.tokens[at].text)?;
    let next = if says(f, at + 1, &["-", "feira"]) { at + 3 } else { f.skip(at + 1, &["feira"], 1) };
    let next = if says(f, next, &["que", "vem"]) { next + 2 } else { next };
    Some((When::Weekday(weekday), Sure::Likely, next))
}

/// "3 semanas": a length; "em 3 semanas", "daqui a 15 dias", "in two weeks": the day that it leads to.
pub fn length(f: &Finder<'_>, at: usize) -> Match {
    let token = &f.tokens[at];
    let article = token.is(&["a", "uma", "um"]);
    let count = match token.kind {
        Kind::Number => i32::try_from(token.whole()?).ok()?,
        Kind::Word if article => 1,
        Kind::Word => quantity::small(&token.text)?.into(),
        Kind::Sign => return None,
    };
    let unit = unit(&f.tokens.get(at + 1)?.text)?;
    let (months, days) = match unit {
        Unit::Day => (0, count),
        Unit::Week => (0, count.checked_mul(7)?),
        Unit::Month => (count, 0),
        Unit::Year => (count.checked_mul(12)?, 0),
    };
    if months > 1200 || days > 36_500 {
        return None;
    }
    let small = ["a", "de", "uns", "umas", "cerca", "about", "mais", "around"];
    let before = f.tokens[at.saturating_sub(4)..at].iter().rev().find(|t| !t.is(&small));
    let ahead = before.is_some_and(|t| t.is(&["em", "daqui", "dentro", "in", "within"]));
    let last = if says(f, at + 2, &["from", "now"]) { at + 4 } else { at + 2 };
    if ahead || last == at + 4 {
        let day = f.today().checked_add(months.months().days(days)).ok()?;
        return run(day, day, last);
    }
    Some((When::Length { months, days }, Sure::Likely, last))
}
