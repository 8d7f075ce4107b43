//! Posts, each as long as its channel takes.

use super::{
    desk::Desk,
    distinct::Distinct,
    say::{len, line, paragraph, sentence, slug},
};
use crate::deliverable::content::{SocialChannel, SocialPost};
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

/// How long a post is at most, and how many hashtags it has; the limits that are checked are data elsewhere.
#[derive(Clone, Copy, Deserialize)]
struct Room {
    text: usize,
    hashtags: usize,
}

static ROOMS: LazyLock<HashMap<SocialChannel, Room>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("rooms.json")).expect("a compiled-in table is valid JSON")
});

pub fn post(desk: &Desk<'_>) -> SocialPost {
    let channel = desk.ask.node.channel.unwrap_or_default();
    let room = ROOMS.get(&channel).copied().unwrap_or(Room { text: 500, hashtags: 1 });
    let name = desk.name();
    let what = desk.what().into_iter().next();
    let brand = desk.brand().filter(|brand| Some(brand) != name.as_ref());
    let alt = brand.as_ref().zip(name.as_ref()).map(|(brand, name)| format!("{brand}: {name}"));
    SocialPost {
        channel,
        text: text(desk, room.text),
        hashtags: hashtags(desk, room.hashtags),
        mentions: Vec::new(),
        first_comment: String::new(),
        alt_text: alt.or(name).into_iter().collect(),
        media: desk.facts.picture_texts.as_deref().map(line).or(what).into_iter().collect(),
        link: desk.facts.link.clone().unwrap_or_default(),
    }
}

/// What the post begins with, what it tells, what it asks for; each part only where there is room for all of it.
fn text(desk: &Desk<'_>, max: usize) -> String {
    let opener = opener(desk);
    let mut taken = Distinct::new(&desk.name().unwrap_or_default());
    taken.take(&opener);
    let invite = match (desk.invite(), &desk.facts.link) {
        (Some(invite), Some(link)) => format!("{invite}: {link}"),
        (Some(invite), None) => sentence(&invite),
        (None, _) => desk.gap("call_to_action"),
    };
    let fresh = |texts: Vec<String>, taken: &mut Distinct| -> Vec<String> {
        texts.into_iter().filter(|text| taken.adds(text)).collect()
    };
    let story = paragraph(&fresh(story(desk), &mut taken));
    let benefits = fresh(desk.benefits(), &mut taken);
    let list = benefits.iter().map(|text| format!("• {text}")).collect::<Vec<_>>().join("\n");
    let proof = paragraph(&fresh(desk.proofs().into_iter().take(1).collect(), &mut taken));
    let offer = paragraph(&fresh(desk.offer().into_iter().collect(), &mut taken));
    let must = paragraph(&desk.must());
    // What has to be there comes first, what may be left out after it; written in the order of reading.
    let parts = [&opener, &invite, &must, &story, &list, &offer, &proof];
    // Where there are fewer beginnings than posts, the later ones tell the same in another order.
    let reading = if is_later_round(desk) { [0, 4, 6, 3, 5, 1, 2] } else { [0, 3, 4, 6, 5, 1, 2] };
    let mut chosen: Vec<usize> = Vec::new();
    let joined = |chosen: &[usize]| {
        let there = reading.iter().filter(|at| chosen.contains(at)).map(|at| parts[*at].as_str());
        there.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    };
    for at in 0..parts.len() {
        chosen.push(at);
        if len(&joined(&chosen)) > max {
            chosen.pop();
        }
    }
    joined(&chosen)
}

/// Each post of a campaign begins with something else.
fn opener(desk: &Desk<'_>) -> String {
    let openers = openers(desk);
    let own = openers.get(desk.turn() % openers.len().max(1)).map(|text| sentence(text));
    desk.or_gap(own, "key_message")
}

fn is_later_round(desk: &Desk<'_>) -> bool {
    desk.turn() / openers(desk).len().max(1) % 2 == 1
}

fn openers(desk: &Desk<'_>) -> Vec<String> {
    let facts = desk.facts;
    let mut openers: Vec<String> = desk.message().into_iter().collect();
    let reasons = facts.why_us.iter().map(|text| line(text));
    openers.extend(reasons.clone().take(1));
    openers.extend(desk.offer());
    openers.extend(facts.proof.iter().map(|proof| line(&proof.claim)));
    openers.extend(facts.answers.iter().map(|text| line(text)));
    openers.extend(reasons.skip(1));
    openers.extend(facts.parts.gains.iter().map(|text| line(text)));
    openers.retain(|text| desk.allows(text));
    super::distinct::distinct(openers, &desk.name().unwrap_or_default(), usize::MAX)
}

fn story(desk: &Desk<'_>) -> Vec<String> {
    let what = desk.what();
    let name = desk.name();
    let named = |text: &String| match &name {
        Some(name) if !text.contains(name.as_str()) => format!("{name}: {text}"),
        _ => text.clone(),
    };
    let mut story: Vec<String> = what.first().map(named).into_iter().collect();
    story.extend(what.into_iter().skip(1));
    story.extend(desk.gains());
    story
}

/// Names of the brief without what a hashtag cannot have.
fn hashtags(desk: &Desk<'_>, max: usize) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let names = desk.name().into_iter().chain(desk.brand()).chain(desk.facts.places.first().cloned());
    for tag in names.map(|name| slug(&name, ' ', 60).replace(' ', "")) {
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.truncate(max);
    tags
}
