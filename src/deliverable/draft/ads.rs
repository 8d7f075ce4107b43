//! Ads: every line chosen so that it fits.

use super::{
    desk::Desk,
    distinct::{Distinct, distinct},
    say::{len, line, paragraph, sentence, slug},
};
use crate::deliverable::{
    Gap,
    content::{AdLinkedin, AdMeta, AdPmax, AdRsa, AdTiktok},
};

/// What a search ad takes, as Google has it; the limits that are checked are data elsewhere.
const HEADLINE: usize = 30;
const DESCRIPTION: usize = 90;
const PATH: usize = 15;
const HEADLINES: (usize, usize) = (3, 15);
const DESCRIPTIONS: (usize, usize) = (2, 4);
const LONG_HEADLINES: usize = 5;
/// One headline and one description of a Performance Max ad are shorter than the others.
const SHORT_HEADLINE: usize = 15;
const SHORT_DESCRIPTION: usize = 60;
const BUSINESS_NAME: usize = 25;
/// How much a feed shows before it folds.
const META_TEXT: usize = 125;
const META_HEADLINE: usize = 40;
const META_DESCRIPTION: usize = 27;
const LINKEDIN_INTRO: usize = 150;
const LINKEDIN_HEADLINE: usize = 70;
const LINKEDIN_DESCRIPTION: usize = 100;
const TIKTOK_TEXT: usize = 100;

pub fn rsa(desk: &Desk<'_>) -> AdRsa {
    let headlines = enough(desk, desk.lines(HEADLINE, HEADLINES.1), HEADLINES.0, "headline");
    // A description that is a headline again is the last one to be taken.
    let mut texts = descriptions(desk, DESCRIPTION, usize::MAX);
    let again = |text: &String| headlines.iter().any(|headline| line(text) == *headline);
    texts.sort_by_key(again);
    let fresh = texts.iter().filter(|text| !again(text)).count();
    texts.truncate(fresh.clamp(DESCRIPTIONS.0, DESCRIPTIONS.1));
    let texts = with_must(desk, texts, DESCRIPTIONS.1);
    AdRsa {
        descriptions: enough(desk, texts, DESCRIPTIONS.0, "description"),
        headlines,
        paths: paths(desk),
        link: desk.link("google", "cpc"),
        targeting: desk.targeting(),
    }
}

pub fn pmax(desk: &Desk<'_>) -> AdPmax {
    let mut headlines = enough(desk, desk.lines(HEADLINE, HEADLINES.1), HEADLINES.0, "headline");
    if headlines.iter().all(|text| len(text) > SHORT_HEADLINE) {
        let short = desk.lines(SHORT_HEADLINE, 1).into_iter().next();
        headlines.truncate(HEADLINES.1 - 1);
        headlines
            .push(short.unwrap_or_else(|| Gap::new("why_us", desk.say("gap_short_headline")).to_string()));
    }
    let mut long = distinct(descriptions(desk, DESCRIPTION, LONG_HEADLINES), "", LONG_HEADLINES);
    let split = long.len().div_ceil(2);
    let rest: Vec<String> = long.split_off(split.min(long.len()));
    let mut texts = enough(desk, rest, DESCRIPTIONS.0, "description");
    texts = with_must(desk, texts, LONG_HEADLINES - 1);
    if texts.iter().all(|text| len(text) > SHORT_DESCRIPTION) {
        let short = descriptions(desk, SHORT_DESCRIPTION, 1).into_iter().next();
        texts.push(short.unwrap_or_else(|| desk.gap("why_us")));
    }
    AdPmax {
        headlines,
        long_headlines: if long.is_empty() { vec![desk.gap("key_message")] } else { long },
        descriptions: texts,
        business_name: desk.or_gap(desk.brand().filter(|name| len(name) <= BUSINESS_NAME), "brand"),
        paths: paths(desk),
        cta: desk.button(),
        link: desk.link("google", "cpc"),
        targeting: desk.targeting(),
    }
}

pub fn meta(desk: &Desk<'_>) -> AdMeta {
    let headline = desk.lines(META_HEADLINE, 2);
    let (headline, text) = headed(desk, headline, META_TEXT);
    let description =
        desk.lines(META_DESCRIPTION, 9).into_iter().find(|it| says_more(desk, it, &headline, &text));
    AdMeta {
        primary_text: text,
        headline,
        description: description.unwrap_or_default(),
        cta: desk.button(),
        link: desk.link("meta", "paid_social"),
        targeting: desk.targeting(),
    }
}

pub fn linkedin(desk: &Desk<'_>) -> AdLinkedin {
    let (headline, intro) = headed(desk, desk.lines(LINKEDIN_HEADLINE, 2), LINKEDIN_INTRO);
    let description =
        desk.lines(LINKEDIN_DESCRIPTION, 9).into_iter().find(|it| says_more(desk, it, &headline, &intro));
    AdLinkedin {
        ad_name: format!("{} · LinkedIn", desk.name_or_gap()),
        intro,
        headline,
        description: description.unwrap_or_default(),
        cta: desk.button(),
        link: desk.link("linkedin", "paid_social"),
        targeting: desk.targeting(),
    }
}

