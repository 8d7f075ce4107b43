//! Ideas and articles: outlines of what was said.

use super::{
    desk::Desk,
    distinct::distinct,
    say::{len, line, paragraph, sentence, slug},
};
use crate::deliverable::content::{Article, ContentIdea, ContentIdeas, Faq, Seo};

const IDEAS: usize = 10;
const SLUG: usize = 80;
const SEO_TITLE: usize = 60;
const SEO_DESCRIPTION: usize = 155;

pub fn ideas(desk: &Desk<'_>) -> ContentIdeas {
    let facts = desk.facts;
    let one = |text: &Option<String>| text.iter().map(|text| line(text)).collect::<Vec<_>>();
    let kinds: [(&str, &str, Vec<String>); 7] = [
        ("context", "stage_attract", one(&facts.why_now)),
        (
            "wish",
            "stage_attract",
            facts.personas.iter().filter_map(|it| it.wants.as_deref()).map(line).collect(),
        ),
        ("barrier", "stage_consider", one(&facts.barrier)),
        ("answer", "stage_consider", desk.answers()),
        ("benefit", "stage_consider", desk.benefits().into_iter().chain(desk.gains()).collect()),
        ("proof", "stage_decide", desk.proofs()),
        ("offer", "stage_decide", desk.offer().into_iter().collect()),
    ];
    let told =
        kinds.iter().flat_map(|(kind, stage, texts)| texts.iter().map(move |text| (*kind, *stage, text)));
    let told: Vec<(&str, &str, &String)> = told.collect();
    let kept = distinct(told.iter().map(|(_, _, text)| (*text).clone()).collect(), "", IDEAS);
    let mut ideas: Vec<ContentIdea> = Vec::new();
    for title in kept {
        let Some((kind, stage, _)) = told.iter().find(|(_, _, text)| **text == title) else { continue };
        ideas.push(ContentIdea {
            title,
            angle: desk.say(angle(kind)).to_owned(),
            persona: facts.personas.iter().find_map(|it| it.who.as_deref()).map(line).unwrap_or_default(),
            funnel_stage: desk.say(stage).to_owned(),
            keyword: desk.name().unwrap_or_default(),
            cta: desk.invite().unwrap_or_default(),
            ..ContentIdea::default()
        });
    }
    if ideas.is_empty() {
        ideas.push(ContentIdea { title: desk.gap("why_us"), ..ContentIdea::default() });
    }
    ContentIdeas { ideas }
}

fn angle(kind: &str) -> &'static str {
    match kind {
        "context" => "angle_context",
        "wish" => "angle_wish",
        "barrier" => "angle_barrier",
        "answer" => "angle_answer",
        "proof" => "angle_proof",
        "offer" => "angle_offer",
        _ => "angle_benefit",
    }
}

pub fn article(desk: &Desk<'_>) -> Article {
    let facts = desk.facts;
    let bullets =
        |texts: Vec<String>| texts.iter().map(|text| format!("- {text}")).collect::<Vec<_>>().join("\n");
    let gapped = |texts: Vec<String>, path: &str| if texts.is_empty() { vec![desk.gap(path)] } else { texts };
    let one = |text: &Option<String>| text.iter().map(|text| line(text)).collect::<Vec<_>>();
    let mut parts = vec![
        ("part_what", gapped(desk.what().into_iter().chain(desk.gains()).collect(), "product_text")),
        ("part_who", gapped(one(&facts.audience), "audience")),
        ("part_barrier", one(&facts.barrier).into_iter().chain(desk.answers()).collect()),
        ("part_why", gapped(desk.benefits(), "why_us")),
        ("part_proof", if facts.no_proof { Vec::new() } else { gapped(desk.proofs(), "proof") }),
    ];
    parts.insert(0, ("part_context", one(&facts.why_now)));
    parts.retain(|(_, texts)| !texts.is_empty());
    // The second article begins elsewhere.
    let by = if parts.is_empty() { 0 } else { desk.turn() * 2 % parts.len() };
    parts.rotate_left(by);
    parts.push(("part_next", vec![next(desk)]));
    let body =
        parts.iter().map(|(head, texts)| format!("## {}\n\n{}", desk.say(head), bullets(texts.clone())));
    let title = titles(desk).into_iter().next();
    let seo_title = desk.lines(SEO_TITLE, 1).into_iter().next();
    let description = [desk.what(), desk.gains(), desk.benefits()].concat();
    let description = description.iter().map(|text| sentence(text)).find(|text| len(text) <= SEO_DESCRIPTION);
    Article {
        slug: title.as_deref().map(|title| slug(title, '-', SLUG)).unwrap_or_default(),
        title: desk.or_gap(title, "key_message"),
        outline: parts.iter().map(|(head, _)| desk.say(head).to_owned()).collect(),
        body: body.collect::<Vec<_>>().join("\n\n"),
        faq: faq(desk),
        seo: Seo {
            title: seo_title.unwrap_or_default(),
            description: description.unwrap_or_default(),
            keyword: desk.name().unwrap_or_default(),
        },
    }
}

fn next(desk: &Desk<'_>) -> String {
    match (desk.invite(), &desk.facts.link) {
        (Some(invite), Some(link)) => format!("{invite}: {link}"),
        (Some(invite), None) => invite,
        (None, _) => desk.gap("call_to_action"),
    }
}

fn titles(desk: &Desk<'_>) -> Vec<String> {
    let name = desk.name();
    let with = |text: String| name.as_ref().map_or(text.clone(), |name| format!("{name}: {text}"));
    let mut titles: Vec<String> = desk.message().into_iter().collect();
    titles.extend(desk.benefits().into_iter().map(with));
    let by = if titles.is_empty() { 0 } else { desk.turn() % titles.len() };
    titles.rotate_left(by);
    titles
}

/// What holds people back, each with its answer.
pub fn faq(desk: &Desk<'_>) -> Vec<Faq> {
    let Some(barrier) = desk.facts.barrier.as_deref() else { return Vec::new() };
    let answers = desk.answers();
    if answers.is_empty() {
        return Vec::new();
    }
    vec![Faq { question: line(barrier), answer: paragraph(&answers) }]
}
