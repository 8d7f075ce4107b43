//! What the page of a brand shows, made ready for its template.

use super::{
    fields::{self, COLOURS, HEALTH, IS_HEALTH, Shape, Typed, VOICE},
    said::Said,
};
use crate::{
    deliverable::{
        Kit,
        kit::{Picture, Rule, RuleState},
    },
    layout::colour::{Rgb, ratio},
    store::KitRow,
};
use std::collections::BTreeMap;

/// A field with what is in it.
#[derive(Debug)]
pub(super) struct Field {
    pub key: &'static str,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub is_long: bool,
    /// What it is in the newest version, where somebody has changed it meanwhile.
    pub now: Option<String>,
    pub error: Option<String>,
    /// A colour that can be shown.
    pub swatch: Option<String>,
}

#[derive(Debug)]
pub(super) struct Fields {
    pub voice: Vec<Field>,
    pub colours: Vec<Field>,
    pub health: Vec<Field>,
    pub is_health: bool,
    pub contrasts: Vec<Contrast>,
}

/// Two colours, one on the other.
#[derive(Debug)]
pub(super) struct Contrast {
    pub front: String,
    pub back: String,
    pub told: String,
}

#[derive(Debug)]
pub(super) struct RuleLine {
    pub id: String,
    pub text: String,
    pub from: Option<String>,
}

#[derive(Debug)]
pub(super) struct Rules {
    pub proposed: Vec<RuleLine>,
    pub accepted: Vec<RuleLine>,
    pub refused: Vec<RuleLine>,
}

#[derive(Debug)]
pub(super) struct FileLine {
    pub name: String,
    /// The last part of its key.
    pub place: String,
    pub is_shown: bool,
}

/// The files of one kind.
#[derive(Debug)]
pub(super) struct Shelf {
    pub what: &'static str,
    pub files: Vec<FileLine>,
}

#[derive(Debug)]
pub(super) struct VersionLine {
    pub number: u32,
    pub told: String,
    pub is_newest: bool,
}

impl Fields {
    /// `now`: the newest kit, where what was typed was made from an older one.
    pub fn of(typed: &Typed, now: Option<&Kit>, wrong: &BTreeMap<&str, &str>, said: &Said) -> Self {
        let now = now.map(fields::shown);
        let text = |key: &str| typed.get(key).cloned().unwrap_or_default();
        let field = |(key, shape): (&'static str, Shape)| {
            let value = text(key);
            let other = now.as_ref().and_then(|now| now.get(key)).filter(|now| **now != value);
            Field {
                key,
                label: said.say(&format!("field_{key}")).to_owned(),
                hint: said.say(&format!("hint_{key}")).to_owned(),
                is_long: shape == Shape::Lines,
                now: other.map(|now| if now.is_empty() { said.say("empty").to_owned() } else { now.clone() }),
                error: wrong.get(key).map(|why| said.say(why).to_owned()),
                swatch: Rgb::parse(&value).filter(|_| shape == Shape::Colour).map(Rgb::hex),
                value,
            }
        };
        let contrast = |(front, back, key): (&str, &str, &str)| {
            let (one, other) = (Rgb::parse(&text(front))?, Rgb::parse(&text(back))?);
            let told = told(ratio(one, other), key, said);
            Some(Contrast { front: one.hex(), back: other.hex(), told })
        };
        let pairs = [
            ("text", "background", "contrast_text"),
            ("primary", "background", "contrast_primary"),
            ("secondary", "background", "contrast_secondary"),
        ];
        Self {
            voice: VOICE.map(field).into(),
            colours: COLOURS.map(field).into(),
            health: HEALTH.map(field).into(),
            is_health: typed.contains_key(IS_HEALTH),
            contrasts: pairs.into_iter().filter_map(contrast).collect(),
        }
    }
}

/// A contrast in words, by what WCAG asks of letters.
fn told(ratio: f32, key: &str, said: &Said) -> String {
    let judged = match ratio {
        ratio if ratio >= 4.5 => "contrast_good",
        ratio if ratio >= 3.0 => "contrast_large",
        _ => "contrast_bad",
    };
    let number = format!("{:.1}", (ratio * 10.0).floor() / 10.0);
    let number = if said.lang == "en" { number } else { number.replace('.', ",") };
    said.fill(key, &[("ratio", &number), ("judged", said.say(judged))])
}

impl Rules {
    pub fn of(kit: &Kit, said: &Said) -> Self {
        let line = |rule: &Rule| RuleLine {
            id: rule.id.clone(),
            text: rule.text.clone(),
            from: (!rule.from.is_empty()).then(|| said.with("rule_from", "piece", &rule.from)),
        };
        let those = |state| kit.rules.iter().filter(|rule| rule.state == state).map(line).collect();
        Self {
            proposed: those(RuleState::Proposed),
            accepted: those(RuleState::Accepted),
            refused: those(RuleState::Refused),
        }
    }
}

impl Shelf {
    pub fn all(kit: &Kit) -> Vec<Self> {
        let line = |file: &Picture| FileLine {
            name: file.name.clone(),
            place: place(file).to_owned(),
            is_shown: is_shown(file),
        };
        let shelf = |what, files: &[Picture]| Self { what, files: files.iter().map(line).collect() };
        vec![shelf("logo", &kit.logos), shelf("font", &kit.fonts), shelf("reference", &kit.references)]
    }
}

/// The last part of a file's key: its name in addresses.
pub(super) fn place(file: &Picture) -> &str {
    file.key.rsplit('/').next().unwrap_or_default()
}

/// Whether a browser is given it to show.
pub(super) fn is_shown(file: &Picture) -> bool {
    matches!(file.mime.as_str(), "image/png" | "image/jpeg")
}

pub(super) fn versions(rows: &[KitRow], said: &Said) -> Vec<VersionLine> {
    let newest = rows.first().map(|row| row.version);
    let line = |row: &KitRow| VersionLine {
        number: row.version,
        told: said.fill(
            "version_line",
            &[
                ("number", &row.version.to_string()),
                ("who", &said.who(&row.who)),
                ("when", &said.when(row.at)),
            ],
        ),
        is_newest: Some(row.version) == newest,
    };
    rows.iter().map(line).collect()
}
