//! What of a kit is written in fields: as they show it, and as they are read.

use crate::{deliverable::Kit, layout::colour::Rgb};
use std::collections::BTreeMap;

/// The fields of a form by their names, as a browser sends them.
pub(super) type Typed = BTreeMap<String, String>;

/// What may be typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Line,
    /// One thing a line.
    Lines,
    Colour,
}

pub(super) const VOICE: [(&str, Shape); 5] = [
    ("name", Shape::Line),
    ("tone", Shape::Lines),
    ("use_words", Shape::Lines),
    ("avoid_words", Shape::Lines),
    ("must", Shape::Lines),
];
pub(super) const COLOURS: [(&str, Shape); 4] = [
    ("primary", Shape::Colour),
    ("secondary", Shape::Colour),
    ("background", Shape::Colour),
    ("text", Shape::Colour),
];
pub(super) const HEALTH: [(&str, Shape); 2] = [("establishment", Shape::Line), ("director", Shape::Line)];

/// The box that is ticked for a brand whose advertising is a health establishment's.
pub(super) const IS_HEALTH: &str = "health";
const SECTOR: &str = "health";
/// The version that was on the page.
pub(super) const BASE: &str = "base";

const LETTERS_MOST: usize = 200;
const LINES_MOST: usize = 60;

enum Part<'a> {
    Line(&'a mut String),
    Lines(&'a mut Vec<String>),
}

fn part<'a>(kit: &'a mut Kit, key: &str) -> Option<Part<'a>> {
    Some(match key {
        "name" => Part::Line(&mut kit.name),
        "tone" => Part::Lines(&mut kit.tone),
        "use_words" => Part::Lines(&mut kit.use_words),
        "avoid_words" => Part::Lines(&mut kit.avoid_words),
        "must" => Part::Lines(&mut kit.must),
        "primary" => Part::Line(&mut kit.palette.primary),
        "secondary" => Part::Line(&mut kit.palette.secondary),
        "background" => Part::Line(&mut kit.palette.background),
        "text" => Part::Line(&mut kit.palette.text),
        "establishment" => Part::Line(&mut kit.health.establishment),
        "director" => Part::Line(&mut kit.health.director),
        _ => return None,
    })
}

fn all() -> impl Iterator<Item = (&'static str, Shape)> {
    VOICE.into_iter().chain(COLOURS).chain(HEALTH)
}

/// A kit as its fields show it.
pub(super) fn shown(kit: &Kit) -> Typed {
    let mut kit = kit.clone();
    let mut typed = Typed::new();
    for (key, _) in all() {
        let text = match part(&mut kit, key) {
            Some(Part::Line(text)) => text.clone(),
            Some(Part::Lines(lines)) => lines.join("\n"),
            None => continue,
        };
        typed.insert(key.to_owned(), text);
    }
    if kit.is_health() {
        typed.insert(IS_HEALTH.to_owned(), "on".to_owned());
    }
    typed
}

/// The kit with what was typed in it, or what is wrong, by field.
pub(super) fn read(kit: &Kit, typed: &Typed) -> Result<Kit, BTreeMap<&'static str, &'static str>> {
    let (mut kit, mut wrong) = (kit.clone(), BTreeMap::new());
    for (key, shape) in all() {
        let lines = lines(typed.get(key).map_or("", String::as_str));
        if let Some(why) = problem(shape, &lines) {
            wrong.insert(key, why);
        }
        match part(&mut kit, key) {
            Some(Part::Lines(kept)) => *kept = lines,
            Some(Part::Line(kept)) => {
                let text = lines.join(" ");
                *kept = Rgb::parse(&text).filter(|_| shape == Shape::Colour).map_or(text, Rgb::hex);
            }
            None => {}
        }
    }
    kit.sectors.retain(|sector| sector != SECTOR);
    if typed.contains_key(IS_HEALTH) {
        kit.sectors.push(SECTOR.to_owned());
    }
    if wrong.is_empty() { Ok(kit) } else { Err(wrong) }
}

fn problem(shape: Shape, lines: &[String]) -> Option<&'static str> {
    if lines.len() > LINES_MOST {
        return Some("too_many_lines");
    }
    if lines.iter().any(|line| line.chars().count() > LETTERS_MOST) {
        return Some("too_long");
    }
    (shape == Shape::Colour && lines.iter().any(|line| Rgb::parse(line).is_none())).then_some("no_colour")
}

/// The lines that say something, each once.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        if !line.is_empty() && !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_back_and_what_is_wrong_is_named() {
        let mut typed = shown(&Kit { sectors: vec!["food".into()], ..Kit::default() });
        typed.insert("avoid_words".into(), " barato \n\nbarato\ngrátis  já".into());
        typed.insert("primary".into(), "0A6".into());
        typed.insert(IS_HEALTH.into(), "on".into());
        let kit = read(&Kit { sectors: vec!["food".into()], ..Kit::default() }, &typed).unwrap();
        assert_eq!(kit.avoid_words, ["barato", "grátis já"]);
        assert_eq!(kit.palette.primary, "#00aa66");
        assert_eq!(kit.sectors, ["food", "health"]);
        assert_eq!(read(&kit, &shown(&kit)).unwrap(), kit);

        typed.insert("text".into(), "url(javascript:x)".into());
        typed.insert("tone".into(), "a".repeat(LETTERS_MOST + 1));
        typed.insert("must".into(), (0..=LINES_MOST).map(|n| format!("{n}\n")).collect());
        let wrong = read(&kit, &typed).unwrap_err();
        let wrong: Vec<_> = wrong.into_iter().collect();
        assert_eq!(wrong, [("must", "too_many_lines"), ("text", "no_colour"), ("tone", "too_long")]);
    }
}
