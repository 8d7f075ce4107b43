//! Days that no calendar has, though they are written as dates: "31/02", "30 de fevereiro", "2027-02-30".
//! They are told before anything is read, or else a piece of them would pass for another date or a number.

use super::{
    Reading,
    day::Finder,
    misread::Misread,
    month,
    token::{Kind, Token, tokens},
    words::Lang,
};

/// The largest number that is a slip in a day rather than a share ("80/20") where numbers are asked, too.
const SLIP: i16 = 39;

/// Fails with the first day in the text that does not exist. `numbers` tells that not every number in the
/// text has to belong to a date.
pub fn refuse(r: &Reading<'_>, text: &str, numbers: bool) -> Result<(), Misread> {
    let tokens = tokens(text);
    let finder = Finder { tokens: &tokens, r };
    let mut at = 0;
    while at < tokens.len() {
        let (wrong, last) = match finder.marked(at) {
            Some((parts, last)) => (in_digits(&parts, &tokens[at + 1..], numbers), last),
            None => match finder.with_month(at, numbers) {
                Some(last) => (true, last),
                None => (false, at + 1),
            },
        };
        if wrong {
            let said = &text[tokens[at].start..tokens[last - 1].end];
            return Err(Misread::unreadable(r.locale, "no_such_day", said));
        }
        at = last;
    }
    Ok(())
}

/// Whether the parts have the shape of a day that is in no calendar.
fn in_digits(parts: &[&str], after: &[Token], numbers: bool) -> bool {
    let dash = after.first().is_some_and(|t| t.text == "-");
    let (day, month, year, either) = match *parts {
        [year, month, day] if year.len() == 4 => (day, month, Some(year), false),
        [day, month, year] if year.len() == 4 || year.len() == 2 && !dash => (day, month, Some(year), true),
        // "31.02" is an amount as well.
        [day, month] if !numbers || after.first().is_some_and(|t| t.text == "/") => (day, month, None, true),
        _ => return false,
    };
    let short = |part: &str| part.parse::<i16>().ok().filter(|_| part.len() <= 2);
    let (Some(day), Some(month)) = (short(day), short(month)) else { return false };
    let year = year.and_then(|year| year.parse().ok()).map(month::year);
    if year.is_some_and(|year| !month::sensible(year)) || numbers && year.is_none() && day.max(month) > SLIP {
        return false;
    }
    month::day(day, month, year).is_none() && !(either && month::day(month, day, year).is_some())
}

impl Finder<'_> {
    /// The token after "31 de fevereiro" or "February 31" at `at`.
    fn with_month(&self, at: usize, numbers: bool) -> Option<usize> {
        let lang = Lang::of(self.r.locale);
        let named = |at: usize| self.tokens.get(at).and_then(|t| month::name(&t.text, lang));
        let day_at =
            |at: usize| self.tokens.get(at).and_then(Token::whole).and_then(|d| i16::try_from(d).ok());
        let (day, month, after) = if let Some(day) = day_at(at) {
            let (plain, of) = (self.after_ordinal(at), self.skip(self.after_ordinal(at), &["de", "of"], 1));
            let most = if of > plain { SLIP } else { 31 };
            (Some(day).filter(|day| *day <= most)?, named(of)?, of + 1)
        } else {
            // "até fevereiro 30 leads" counts leads.
            let after = self.after_ordinal(at + 1);
            let counts = numbers && self.tokens.get(after).is_some_and(|t| t.kind == Kind::Word);
            let month = named(at).filter(|_| lang == Lang::En && !counts)?;
            (day_at(at + 1).filter(|day| *day <= 31)?, month, after)
        };
        let (year, last) = self.year(after);
        month::day(day, month.into(), year).is_none().then_some(last)
    }
}