pub fn tiktok(desk: &Desk<'_>) -> AdTiktok {
    let (_, text) = headed(desk, Vec::new(), TIKTOK_TEXT);
    let name = desk.brand().or_else(|| desk.name());
    let seen = desk.what().into_iter().chain(desk.gains()).find(|it| !text.contains(it.as_str()));
    AdTiktok {
        text,
        display_name: desk.or_gap(name, "brand"),
        video_idea: seen.map(|seen| sentence(&seen)).unwrap_or_else(|| desk.gap("product_text")),
        cta: desk.button(),
        link: desk.link("tiktok", "paid_social"),
        targeting: desk.targeting(),
    }
}

/// What has to appear takes the place of the last ones that may.
fn with_must(desk: &Desk<'_>, mut texts: Vec<String>, max: usize) -> Vec<String> {
    let mut must: Vec<String> = desk.must().iter().map(|text| sentence(text)).collect();
    must.retain(|text| len(text) <= DESCRIPTION);
    must.truncate(max - 1);
    texts.truncate(max - must.len());
    texts.extend(must);
    texts
}

/// A headline, and a text of at most so many characters that does not begin with the same words.
fn headed(desk: &Desk<'_>, headlines: Vec<String>, max: usize) -> (String, String) {
    let headline = headlines.into_iter().next();
    let mut taken = Distinct::new("");
    if let Some(headline) = &headline {
        taken.take(headline);
    }
    let must = paragraph(&desk.must());
    let room = max.saturating_sub(if must.is_empty() { 0 } else { len(&must) + 1 });
    let mut sentences: Vec<String> = Vec::new();
    let message = desk.message().into_iter();
    let rest = desk.what().into_iter().chain(desk.benefits()).chain(desk.gains()).chain(desk.proofs());
    for text in message.chain(desk.offer()).chain(rest).chain(desk.invite()) {
        sentences.push(text.clone());
        if len(&paragraph(&sentences)) > room || !taken.adds(&text) {
            sentences.pop();
        }
    }
    let text = if sentences.is_empty() { desk.gap("key_message") } else { paragraph(&sentences) };
    let text = if must.is_empty() { text } else { format!("{text} {must}") };
    (desk.or_gap(headline, "key_message"), text)
}

fn says_more(desk: &Desk<'_>, text: &str, headline: &str, body: &str) -> bool {
    let mut taken = Distinct::new(&desk.name().unwrap_or_default());
    taken.take(headline);
    taken.note(body.split(". "));
    taken.take(text) && text != headline
}

/// Sentences, or two short ones side by side, of at most so many characters.
fn descriptions(desk: &Desk<'_>, max: usize, count: usize) -> Vec<String> {
    let benefits = desk.benefits();
    let pair = |one: Option<&String>, other: Option<&String>| {
        one.zip(other).map(|(one, other)| paragraph(&[one, other])).filter(|text| len(text) <= max)
    };
    let message = desk.message();
    let invite = desk.invite();
    let mut texts: Vec<String> = Vec::new();
    texts.extend(pair(message.as_ref(), invite.as_ref()));
    texts.extend(desk.sentences().iter().map(|text| sentence(text)));
    texts.extend(pair(benefits.first(), benefits.get(1)));
    texts.extend(desk.offer().map(|text| sentence(&text)));
    texts.extend(desk.proofs().iter().map(|text| sentence(text)));
    texts.extend(desk.answers().iter().map(|text| sentence(text)));
    texts.extend(pair(benefits.get(2), invite.as_ref()));
    texts.extend(benefits.iter().map(|text| sentence(text)));
    texts.extend(desk.gains().iter().chain(&desk.what()).map(|text| sentence(text)));
    texts.retain(|text| len(text) <= max);
    distinct(texts, &desk.name().unwrap_or_default(), count)
}

/// At least so many lines, with gaps for those that nobody has given words for.
fn enough(desk: &Desk<'_>, mut lines: Vec<String>, least: usize, what: &str) -> Vec<String> {
    let facts = desk.facts;
    let open = [
        ("key_message", facts.key_message.is_none()),
        ("why_us", facts.why_us.is_empty()),
        ("proof", facts.proof.is_empty()),
        ("product_text", facts.product_text.is_none()),
    ];
    let missing: Vec<&str> = open.iter().filter(|(_, open)| *open).map(|(path, _)| *path).collect();
    while lines.len() < least {
        let at = lines.iter().filter(|text| Gap::any(text)).count();
        let n = (lines.len() + 1).to_string();
        let label = desk.fill(&format!("gap_{what}"), &[("n", &n)]);
        lines.push(Gap::new(missing.get(at).copied().unwrap_or("why_us"), &label).to_string());
    }
    lines
}

/// The parts of the shown address that fit whole.
fn paths(desk: &Desk<'_>) -> Vec<String> {
    let names = [desk.name(), desk.facts.places.first().map(|place| line(place))];
    let slugs = names.into_iter().flatten().map(|name| slug(&name, '-', PATH));
    slugs.filter(|slug| !slug.is_empty()).collect()
}
