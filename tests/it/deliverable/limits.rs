//! The limits as data: each row is used or marked, and each has a case just inside and just outside, made from
//! the data itself. What the numbers should be stands in `limits_cases`.

use jiff::civil::Date;
use pauta::deliverable::{
    Content, Kind,
    limit::{self, Limit, Measure, Of, Origin, Strength, When, judged},
    lines::fields,
    view::Unit,
};
use serde_json::{Value, json};
use std::{fmt::Write, path::Path};

fn used() -> impl Iterator<Item = &'static Limit> {
    limit::all().iter().filter(|row| !row.later)
}

#[test]
fn every_row_is_used_or_marked_for_later() {
    for row in used() {
        let kind = row.kind.unwrap_or_else(|| panic!("{} has no kind", row.name));
        let inside = format!("{}/*", row.path);
        let known = fields(kind).iter().any(|field| {
            if row.unit.items() { field.path.starts_with(&inside) } else { field.path == row.path }
        });
        assert!(known, "{}: {kind:?} has no {}", row.name, row.path);
    }
    let mut names: Vec<&str> = limit::all().iter().map(|row| row.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), limit::all().len(), "every name is there once");
    for row in limit::all() {
        assert!(row.min.is_some() || row.max.is_some(), "{} limits nothing", row.name);
        assert!(row.date().parse::<Date>().is_ok(), "{} has no date", row.name);
    }
}

#[test]
fn every_limit_has_a_case_just_inside_and_just_outside() {
    for row in used() {
        for (bound, outwards) in [(row.max, 1_i64), (row.min, -1)] {
            let Some(bound) = bound else { continue };
            let edge = edge(row, bound, outwards);
            assert!(!breaks(row, edge), "{}: {edge} is inside", row.name);
            let outside = usize::try_from(i64::try_from(edge).unwrap() + outwards).unwrap();
            // What is empty is missing, and not too short.
            if outside > 0 || row.unit.items() {
                assert!(breaks(row, outside), "{}: {outside} is outside", row.name);
            }
        }
    }
}

fn breaks(row: &Limit, amount: usize) -> bool {
    judged(&content(row, amount)).iter().any(|over| over.limit.name == row.name)
}

/// How many letters or entries just keep to it.
fn edge(row: &Limit, bound: u32, outwards: i64) -> usize {
    if row.unit.items() {
        return bound as usize;
    }
    let length = |amount: usize| row.length(&text(row, amount));
    let most = bound as usize;
    if outwards > 0 {
        (0..=most).rev().find(|amount| length(*amount) <= bound).unwrap()
    } else {
        (0..=most).find(|amount| length(*amount) >= bound).unwrap()
    }
}

/// A text of so many of what the row counts.
fn text(row: &Limit, amount: usize) -> String {
    let one = match (row.unit.name().as_str(), row.when) {
        (_, Some(When::Ucs2)) => "ã",
        ("rows", _) => "a\n",
        ("variables", _) => "{{1}}",
        ("emoji", _) => "😀",
        _ => "a",
    };
    one.repeat(amount)
}

/// A content with so much at the row's place, and as little as may be elsewhere.
fn content(row: &Limit, amount: usize) -> Content {
    let kind = row.kind.unwrap();
    let mut value = Content::read(kind, &json!({})).unwrap().value();
    for key in ["channel", "platform"] {
        if let (Some(channel), Some(place)) = (row.channel, value.get_mut(key)) {
            *place = serde_json::to_value(channel).unwrap();
        }
    }
    if row.when == Some(When::Media) {
        value["media"] = json!(["a picture"]);
    }
    let filled = match (row.unit.items(), &row.path) {
        (true, path) if path == "/buttons" => json!(vec![json!({"text": "a"}); amount]),
        (true, _) => json!(vec!["a"; amount]),
        (false, _) => json!(text(row, amount)),
    };
    match row.path.strip_suffix("/*") {
        Some(list) => *value.pointer_mut(list).unwrap() = json!([filled]),
        None => *value.pointer_mut(&row.path).unwrap() = filled,
    }
    Content::read(kind, &value).unwrap()
}

#[test]
fn one_short_line_among_long_ones_is_enough() {
    let pmax = |lengths: [usize; 3]| {
        let headlines = lengths.map(|length| "a".repeat(length));
        let value: Value = json!({"headlines": headlines});
        judged(&Content::read(Kind::AdPmax, &value).unwrap())
    };
    let short = |lengths| pmax(lengths).iter().any(|over| over.limit.name == "pmax.short_headline");
    assert!(!short([30, 15, 30]));
    assert!(short([30, 16, 30]));
}

/// `docs/limits.md` from its heading of the table on.
fn table() -> String {
    let mut table = String::from(
        "| Limit | Piece and field | Value | Counted in | Beyond it | From | Source | Date |\n|---|---|---|---|---|---|---|---|\n",
    );
    for row in limit::all() {
        let kind = row.kind.map_or("", Kind::name);
        let channel = row.channel.map(|channel| serde_json::to_value(channel).unwrap());
        let channel = channel.as_ref().and_then(Value::as_str).unwrap_or_default();
        let place =
            [kind, channel, &row.path].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let unit = match (row.unit, row.size) {
            (Measure::Text(Unit::Pixels), Some(size)) => format!("pixels at {size} px"),
            (unit, _) => unit.name().replace('_', " "),
        };
        let beyond = match row.level {
            Strength::Hard => "error",
            Strength::Soft => "warning",
            Strength::Fold => "note",
        };
        let later = if row.later { " (later)" } else { "" };
        let (name, place, value) = (&row.name, place.join(" · "), value(row));
        let (from, source, date) = (&row.from, origin(row.source), row.date());
        writeln!(
            table,
            "| `{name}`{later} | {place} | {value} | {unit} | {beyond} | {from} | {source} | {date} |"
        )
        .unwrap();
    }
    table
}

fn value(row: &Limit) -> String {
    let value = match (row.min, row.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min}–{max}"),
        (Some(min), None) => format!("≥ {min}"),
        (None, Some(max)) => format!("≤ {max}"),
        (None, None) => String::new(),
    };
    let of = if row.of == Of::One { ", one at least" } else { "" };
    let when = match row.when {
        Some(When::Media) => ", with pictures",
        Some(When::NoMedia) => ", without pictures",
        Some(When::Gsm7) => ", GSM-7",
        Some(When::Ucs2) => ", UCS-2",
        None => "",
    };
    format!("{value}{of}{when}")
}

fn origin(source: Origin) -> &'static str {
    match source {
        Origin::Official => "o",
        Origin::ThirdParty => "3",
        Origin::Repository => "r",
        Origin::Known => "k",
        Origin::Asked => "s",
    }
}

#[test]
fn the_document_shows_the_data() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md");
    let document = std::fs::read_to_string(path).unwrap();
    let shown = document.find("| Limit |").map_or("", |at| &document[at..]);
    assert_eq!(shown, table(), "docs/limits.md ends with the table of src/deliverable/limit/limits.json");
}
