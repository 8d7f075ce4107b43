//! The kinds of piece that a brief can become, and the families that a screen groups them by.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Persona,
    CompetitorAnalysis,
    ValueProposition,
    MessageHouse,
    /// Ideas for content ("pautas"), to be ticked and produced.
    ContentIdeas,
    AdRsa,
    AdPmax,
    AdMeta,
    AdLinkedin,
    AdTiktok,
    SocialPost,
    VideoScript,
    Email,
    WhatsappTemplate,
    Sms,
    Article,
    LandingPage,
    Image,
    Layout,
    MediaPlan,
}

/// Pieces that are shown together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    Strategy,
    Ads,
    Social,
    Messages,
    Content,
    Pages,
    Visuals,
    Media,
}

impl Kind {
    /// Every kind, strategy first: the order on a screen.
    pub const ALL: [Self; 20] = [
        Self::Persona,
        Self::CompetitorAnalysis,
        Self::ValueProposition,
        Self::MessageHouse,
        Self::ContentIdeas,
        Self::AdRsa,
        Self::AdPmax,
        Self::AdMeta,
        Self::AdLinkedin,
        Self::AdTiktok,
        Self::SocialPost,
        Self::VideoScript,
        Self::Email,
        Self::WhatsappTemplate,
        Self::Sms,
        Self::Article,
        Self::LandingPage,
        Self::Image,
        Self::Layout,
        Self::MediaPlan,
    ];

    /// Its name on the wire and in rows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Persona => "persona",
            Self::CompetitorAnalysis => "competitor_analysis",
            Self::ValueProposition => "value_proposition",
            Self::MessageHouse => "message_house",
            Self::ContentIdeas => "content_ideas",
            Self::AdRsa => "ad_rsa",
            Self::AdPmax => "ad_pmax",
            Self::AdMeta => "ad_meta",
            Self::AdLinkedin => "ad_linkedin",
            Self::AdTiktok => "ad_tiktok",
            Self::SocialPost => "social_post",
            Self::VideoScript => "video_script",
            Self::Email => "email",
            Self::WhatsappTemplate => "whatsapp_template",
            Self::Sms => "sms",
            Self::Article => "article",
            Self::LandingPage => "landing_page",
            Self::Image => "image",
            Self::Layout => "layout",
            Self::MediaPlan => "media_plan",
        }
    }

    pub fn family(self) -> Family {
        match self {
            Self::Persona | Self::CompetitorAnalysis | Self::ValueProposition | Self::MessageHouse => {
                Family::Strategy
            }
            Self::AdRsa | Self::AdPmax | Self::AdMeta | Self::AdLinkedin | Self::AdTiktok => Family::Ads,
            Self::SocialPost => Family::Social,
            Self::Email | Self::WhatsappTemplate | Self::Sms => Family::Messages,
            Self::ContentIdeas | Self::VideoScript | Self::Article => Family::Content,
            Self::LandingPage => Family::Pages,
            Self::Image | Self::Layout => Family::Visuals,
            Self::MediaPlan => Family::Media,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_named_as_it_is_written() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
