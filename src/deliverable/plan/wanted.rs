//! What a brief asks for: the pieces that were named, how many of each, and the channels that they are for.

use super::super::{Kind, content::SocialChannel, facts::Facts};
use crate::engine::parse::words::bare;
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

/// A piece that a brief can ask for.
#[derive(Debug, Deserialize)]
pub(super) struct Piece {
    pub count: u32,
    /// Words by which it is known where a person named it in their own, bare.
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Table {
    pieces: HashMap<String, Piece>,
    channels: HashMap<String, Channel>,
    social: HashMap<String, SocialChannel>,
    /// Where ads go if no channel takes any, by the goal; `other` for every other one.
    usual_ads: HashMap<String, Vec<Kind>>,
    usual_pieces: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Channel {
    /// The ads that it takes.
    ads: Vec<Kind>,
    /// Space in it is paid for.
    paid: bool,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("wanted.json")).expect("a compiled-in table is valid JSON")
});

/// The pieces by their ids, in the person's order, each once. Where none were named: those that most campaigns
/// begin with, without ads if nothing is paid for media.
pub(super) fn pieces(facts: &Facts) -> Vec<(&'static str, &'static Piece)> {
    let named: Vec<&'static str> = facts.pieces.iter().filter_map(|piece| piece_id(piece)).collect();
    let usual = || TABLE.usual_pieces.iter().map(String::as_str).filter(|id| *id != "ads" || !facts.no_media);
    let ids = if named.is_empty() { usual().collect() } else { named };
    let mut pieces: Vec<(&'static str, &'static Piece)> = Vec::new();
    for id in ids {
        if let Some(piece) = TABLE.pieces.get(id)
            && pieces.iter().all(|(known, _)| *known != id)
        {
            pieces.push((id, piece));
        }
    }
    pieces
}

fn piece_id(said: &str) -> Option<&'static str> {
    if let Some((id, _)) = TABLE.pieces.get_key_value(said) {
        return Some(id);
    }
    let said = format!(" {} ", bare(said));
    let knows =
        |(_, piece): &(&String, &Piece)| piece.words.iter().any(|word| said.contains(&format!(" {word} ")));
    // The longest name is the closest one; equal ones in the order of the alphabet, to be the same each time.
    let mut known: Vec<&'static String> = TABLE.pieces.iter().filter(knows).map(|(id, _)| id).collect();
    known.sort();
    known.first().map(|id| id.as_str())
}

/// The kinds of ad, in the order of the channels.
pub(super) fn ads(facts: &Facts) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for channel in facts.channels.iter().filter_map(|id| TABLE.channels.get(id)) {
        kinds.extend(channel.ads.iter().filter(|kind| !kinds.contains(kind)).copied().collect::<Vec<_>>());
    }
    // Google's own mix of places wants more of Google than its search.
    let google = ["google_search", "google_business", "youtube"];
    let of_google = facts.channels.iter().filter(|id| google.contains(&id.as_str())).count();
    if of_google > 1 && kinds.contains(&Kind::AdRsa) && !kinds.contains(&Kind::AdPmax) {
        kinds.push(Kind::AdPmax);
    }
    if kinds.is_empty() {
        let goal = facts.goal.as_deref().unwrap_or("other");
        let usual = TABLE.usual_ads.get(goal).or_else(|| TABLE.usual_ads.get("other"));
        kinds = usual.cloned().unwrap_or_default();
    }
    kinds
}

/// Where posts are published: the channels of the campaign, else those that the brand has, else Instagram.
pub(super) fn social(facts: &Facts) -> Vec<SocialChannel> {
    let known = |ids: Vec<&String>| {
        let mut known: Vec<SocialChannel> = Vec::new();
        for channel in
            ids.into_iter().filter_map(|id| TABLE.social.get(id).or_else(|| TABLE.social.get(&bare(id))))
        {
            if !known.contains(channel) {
                known.push(*channel);
            }
        }
        known
    };
    let chosen = known(facts.channels.iter().collect());
    let owned = || known(facts.owned.iter().map(|owned| &owned.channel).collect());
    let first = if chosen.is_empty() { owned() } else { chosen };
    if first.is_empty() { vec![SocialChannel::Instagram] } else { first }
}

/// Where a video is shown: the channels of video first.
pub(super) fn video(facts: &Facts) -> Vec<SocialChannel> {
    let video =
        [SocialChannel::Tiktok, SocialChannel::Youtube, SocialChannel::Instagram, SocialChannel::Facebook];
    let chosen = social(facts);
    let of_video: Vec<SocialChannel> = video.into_iter().filter(|it| chosen.contains(it)).collect();
    if of_video.is_empty() { vec![SocialChannel::Instagram] } else { of_video }
}

/// Whether space in that channel is paid for.
pub fn is_paid(channel: &str) -> bool {
    TABLE.channels.get(channel).is_some_and(|known| known.paid)
}
