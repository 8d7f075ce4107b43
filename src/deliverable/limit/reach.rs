//! Which limits a content runs into.

use super::{Limit, Of, Strength, When, all};
use crate::deliverable::{
    Content, Gap,
    content::SocialChannel,
    count::{Encoding, sms_parts},
    lines::{Found, found, sent, whole},
};
use serde_json::Value;
use std::collections::HashSet;

/// A limit that a content does not keep to.
#[derive(Clone, Debug)]
pub struct Overrun {
    pub limit: &'static Limit,
    /// The text, or the list.
    pub path: String,
    pub length: u32,
    /// Too little, where it is not too much.
    pub under: bool,
}

impl Limit {
    /// Whether it is for contents like this one.
    pub fn holds(&self, content: &Content) -> bool {
        let channel = || match content {
            Content::SocialPost(post) => Some(post.channel),
            Content::VideoScript(script) => Some(script.platform),
            _ => None::<SocialChannel>,
        };
        !self.later
            && self.kind == Some(content.kind())
            && (self.channel.is_none() || self.channel == channel())
            && self.when.is_none_or(|when| when.is(content))
    }
}

impl When {
    fn is(self, content: &Content) -> bool {
        match (self, content) {
            (Self::Media, Content::SocialPost(post)) => !post.media.is_empty(),
            (Self::NoMedia, Content::SocialPost(post)) => post.media.is_empty(),
            (Self::Gsm7, Content::Sms(sms)) => sms_parts(&sent(sms)).encoding == Encoding::Gsm7,
            (Self::Ucs2, Content::Sms(sms)) => sms_parts(&sent(sms)).encoding == Encoding::Ucs2,
            _ => false,
        }
    }
}

/// Every limit that the content breaks, the strictest only where several speak of one text in one unit.
pub fn judged(content: &Content) -> Vec<Overrun> {
    let value = content.value();
    let found = found(content.kind(), &value);
    let rows = all().iter().filter(|row| row.holds(content));
    let mut broken: Vec<Overrun> = rows.flat_map(|row| row.broken(content, &value, &found)).collect();
    // A stable sort: of equals, the first in the table stays.
    broken.sort_by_key(|over| std::cmp::Reverse(over.limit.level));
    let mut told = HashSet::new();
    broken.retain(|over| told.insert((over.path.clone(), over.limit.unit.name())));
    broken
}

impl Limit {
    fn broken(&'static self, content: &Content, value: &Value, found: &[Found<'_>]) -> Vec<Overrun> {
        if self.unit.items() {
            return self.of_list(value).into_iter().collect();
        }
        let texts = found.iter().filter(|text| text.field.path == self.path && !text.text.is_empty());
        match self.of {
            Of::One => self.of_any(&texts.collect::<Vec<_>>()).into_iter().collect(),
            Of::Each => texts.filter_map(|text| self.of_text(content, text)).collect(),
        }
    }

    fn of_list(&'static self, value: &Value) -> Option<Overrun> {
        let list = value.pointer(&self.path).and_then(Value::as_array);
        let count = list.map_or(0, |list| list.iter().filter(|entry| entry.as_str() != Some("")).count());
        self.over(&self.path, u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// What is still missing may be the one that keeps to it.
    fn of_any(&'static self, texts: &[&Found<'_>]) -> Option<Overrun> {
        let open = texts.iter().any(|text| Gap::any(text.text));
        let shortest = texts.iter().map(|text| self.length(text.text)).min().filter(|_| !open)?;
        self.over(self.path.trim_end_matches("/*"), shortest)
    }

    /// A text with a gap has no length yet.
    fn of_text(&'static self, content: &Content, text: &Found<'_>) -> Option<Overrun> {
        let whole = whole(content, &text.path).unwrap_or_else(|| text.text.to_owned());
        if Gap::any(&whole) { None } else { self.over(&text.path, self.length(&whole)) }
    }

    fn over(&'static self, path: &str, length: u32) -> Option<Overrun> {
        let under = self.min.is_some_and(|min| length < min);
        let over = self.max.is_some_and(|max| length > max);
        (under || over).then(|| Overrun { limit: self, path: path.to_owned(), length, under })
    }
}

impl Overrun {
    /// What it should have been.
    pub fn bound(&self) -> u32 {
        let bound = if self.under { self.limit.min } else { self.limit.max };
        bound.unwrap_or_default()
    }

    pub fn level(&self) -> Strength {
        self.limit.level
    }
}
