//! What is not there yet.

use super::seen::{Seen, Text};
use crate::deliverable::{
    Check, Content, Level,
    lines::{fields, list_label},
};

/// A gap names the question that fills it.
pub fn gaps(seen: &Seen<'_>) -> Vec<Check> {
    let gaps = seen.texts.iter().flat_map(|text| text.gaps.iter().map(move |gap| (text, gap)));
    let told = |path: &str| if path.is_empty() { "gap.no_question" } else { "gap" };
    gaps.map(|(text, gap)| {
        let args = [("what", text.label.as_str()), ("label", gap.label.as_str())];
        seen.finds(Level::Error, &text.path, told(&gap.path), &args)
    })
    .collect()
}

/// Without these texts there is no piece; of a list, one is enough.
pub fn empty(seen: &Seen<'_>) -> Vec<Check> {
    let kind = seen.content.kind();
    let needed = fields(kind).iter().filter(|field| field.needed);
    let missing = needed.filter(|field| seen.field(&field.path).all(Text::is_empty));
    missing
        .map(|field| {
            let (path, label) = match field.path.split_once("/*") {
                Some((list, _)) => (list, list_label(kind, list, seen.against.locale)),
                None => (field.path.as_str(), field.label(seen.against.locale, &[])),
            };
            seen.finds(Level::Error, path, "empty", &[("what", &label)])
        })
        .collect()
}

/// Pictures that people who do not see them cannot know.
pub fn alt_text(seen: &Seen<'_>) -> Vec<Check> {
    let (path, missing) = match seen.content {
        Content::SocialPost(post) => {
            let told = post.alt_text.iter().filter(|alt| !alt.is_empty()).count();
            ("/alt_text", post.media.len().saturating_sub(told))
        }
        Content::Image(image) => ("/alt", usize::from(image.alt.is_empty())),
        Content::Layout(layout) => ("/alt", usize::from(layout.alt.is_empty())),
        _ => return Vec::new(),
    };
    let check = || seen.finds(Level::Warn, path, "alt_text", &[("count", &missing.to_string())]);
    (missing > 0).then(check).into_iter().collect()
}
