//! A frozen brief as Markdown, for people to read and pass on.

use super::words;
use crate::{
    engine::{
        brief::{Brief, Field, FieldState},
        state::Source,
    },
    store::BriefLine,
};
use std::fmt::Write;

/// The whole brief: chapter by chapter, then what is open, then the score with its reasons.
pub fn brief(brief: &Brief, line: &BriefLine) -> String {
    let say = |key: &'static str| words().say(&brief.locale, key);
    let mut text = format!("# {}\n\n", escaped(&brief.title));
    let at = line.at.rfc3339();
    let _ = writeln!(text, "{} {} · {} · `{}`", say("version"), line.version, &at[..10], line.hash);
    let mut chapter = None;
    for field in brief.fields.iter().filter(|field| field.shown.is_some()) {
        if chapter != Some(&field.chapter) {
            chapter = Some(&field.chapter);
            let title = brief.chapters.iter().find(|of| Some(&of.id) == field.chapter.as_ref());
            let _ = writeln!(
                text,
                "\n## {}\n",
                escaped(title.map_or_else(|| say("more"), |of| of.title.as_str()))
            );
        }
        line_of(&mut text, field, &brief.locale);
    }
    let open: Vec<&Field> = brief.fields.iter().filter(|field| field.shown.is_none()).collect();
    if !open.is_empty() {
        let _ = writeln!(text, "\n## {}\n", say("open_points"));
        for field in open {
            let waits = field.waits_for.as_ref();
            let waits = waits.map(|name| words().fill(&brief.locale, "waits_for", &[("name", name)]));
            let whom = waits.as_ref().or(field.ask_whom.as_ref()).map(|whom| format!(" ({})", escaped(whom)));
            let _ = writeln!(text, "- {}{}", escaped(&field.label), whom.unwrap_or_default());
        }
    }
    let _ = writeln!(text, "\n## {}: {}/100\n", say("score"), brief.score.value);
    for reason in &brief.score.reasons {
        let _ = writeln!(text, "- −{}: {}", reason.missing, escaped(&reason.text));
    }
    text
}

fn line_of(text: &mut String, field: &Field, locale: &str) {
    let say = |key: &'static str| words().say(locale, key);
    let shown = field.shown.as_deref().unwrap_or_default();
    let note = match (field.state, field.source) {
        (FieldState::Assumed, _) => Some(say("assumption")),
        (FieldState::Stale, _) => Some(say("stale")),
        (_, Some(Source::Suggestion)) => Some(say("suggestion")),
        _ => None,
    };
    let by = field.by.as_ref().map(|name| escaped(&words().fill(locale, "by", &[("name", name)])));
    let notes: Vec<String> = note.map(str::to_owned).into_iter().chain(by).collect();
    let note = if notes.is_empty() { String::new() } else { format!(" _({})_", notes.join(", ")) };
    if shown.contains('\n') {
        let quoted = escaped(shown).replace('\n', "\n  > ");
        let _ = writeln!(text, "- **{}**{note}\n\n  > {quoted}\n", escaped(&field.label));
    } else {
        let _ = writeln!(text, "- **{}**: {}{note}", escaped(&field.label), escaped(shown));
    }
}

/// Text in which nothing is markup: what a person wrote stays what they wrote.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let starts = at == 0 || text[..at].ends_with('\n');
        let marks = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '!');
        if marks || (starts && matches!(c, '#' | '-' | '+')) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_is_no_markup() {
        assert_eq!(escaped("# a *b* <i>\n- ![x](y)"), "\\# a \\*b\\* \\<i\\>\n\\- \\!\\[x\\](y)");
        assert_eq!(escaped("R$ 1.500 - já"), "R$ 1.500 - já");
    }
}
