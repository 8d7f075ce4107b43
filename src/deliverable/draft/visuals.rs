//! What pictures are made from.

use super::{
    desk::Desk,
    distinct::Distinct,
    say::{line, paragraph},
};
use crate::deliverable::content::{Image, Layout, Slots, SocialChannel};

const HEADLINE: usize = 40;
const BODY: usize = 90;
const CTA: usize = 30;

pub fn image(desk: &Desk<'_>) -> Image {
    let facts = desk.facts;
    let seen = facts.picture_texts.as_deref().map(line).or_else(|| desk.what().into_iter().next());
    let focus = desk.benefits().into_iter().next();
    let mut told = vec![desk.or_gap(seen.clone(), "product_text")];
    told.extend(focus.filter(|text| Some(text) != seen.as_ref()));
    let palette = &desk.kit.palette;
    let colours = [&palette.primary, &palette.secondary].into_iter().filter(|it| !it.is_empty()).cloned();
    let colours = colours.collect::<Vec<_>>().join(", ");
    let mut prompt = paragraph(&told);
    for (key, text) in [("prompt_tone", facts.tone.clone().unwrap_or_default()), ("prompt_colours", colours)]
    {
        if !text.is_empty() {
            prompt = format!("{prompt} {}", desk.fill(key, &[("text", &text)]));
        }
    }
    let mut negative = vec![desk.say("prompt_no_text").to_owned()];
    negative.extend(facts.must_not.iter().cloned());
    let name = desk.name_or_gap();
    Image {
        prompt,
        negative: negative.join(", "),
        size: "1024x1024".to_owned(),
        alt: seen.map_or_else(|| name.clone(), |seen| format!("{name}: {seen}")),
    }
}

pub fn layout(desk: &Desk<'_>) -> Layout {
    let headline = desk.lines(HEADLINE, 1).into_iter().next();
    let mut taken = Distinct::new(&desk.name().unwrap_or_default());
    taken.note(&headline);
    let body =
        desk.lines(BODY, 9).into_iter().find(|text| taken.take(text) && Some(text) != desk.invite().as_ref());
    let cta = desk.invite().filter(|text| text.chars().count() <= CTA);
    let headline = desk.or_gap(headline, "key_message");
    let brand = desk.brand().or_else(|| desk.name());
    Layout {
        template: "typographic".to_owned(),
        alt: brand.map_or_else(|| headline.clone(), |brand| format!("{brand}: {headline}")),
        slots: Slots { headline, body: body.unwrap_or_default(), cta: desk.or_gap(cta, "call_to_action") },
        sizes: sizes(desk),
    }
}

/// The sizes that the chosen channels show, each once.
fn sizes(desk: &Desk<'_>) -> Vec<String> {
    let mut sizes: Vec<&str> = vec!["square", "landscape"];
    let channels = &desk.facts.channels;
    if channels.iter().any(|it| matches!(it.as_str(), "instagram" | "facebook")) {
        sizes.extend(["portrait", "story"]);
    }
    let tall =
        channels.iter().any(|it| it == "tiktok") || desk.ask.node.channel == Some(SocialChannel::Tiktok);
    if tall && !sizes.contains(&"story") {
        sizes.push("story");
    }
    sizes.into_iter().map(str::to_owned).collect()
}
