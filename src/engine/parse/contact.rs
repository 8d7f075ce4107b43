//! Addresses: of the web, of e-mail, telephone numbers.

use super::{
    Reading,
    misread::{Misread, MisreadCode},
    words::Lang,
};
use crate::tree::value::Value;
use url::Url;

/// The longest address that is stored; browsers and servers agree on about this much.
const ADDRESS_MOST: usize = 2048;
/// RFC 5321, by way of its errata.
const EMAIL_MOST: usize = 254;

/// Reads the one web address in the text.
pub fn url(r: &Reading<'_>, text: &str) -> Result<Value, Misread> {
    match &links(text)[..] {
        [] => Err(Misread::unreadable(r.locale, "no_url", text)),
        [(_, one)] => Ok(Value::text(one.clone())),
        [(_, one), (_, two), ..] if one == two => Ok(Value::text(one.clone())),
        [(_, one), (_, two), ..] => Err(both(r, "two_urls", one, two)),
    }
}

/// Every web address in the text, as it is written and as it is stored.
pub fn links(text: &str) -> Vec<(&str, String)> {
    words(text).filter_map(|word| link(word).map(|link| (word, link))).collect()
}

/// The address with its scheme, if the word is one: http or https, a name with a dot, no password in it.
pub fn link(word: &str) -> Option<String> {
    if word.len() > ADDRESS_MOST || word.chars().any(|c| c.is_control() || "<>\"`{}\\^|".contains(c)) {
        return None;
    }
    // "pronto.Depois" is a sentence's end, not an address.
    let glued = |(_, top): (&str, &str)| {
        top.starts_with(|c: char| c.is_uppercase()) && top.contains(|c: char| c.is_lowercase())
    };
    if word.rsplit_once('.').is_some_and(glued) {
        return None;
    }
    let lower = word.get(..8).unwrap_or(word).to_ascii_lowercase();
    let schemed = lower.starts_with("http://") || lower.starts_with("https://");
    let url = if schemed { Url::parse(word) } else { Url::parse(&format!("https://{word}")) }.ok()?;
    let host = url.domain()?.trim_end_matches('.');
    let top = host.rsplit('.').next().filter(|top| *top != host)?;
    let named = top.starts_with("xn--") || top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic());
    let labels =
        host.split('.').all(|l| !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-'));
    let plain = url.username().is_empty()
        && url.password().is_none()
        && (schemed || !word.contains(':') || url.port().is_some());
    (named && labels && plain && url.as_str().len() <= ADDRESS_MOST).then(|| url.to_string())
}

/// Reads the one e-mail address in the text.
pub fn email(r: &Reading<'_>, text: &str) -> Result<Value, Misread> {
    let mut found = emails(text);
    found.dedup_by(|a, b| a.1 == b.1);
    match &found[..] {
        [] => Err(Misread::unreadable(r.locale, "no_email", text)),
        [(_, one)] => Ok(Value::text(one.clone())),
        [(_, one), (_, two), ..] => Err(both(r, "two_emails", one, two)),
    }
}

/// Every e-mail address in the text, as it is written and as it is stored.
pub fn emails(text: &str) -> Vec<(&str, String)> {
    let word = |word: &str| {
        let word = word.strip_prefix("mailto:").unwrap_or(word);
        let (name, host) = word.split_once('@')?;
        let letters = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
        let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
        let name_fits = !name.is_empty() && name.len() <= 64 && name.chars().all(letters) && !dots;
        let address =
            link(host).filter(|_| host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-')))?;
        let host = Url::parse(&address).ok()?.domain()?.to_owned();
        let email = format!("{name}@{host}");
        (name_fits && email.len() <= EMAIL_MOST).then_some(email)
    };
    words(text).filter_map(|w| word(w).map(|email| (w, email))).collect()
}

/// Reads the one telephone number in the text, into `+` and digits.
pub fn phone(r: &Reading<'_>, text: &str) -> Result<Value, Misread> {
    let runs = phones(text);
    let mut read: Vec<String> = runs.iter().filter_map(|run| dialled(run, Lang::of(r.locale))).collect();
    read.dedup();
    match (&read[..], &runs[..]) {
        ([one], _) => Ok(Value::text(one.clone())),
        ([one, two, ..], _) => Err(both(r, "two_phones", one, two)),
        ([], [run, ..]) if Lang::of(r.locale) == Lang::Pt && (8..=9).contains(&digits(run).len()) => {
            Err(Misread::unreadable(r.locale, "no_area", run))
        }
        ([], _) => Err(Misread::unreadable(r.locale, "no_phone", text)),
    }
}

/// Runs of digits that could be telephone numbers.
pub fn phones(text: &str) -> Vec<&str> {
    let part = |c: char| c.is_ascii_digit() || "+()-. \u{a0}/".contains(c);
    text.split(|c| !part(c))
        .map(|run| run.trim_matches(|c: char| !c.is_ascii_digit() && c != '+' && c != '('))
        .filter(|run| (8..=17).contains(&digits(run).len()))
        .collect()
}

fn digits(run: &str) -> String {
    run.chars().filter(char::is_ascii_digit).collect()
}

/// The number as it is dialled from anywhere, by the rules of Brazil or of North America where it is not
/// international already.
pub fn dialled(run: &str, lang: Lang) -> Option<String> {
    let all = digits(run);
    if run.trim_start_matches('(').starts_with('+') {
        return (8..=15).contains(&all.len()).then(|| format!("+{all}"));
    }
    if let Some(rest) = all.strip_prefix("00") {
        return (8..=15).contains(&rest.len()).then(|| format!("+{rest}"));
    }
    match lang {
        Lang::Pt => {
            let all = all.strip_prefix('0').unwrap_or(&all);
            let national = if all.len() >= 12 { all.strip_prefix("55")? } else { all };
            let area = national.as_bytes().get(..2)?.iter().all(|d| *d != b'0');
            let fits = match national.len() {
                10 => true,
                11 => national.as_bytes()[2] == b'9' || national.starts_with("800"),
                _ => false,
            };
            (area && fits).then(|| format!("+55{national}"))
        }
        Lang::En => {
            let national = if all.len() == 11 { all.strip_prefix('1')? } else { &all };
            let area = national.len() == 10 && !matches!(national.as_bytes()[0], b'0' | b'1');
            area.then(|| format!("+1{national}"))
        }
    }
}

/// Words without the punctuation around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let around = |c: char| "()[]<>\"'“”‘’,;!?".contains(c);
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '|'))
        .map(move |word| word.trim_matches(around).trim_end_matches(['.', ':']))
        .filter(|word| word.len() > 2 && word.contains(['.', '@']))
}

fn both(r: &Reading<'_>, key: &str, one: &str, two: &str) -> Misread {
    Misread::new(MisreadCode::Ambiguous, r.locale, key, &[("first", one), ("second", two)])
}
