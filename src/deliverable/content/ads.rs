//! Ads, field by field as each platform takes them.

use super::Link;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the button of an ad says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cta {
    #[default]
    LearnMore,
    BuyNow,
    BookNow,
    SignUp,
    ContactUs,
    SendMessage,
    GetQuote,
    Visit,
    Download,
}

/// Google responsive search ad: every line must stand alone, in any order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AdRsa {
    pub headlines: Vec<String>,
    pub descriptions: Vec<String>,
    /// The two parts of the shown address.
    pub paths: Vec<String>,
    pub link: Link,
    /// Who sees it: a note for whoever sets it up.
    pub targeting: String,
}

/// Google Performance Max asset group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AdPmax {
    pub headlines: Vec<String>,
    pub long_headlines: Vec<String>,
    pub descriptions: Vec<String>,
    pub business_name: String,
    pub paths: Vec<String>,
    pub cta: Cta,
    pub link: Link,
    pub targeting: String,
}

/// Meta ad: Facebook and Instagram.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AdMeta {
    pub primary_text: String,
    pub headline: String,
    pub description: String,
    pub cta: Cta,
    pub link: Link,
    pub targeting: String,
}

/// LinkedIn single image ad.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AdLinkedin {
    pub ad_name: String,
    pub intro: String,
    pub headline: String,
    pub description: String,
    pub cta: Cta,
    pub link: Link,
    pub targeting: String,
}

/// TikTok in-feed ad.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AdTiktok {
    pub text: String,
    pub display_name: String,
    /// What the video shows, in one sentence.
    pub video_idea: String,
    pub cta: Cta,
    pub link: Link,
    pub targeting: String,
}
