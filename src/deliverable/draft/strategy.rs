//! For whom, against whom, what is promised.

use super::{
    desk::Desk,
    distinct::distinct,
    say::{len, line},
};
use crate::{
    deliverable::content::{
        CompetitorAnalysis, MessageHouse, Persona, Pillar, Rival, ValueProposition, Vocabulary,
    },
    engine::parse::words::bare,
    rules::clauses,
};

/// A house has no more.
const PILLARS: usize = 3;
const HEADLINE_MAX: usize = 90;
const ONE_LINER_MAX: usize = 140;

pub fn persona(desk: &Desk<'_>) -> Persona {
    let facts = desk.facts;
    let told = facts.personas.get(desk.ask.node.nth.saturating_sub(1) as usize).cloned().unwrap_or_default();
    let audience = facts.audience.as_deref().map(line);
    let who = told.who.as_deref().map(line).or_else(|| audience.clone());
    let list = |text: Option<String>| text.iter().map(|text| line(text)).collect::<Vec<_>>();
    let name = told.name.as_deref().map(line).or_else(|| {
        facts.personas.len().checked_sub(2).map_or_else(
            || Some(desk.say("persona").to_owned()),
            |_| ["persona_a", "persona_b", "persona_c"].get(desk.turn()).map(|key| desk.say(key).to_owned()),
        )
    });
    Persona {
        name: desk.or_gap(name, "personas"),
        who: desk.or_gap(who, "audience"),
        goals: list(told.wants),
        pains: list(told.fears),
        triggers: Vec::new(),
        objections: distinct(
            told.objection.iter().chain(&facts.barrier).map(|text| line(text)).collect(),
            "",
            5,
        ),
        channels: list(told.place),
        vocabulary: Vocabulary { words: desk.kit.use_words.clone(), avoid: avoided(desk) },
        evidence: audience.into_iter().collect(),
        assumption: facts.is_assumed("audience") || facts.is_assumed("personas"),
    }
}

fn avoided(desk: &Desk<'_>) -> Vec<String> {
    let mut avoided = desk.kit.avoid_words.clone();
    for text in &desk.facts.must_not {
        if !avoided.iter().any(|it| bare(it) == bare(text)) {
            avoided.push(text.clone());
        }
    }
    avoided
}

pub fn competitors(desk: &Desk<'_>) -> CompetitorAnalysis {
    let known = desk.facts.rivals_known.as_deref().unwrap_or_default();
    let rival = |rival: &crate::deliverable::facts::RivalFact| {
        let name = format!(" {} ", bare(&rival.name));
        let of = |sentence: &&str| format!(" {} ", bare(sentence)).contains(&name);
        let about: Vec<String> = clauses::sentences(known).filter(of).map(line).collect();
        Rival {
            name: rival.name.clone(),
            link: rival.link.clone().unwrap_or_default(),
            positioning: desk.or_gap(about.first().cloned(), "rivals_known"),
            quotes: about.into_iter().skip(1).collect(),
            ..Rival::default()
        }
    };
    CompetitorAnalysis {
        rivals: desk.facts.rivals.iter().map(rival).collect(),
        white_space: desk.facts.why_us.iter().map(|text| line(text)).collect(),
    }
}

