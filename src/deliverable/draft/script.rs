//! The outline of a video: who says what, from second to second.

use super::{
    desk::Desk,
    distinct::Distinct,
    say::{paragraph, sentence},
};
use crate::deliverable::content::{Scene, VideoScript};

/// Where each scene begins, and where the last one ends.
const CUTS: [u32; 5] = [0, 3, 12, 24, 30];

pub fn video(desk: &Desk<'_>) -> VideoScript {
    let mut taken = Distinct::new(&desk.name().unwrap_or_default());
    let hooks = desk.message().into_iter().chain(desk.benefits()).chain(desk.proofs()).collect::<Vec<_>>();
    let hook = hooks.get(desk.turn() % hooks.len().max(1)).cloned();
    taken.note(&hook);
    let mut fresh = |texts: Vec<String>, count: usize| {
        texts.into_iter().filter(|text| taken.adds(text)).take(count).collect::<Vec<_>>()
    };
    let what = fresh([desk.what(), desk.gains()].concat(), 2);
    let reasons = fresh([desk.benefits(), desk.proofs()].concat(), 3);
    let offer = fresh(desk.offer().into_iter().collect(), 1);
    let invite = desk.invite_or_gap();
    let name = desk.name_or_gap();
    let or_gap =
        |texts: &[String], path: &str| if texts.is_empty() { desk.gap(path) } else { paragraph(texts) };
    let hook = desk.or_gap(hook, "key_message");
    let end = [offer, vec![invite.clone()]].concat();
    let scenes = [
        ("scene_hook", sentence(&hook), String::new()),
        ("scene_what", or_gap(&what, "product_text"), name.clone()),
        ("scene_why", or_gap(&reasons, "why_us"), String::new()),
        ("scene_end", paragraph(&end), desk.facts.link.clone().unwrap_or_default()),
    ];
    let caption = match &desk.facts.link {
        Some(link) => format!("{} {invite}: {link}", sentence(&name)),
        None => paragraph(&[&name, &invite]),
    };
    let must = paragraph(&desk.must());
    let caption = if must.is_empty() { caption } else { format!("{caption}\n\n{must}") };
    let brand = desk.brand().unwrap_or_else(|| name.clone());
    let scene = |(at, (visual, voice, on_screen)): (usize, (&str, String, String))| Scene {
        from: CUTS[at],
        to: CUTS[at + 1],
        visual: desk.fill(visual, &[("name", &name), ("brand", &brand)]),
        voice,
        on_screen,
    };
    VideoScript {
        platform: desk.ask.node.channel.unwrap_or_default(),
        seconds: CUTS[CUTS.len() - 1],
        scenes: scenes.into_iter().enumerate().map(scene).collect(),
        cta: invite,
        caption,
        music_mood: desk.facts.tone.clone().or_else(|| desk.kit.tone.first().cloned()).unwrap_or_default(),
        hook,
    }
}
