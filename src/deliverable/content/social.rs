//! What is posted, and what it is posted from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a post is published; each has limits of its own.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SocialChannel {
    #[default]
    Instagram,
    Facebook,
    Linkedin,
    X,
    Threads,
    Bluesky,
    Mastodon,
    Tiktok,
    Youtube,
    Pinterest,
    GoogleBusiness,
    Telegram,
    Discord,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ContentIdeas {
    pub ideas: Vec<ContentIdea>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ContentIdea {
    pub title: String,
    pub angle: String,
    pub persona: String,
    pub funnel_stage: String,
    pub keyword: String,
    pub format: String,
    pub hook: String,
    pub cta: String,
    /// A person chose it for production.
    pub picked: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SocialPost {
    pub channel: SocialChannel,
    pub text: String,
    /// Without the #.
    pub hashtags: Vec<String>,
    /// Without the @.
    pub mentions: Vec<String>,
    pub first_comment: String,
    /// What each picture shows, for people who do not see it.
    pub alt_text: Vec<String>,
    /// What each picture is to be.
    pub media: Vec<String>,
    pub link: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VideoScript {
    pub platform: SocialChannel,
    /// The whole length.
    pub seconds: u32,
    /// What holds people in the first three seconds.
    pub hook: String,
    pub scenes: Vec<Scene>,
    pub cta: String,
    pub caption: String,
    pub music_mood: String,
}

/// From second `from` to second `to`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Scene {
    pub from: u32,
    pub to: u32,
    pub visual: String,
    pub voice: String,
    pub on_screen: String,
}