pub fn proposition(desk: &Desk<'_>) -> ValueProposition {
    let facts = desk.facts;
    let wants = facts.personas.iter().find_map(|persona| persona.wants.as_deref()).map(line);
    let benefits = desk.benefits();
    let gains = desk.gains();
    let best = benefits.first().or(gains.first()).cloned();
    let headline = desk.message().filter(|text| len(text) <= HEADLINE_MAX).or_else(|| best.clone());
    let name = desk.name();
    // A description often begins with the name, which says no more of what it is.
    let is_more = |text: &String| name.as_ref().is_none_or(|name| bare(text) != bare(name));
    let what = desk.what();
    let category = match what.iter().find(|text| is_more(text)) {
        Some(text) => text.clone(),
        None if what.is_empty() => desk.gap("product_text"),
        None => String::new(),
    };
    let one_liner = || {
        let of =
            |text: &String| Some(format!("{}: {text}", name.as_ref()?)).filter(|it| len(it) <= ONE_LINER_MAX);
        // Not what the headline says already.
        let others = what.iter().filter(|text| is_more(text)).chain(&gains).chain(&benefits);
        others.filter(|text| Some(*text) != headline.as_ref()).find_map(of)
    };
    let because = desk.proofs().into_iter().chain(benefits.iter().skip(1).cloned()).collect();
    let need = wants.or_else(|| gains.first().cloned()).or_else(|| best.clone());
    let audience = facts.audience.as_deref().map(line);
    let people = facts.personas.iter().filter_map(|it| it.who.as_deref()).map(line).collect::<Vec<_>>();
    ValueProposition {
        for_who: desk.or_gap(audience.clone(), "audience"),
        need: desk.or_gap(need, "product_text"),
        product: desk.name_or_gap(),
        category,
        benefit: desk.or_gap(best, "why_us"),
        unlike: facts.rivals.iter().map(|rival| rival.name.clone()).collect::<Vec<_>>().join(", "),
        because: distinct(because, "", 5),
        one_liner: desk.or_gap(one_liner(), "product_text"),
        headline: desk.or_gap(headline, "key_message"),
        audience: if people.is_empty() { audience.into_iter().collect() } else { people },
    }
}

pub fn house(desk: &Desk<'_>) -> MessageHouse {
    let mut benefits = distinct(desk.benefits().into_iter().chain(desk.gains()).collect(), "", PILLARS);
    if benefits.is_empty() {
        benefits.push(desk.gap("why_us"));
    }
    let proofs = desk.proofs();
    let answers = desk.answers();
    let mut pillars: Vec<Pillar> =
        benefits.into_iter().map(|message| Pillar { message, ..Pillar::default() }).collect();
    for proof in &proofs {
        let at = fitting(&pillars, proof);
        pillars[at].proof.push(proof.clone());
    }
    for (at, pillar) in pillars.iter_mut().enumerate() {
        if pillar.proof.is_empty() && !desk.facts.no_proof {
            let label = desk.fill("gap_proof_of", &[("n", &(at + 1).to_string())]);
            pillar.proof.push(crate::deliverable::Gap::new("proof", &label).to_string());
        }
        pillar.objection_answer = answers.get(at).cloned().unwrap_or_default();
    }
    if answers.is_empty() && desk.facts.barrier.is_some() {
        pillars[0].objection_answer = desk.gap("objection_answers");
    }
    let taglines = desk.facts.campaign_name.iter().cloned().chain(desk.message()).collect();
    MessageHouse {
        proposition: desk
            .or_gap(desk.message().or_else(|| desk.benefits().into_iter().next()), "key_message"),
        pillars,
        taglines: desk_allowed(desk, taglines),
        say: desk.must(),
        avoid: avoided(desk),
    }
}

fn desk_allowed(desk: &Desk<'_>, texts: Vec<String>) -> Vec<String> {
    texts.into_iter().filter(|text| desk.allows(text)).collect()
}

/// The pillar that a proof belongs to: the one it shares a word with, else the first that has none.
fn fitting(pillars: &[Pillar], proof: &str) -> usize {
    const SHORT: usize = 4;
    let words =
        |text: &str| bare(text).split(' ').filter(|w| len(w) > SHORT).map(str::to_owned).collect::<Vec<_>>();
    let own = words(proof);
    let shares = |pillar: &Pillar| words(&pillar.message).iter().any(|word| own.contains(word));
    let free = || pillars.iter().position(|pillar| pillar.proof.is_empty());
    pillars.iter().position(shares).or_else(free).unwrap_or(0)
}
