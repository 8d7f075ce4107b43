//! What each channel takes, written down once more: a wrong number in the data fails here.

use pauta::deliverable::{Against, Check, Content, Gap, Kind, Kit, Level, inspect, inspect::said, limit};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn checks(kind: Kind, channel: &str, path: &str, filled: &Value) -> Vec<Check> {
    let mut value = Content::read(kind, &json!({})).unwrap().value();
    for key in ["channel", "platform"] {
        if !channel.is_empty() && value.get(key).is_some() {
            value[key] = json!(channel);
        }
    }
    match path.strip_suffix("/0") {
        Some(list) => *value.pointer_mut(list).unwrap() = json!([filled]),
        None => *value.pointer_mut(path).unwrap() = filled.clone(),
    }
    let kit = Kit::default();
    let against = Against { kit: &kit, said: &said("", &kit, "pt-BR"), locale: "pt-BR", by_model: false };
    let found = inspect(&Content::read(kind, &value).unwrap(), &against);
    found.into_iter().filter(|check| check.rule == "limit" && check.path == path).collect()
}

fn level(kind: Kind, channel: &str, path: &str, filled: &Value) -> Option<Level> {
    checks(kind, channel, path, filled).iter().map(|check| check.level).max()
}

const E: Option<Level> = Some(Level::Error);
const W: Option<Level> = Some(Level::Warn);
const N: Option<Level> = Some(Level::Note);
const OK: Option<Level> = None;

#[test]
fn texts_are_as_long_as_each_channel_takes() {
    use Kind::*;
    for (kind, channel, path, most, inside, beyond) in [
        (AdRsa, "", "/headlines/0", 30, OK, E),
        (AdRsa, "", "/descriptions/0", 90, OK, E),
        (AdRsa, "", "/paths/0", 15, OK, E),
        (AdPmax, "", "/headlines/0", 30, OK, E),
        (AdPmax, "", "/long_headlines/0", 90, OK, E),
        (AdPmax, "", "/descriptions/0", 90, OK, E),
        (AdPmax, "", "/business_name", 25, OK, E),
        (AdPmax, "", "/paths/0", 15, OK, E),
        (AdMeta, "", "/primary_text", 125, OK, W),
        (AdMeta, "", "/primary_text", 2200, W, E),
        (AdMeta, "", "/headline", 27, OK, N),
        (AdMeta, "", "/headline", 40, N, W),
        (AdMeta, "", "/description", 27, OK, W),
        (AdLinkedin, "", "/intro", 150, OK, W),
        (AdLinkedin, "", "/intro", 600, W, E),
        (AdLinkedin, "", "/headline", 70, OK, W),
        (AdLinkedin, "", "/headline", 200, W, E),
        (AdLinkedin, "", "/description", 100, OK, W),
        (AdLinkedin, "", "/description", 300, W, E),
        (AdLinkedin, "", "/ad_name", 255, OK, E),
        (AdLinkedin, "", "/link/url", 2000, OK, E),
        (AdTiktok, "", "/text", 100, OK, W),
        (AdTiktok, "", "/display_name", 40, OK, W),
        (SocialPost, "instagram", "/text", 2200, OK, E),
        (SocialPost, "facebook", "/text", 63206, OK, E),
        (SocialPost, "linkedin", "/text", 140, OK, N),
        (SocialPost, "linkedin", "/text", 3000, N, E),
        (SocialPost, "x", "/text", 280, OK, E),
        (SocialPost, "threads", "/text", 500, OK, E),
        (SocialPost, "bluesky", "/text", 300, OK, E),
        (SocialPost, "mastodon", "/text", 500, OK, E),
        (SocialPost, "tiktok", "/text", 2200, OK, E),
        (SocialPost, "youtube", "/text", 5000, OK, E),
        (SocialPost, "pinterest", "/text", 500, OK, E),
        (SocialPost, "google_business", "/text", 1500, OK, E),
        (SocialPost, "telegram", "/text", 4096, OK, E),
        (SocialPost, "discord", "/text", 2000, OK, E),
        (VideoScript, "instagram", "/caption", 2200, OK, E),
        (VideoScript, "tiktok", "/caption", 2200, OK, E),
        (VideoScript, "youtube", "/caption", 5000, OK, E),
        (WhatsappTemplate, "", "/header", 60, OK, E),
        (WhatsappTemplate, "", "/body", 1024, OK, E),
        (WhatsappTemplate, "", "/footer", 60, OK, E),
        (Sms, "", "/text", 160, OK, W),
        (Email, "", "/subjects/0", 50, OK, W),
        (Email, "", "/preheader", 100, OK, W),
        (Email, "", "/body", 104_448, OK, W),
        (ValueProposition, "", "/headline", 90, OK, W),
        (ValueProposition, "", "/one_liner", 140, OK, W),
    ] {
        let of = |length: usize| level(kind, channel, path, &json!("a".repeat(length)));
        assert_eq!(of(most), inside, "{kind:?} {channel} {path}: {most} is inside");
        assert_eq!(of(most + 1), beyond, "{kind:?} {channel} {path}: {most} and one more");
    }
}

