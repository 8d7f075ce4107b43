//! What a channel counts is what is sent, not what stands in one field.

use crate::deliverable::{
    Content,
    content::{Sms, SocialChannel, SocialPost},
};

/// Where a link is part of the text; elsewhere it is attached, or stands in the profile.
const LINK_IN_TEXT: [SocialChannel; 6] = [
    SocialChannel::X,
    SocialChannel::Threads,
    SocialChannel::Bluesky,
    SocialChannel::Mastodon,
    SocialChannel::Telegram,
    SocialChannel::Discord,
];

/// The text that is sent with what stands at this pointer, where it is more than that.
pub fn whole(content: &Content, path: &str) -> Option<String> {
    match content {
        Content::SocialPost(post) if path == "/text" => Some(posted(post)),
        Content::Sms(sms) if path == "/text" => Some(sent(sms)),
        _ => None,
    }
}

/// A post as it is published: the text, then the link where it belongs there, then mentions and hashtags; what
/// the text already says is not said twice.
pub fn posted(post: &SocialPost) -> String {
    let mut text = post.text.clone();
    if LINK_IN_TEXT.contains(&post.channel) && !post.link.is_empty() && !text.contains(&post.link) {
        text = format!("{text}\n\n{}", post.link);
    }
    let mentions = post.mentions.iter().map(|name| format!("@{}", name.trim_start_matches('@')));
    let hashtags = post.hashtags.iter().map(|tag| format!("#{}", tag.trim_start_matches('#')));
    let marks: Vec<String> = mentions.chain(hashtags).filter(|mark| mark.len() > 1).collect();
    let missing: Vec<String> = marks.into_iter().filter(|mark| !says(&text, mark)).collect();
    if missing.is_empty() { text } else { format!("{text}\n\n{}", missing.join(" ")) }
}

/// A text message as it is sent: sender and way out count too.
pub fn sent(sms: &Sms) -> String {
    let mut text = sms.text.clone();
    if !sms.sender.is_empty() && !text.starts_with(&sms.sender) {
        text = format!("{}: {text}", sms.sender);
    }
    if !sms.opt_out.is_empty() && !text.contains(&sms.opt_out) {
        text = format!("{text} {}", sms.opt_out);
    }
    text
}

fn says(text: &str, mark: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | '!' | '?' | ')'));
    words.any(|word| word.eq_ignore_ascii_case(mark))
}
