//! When a provider says to come again, in whichever of the many ways that they say it.

use crate::time::Millis;
use http::HeaderMap;
use regex::Regex;
use serde_json::Value;
use std::{
    sync::LazyLock,
    time::{Duration, UNIX_EPOCH},
};

/// No hint counts for longer than this; a longer one is a mistake.
const LONGEST: Duration = Duration::from_secs(31 * 86_400);

/// `retry in 10h17m5.7s`, `try again in 1.5s`, `try again in 20 seconds`.
static WAIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:retry|again)\s+(?:in|after)\s+((?:\d+(?:\.\d+)?\s*[a-z]+\s*)+)").expect("a pattern")
});
/// `will reset at 2026-11-26T00:00:00Z`, `resets at Thu, 26 Nov 2026 00:00:00 GMT`.
static RESET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\breset(?:s|ting)?\s+(?:at|on)\s+",
        r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?",
        r"|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)",
    ))
    .expect("a pattern")
});
/// One number with its unit.
static PART: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(\d+(?:\.\d+)?)\s*([a-z]+)").expect("a pattern"));

/// How long to wait by the headers and the body (`words` is the error's message), most reliable first.
/// Dates are counted from `now`.
pub fn wait(headers: &HeaderMap, body: &Value, words: &str, now: Millis) -> Option<Duration> {
    let found = millis(headers, "retry-after-ms")
        .or_else(|| millis(headers, "x-ms-retry-after-ms"))
        .or_else(|| retry_after(text(headers, "retry-after")?, now))
        .or_else(|| delay(body))
        .or_else(|| duration(&WAIT.captures(words)?[1]))
        .or_else(|| until(&RESET.captures(words)?[1], now))
        .or_else(|| resets(headers, now));
    found.map(|wait| wait.min(LONGEST))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn millis(headers: &HeaderMap, name: &str) -> Option<Duration> {
    seconds(text(headers, name)?.parse::<f64>().ok()? / 1000.0)
}

/// Seconds, also with a fraction, or a date.
fn retry_after(text: &str, now: Millis) -> Option<Duration> {
    match text.parse::<f64>() {
        Ok(number) => seconds(number),
        Err(_) => until(text, now),
    }
}

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}

/// From now to a date as HTTP or RFC 3339 writes it; a date that has passed is now.
fn until(date: &str, now: Millis) -> Option<Duration> {
    let at = instant(date.trim())?;
    Some(Duration::from_millis(u64::try_from(at.saturating_sub(now.0)).unwrap_or(0)))
}

/// Milliseconds since 1970.
fn instant(date: &str) -> Option<i64> {
    if let Ok(at) = httpdate::parse_http_date(date) {
        let since = at.duration_since(UNIX_EPOCH).ok()?;
        return i64::try_from(since.as_millis()).ok();
    }
    let date = date.trim_end_matches("UTC").trim_end();
    let zoned = match date.ends_with('Z') || date.get(19..).is_some_and(|rest| rest.contains(['+', '-'])) {
        true => date.to_owned(),
        false => format!("{date}Z"),
    };
    zoned.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

/// Google's `RetryInfo` among the error's details.
fn delay(body: &Value) -> Option<Duration> {
    match body {
        Value::Object(fields) => match fields.get("retryDelay").and_then(Value::as_str) {
            Some(text) => duration(text),
            None => fields.values().find_map(delay),
        },
        Value::Array(items) => items.iter().find_map(delay),
        _ => None,
    }
}

/// `46s`, `1m30s`, `10h17m5.7s`, `20ms`, `6 seconds`. A text without any known unit is none.
fn duration(text: &str) -> Option<Duration> {
    let mut whole = None;
    for part in PART.captures_iter(text) {
        let number: f64 = part[1].parse().ok()?;
        let unit = match part[2].to_ascii_lowercase().as_str() {
            "ms" | "milliseconds" | "millisecond" => 0.001,
            "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            _ => break,
        };
        whole = Some(whole.unwrap_or(0.0) + number * unit);
    }
    seconds(whole?)
}

/// The windows that the providers describe in every answer: of those that are used up, the latest end.
fn resets(headers: &HeaderMap, now: Millis) -> Option<Duration> {
    let mut latest = None;
    for (name, value) in headers {
        let name = name.as_str();
        let Some(rest) = name.split_once("ratelimit").map(|(_, rest)| rest).filter(|r| r.contains("reset"))
        else {
            continue;
        };
        let remaining = name.replace(rest, &rest.replace("reset", "remaining"));
        if text(headers, &remaining).is_some_and(|left| left != "0") {
            continue;
        }
        let Some(text) = value.to_str().ok().map(str::trim) else { continue };
        let number = text.parse::<f64>().ok();
        // OpenRouter writes a moment in milliseconds, others one in seconds, most a number of seconds.
        let wait = match number {
            Some(at) if at > 1e11 => seconds(((at - now.0 as f64) / 1000.0).max(0.0)),
            Some(at) if at > 1e9 => seconds((at - now.0 as f64 / 1000.0).max(0.0)),
            Some(wait) => seconds(wait),
            None => duration_only(text).or_else(|| until(text, now)),
        };
        latest = latest.max(wait);
    }
    latest
}

/// A duration, and not a date that has letters in it.
fn duration_only(text: &str) -> Option<Duration> {
    let is_date = text.contains(['-', ':', ',']) || !text.starts_with(|first: char| first.is_ascii_digit());
    if is_date { None } else { duration(text) }
}