#[test]
fn texts_are_as_short_as_they_may_be() {
    for (kind, path, least) in [
        (Kind::Email, "/subjects/0", 30),
        (Kind::Email, "/preheader", 40),
        (Kind::Article, "/seo/title", 50),
        (Kind::LandingPage, "/seo/description", 140),
    ] {
        // Narrow letters: nothing is too wide.
        let of = |length: usize| level(kind, "", path, &json!("i".repeat(length)));
        assert_eq!((of(least), of(least - 1)), (OK, W), "{kind:?} {path}");
    }
}

#[test]
fn lists_are_as_long_as_each_channel_takes() {
    use Kind::*;
    for (kind, channel, path, least, most) in [
        (AdRsa, "", "/headlines", 3, 15),
        (AdRsa, "", "/descriptions", 2, 4),
        (AdRsa, "", "/paths", 0, 2),
        (AdPmax, "", "/headlines", 3, 15),
        (AdPmax, "", "/long_headlines", 1, 5),
        (AdPmax, "", "/descriptions", 2, 5),
        (AdPmax, "", "/paths", 0, 2),
        (SocialPost, "instagram", "/hashtags", 0, 5),
        (SocialPost, "instagram", "/media", 0, 10),
        (SocialPost, "threads", "/hashtags", 0, 1),
        (SocialPost, "tiktok", "/media", 0, 35),
        (WhatsappTemplate, "", "/buttons", 0, 10),
    ] {
        let of = |count: usize| {
            let entry = |n: usize| {
                if path == "/buttons" { json!({"text": n.to_string()}) } else { json!(n.to_string()) }
            };
            level(kind, channel, path, &json!((0..count).map(entry).collect::<Vec<_>>()))
        };
        assert_eq!((of(least), of(most), of(most + 1)), (OK, OK, E), "{kind:?} {channel} {path}");
        if least > 0 {
            assert_eq!(of(least - 1), E, "{kind:?} {path}");
        }
    }
}

#[test]
fn channels_count_in_their_own_way() {
    let post = |channel, text: String| level(Kind::SocialPost, channel, "/text", &json!(text));
    // X: an address is 23 and an emoji 2, whatever they look like.
    let url = format!("https://exemplo.com.br/{}", "a".repeat(90));
    assert_eq!(post("x", format!("{} {url}", "ã".repeat(256))), OK);
    assert_eq!(post("x", format!("{} {url}", "ã".repeat(257))), E);
    assert_eq!(post("x", "👨‍👩‍👧‍👦".repeat(140)), OK);
    assert_eq!(post("x", "👨‍👩‍👧‍👦".repeat(141)), E);
    assert_eq!(post("bluesky", "👨‍👩‍👧‍👦".repeat(300)), OK);
    assert_eq!(post("mastodon", "👨‍👩‍👧‍👦".repeat(300)), E);
    assert_eq!((post("telegram", "😀".repeat(2048)), post("telegram", "😀".repeat(2049))), (OK, E));
    let sms = |text: String| level(Kind::Sms, "", "/text", &json!(text));
    assert_eq!((sms("ã".repeat(70)), sms("ã".repeat(71))), (OK, W));
    assert_eq!((sms("€".repeat(80)), sms("€".repeat(81))), (OK, W));
    let header = |text: &str| level(Kind::WhatsappTemplate, "", "/header", &json!(text));
    assert_eq!((header("Oi {{1}}"), header("Oi {{1}} {{2}}"), header("Oi 😀")), (OK, E, E));
    let body = |rows: usize| level(Kind::WhatsappTemplate, "", "/body", &json!("a\n".repeat(rows)));
    assert_eq!((body(5), body(6)), (OK, N));
    // 580 pixels of title are 52 letters of 11.12; 920 of description 118 of 7.78, and 680 of it 87.
    let wide = |path, length: usize| {
        let told = checks(Kind::Article, "", path, &json!("a".repeat(length)));
        told.iter().filter(|check| check.message.contains("pixels")).map(|check| check.level).max()
    };
    assert_eq!((wide("/seo/title", 52), wide("/seo/title", 53)), (OK, W));
    assert_eq!((wide("/seo/description", 87), wide("/seo/description", 88)), (OK, N));
    assert_eq!((wide("/seo/description", 118), wide("/seo/description", 119)), (N, W));
}

#[test]
fn a_post_is_counted_as_it_is_published() {
    let of = |value: Value| {
        let kit = Kit::default();
        let against = Against { kit: &kit, said: &said("", &kit, "en"), locale: "en", by_model: false };
        let found = inspect(&Content::read(Kind::SocialPost, &value).unwrap(), &against);
        found.iter().any(|check| check.rule == "limit" && check.level == Level::Error)
    };
    let tagged = |length: usize| json!({"text": "a".repeat(length), "hashtags": ["sol"]});
    assert_eq!((of(tagged(2194)), of(tagged(2195))), (false, true), "two line ends and #sol");
    let linked = |length: usize| json!({"channel": "x", "text": "a".repeat(length), "link": "https://exemplo.com.br/uma/pagina/longa"});
    assert_eq!((of(linked(255)), of(linked(256))), (false, true), "two line ends and an address");
    let pictured =
        |length: usize| json!({"channel": "telegram", "text": "a".repeat(length), "media": ["foto"]});
    assert_eq!((of(pictured(1024)), of(pictured(1025))), (false, true));
}

#[test]
fn a_text_with_a_gap_has_no_length_yet() {
    let of = |text: String| level(Kind::AdRsa, "", "/headlines/0", &json!(text));
    let gap = Gap::new("proof", "prova");
    assert_eq!(of(format!("{}{gap}", "a".repeat(31))), OK);
    assert_eq!(of("a".repeat(31)), E);
}

/// What ships before its preview.
#[test]
fn later_rows_say_what_the_catalogue_says() {
    let expected = [
        ("pmax.image.landscape.width", 600, 0),
        ("pmax.image.landscape.height", 314, 0),
        ("pmax.image.landscape.best_width", 1200, 0),
        ("pmax.image.landscape.best_height", 628, 0),
        ("pmax.image.landscape.count", 1, 20),
        ("pmax.image.square.width", 300, 0),
        ("pmax.image.square.height", 300, 0),
        ("pmax.image.square.best_width", 1200, 0),
        ("pmax.image.square.best_height", 1200, 0),
        ("pmax.image.square.count", 1, 20),
        ("pmax.logo.width", 128, 0),
        ("pmax.logo.height", 128, 0),
        ("pmax.logo.count", 1, 5),
        ("pmax.image.size", 0, 5120),
        ("demand_gen.headline", 0, 40),
        ("demand_gen.headlines", 0, 5),
        ("demand_gen.description", 0, 90),
        ("demand_gen.descriptions", 0, 5),
        ("demand_gen.name", 0, 25),
        ("instagram.ad.image.widest", 0, 191),
        ("instagram.ad.image.highest", 80, 0),
        ("instagram.ad.image.width", 600, 0),
        ("instagram.ad.video", 3, 60),
        ("meta.stories.width", 1080, 1080),
        ("meta.stories.height", 1920, 1920),
        ("meta.stories.margin", 14, 20),
        ("instagram.carousel.least", 2, 0),
        ("linkedin.post.a_day", 0, 150),
        ("linkedin.ad.image", 0, 5120),
        ("linkedin.card.url", 0, 45),
        ("linkedin.card.form", 0, 30),
        ("linkedin.cards", 2, 10),
        ("x.post.premium", 0, 4000),
        ("tiktok.photo.title", 0, 90),
        ("tiktok.photo.description", 0, 4000),
        ("tiktok.requests", 0, 6),
        ("youtube.title", 0, 100),
        ("youtube.tags", 0, 500),
        ("youtube.uploads", 0, 100),
        ("telegram.callback", 1, 64),
        ("telegram.callback.answer", 0, 200),
        ("telegram.messages", 0, 30),
        ("telegram.messages.chat", 0, 1),
        ("telegram.messages.group", 0, 20),
        ("whatsapp.replies", 0, 3),
        ("whatsapp.reply", 0, 20),
        ("whatsapp.list.rows", 0, 10),
        ("whatsapp.list.title", 0, 24),
        ("whatsapp.list.description", 0, 72),
        ("email.bulk", 0, 5000),
        ("email.leave_within", 0, 48),
        ("email.spam", 0, 3),
    ];
    let expected: BTreeMap<&str, (u32, u32)> = expected.map(|(name, min, max)| (name, (min, max))).into();
    let later = limit::all().iter().filter(|row| row.later);
    let later: BTreeMap<&str, (u32, u32)> =
        later.map(|row| (row.name.as_str(), (row.min.unwrap_or(0), row.max.unwrap_or(0)))).collect();
    assert_eq!(later, expected);
}
