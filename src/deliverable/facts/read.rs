//! Which answers become which facts, by the paths of the shipped trees.

use super::{
    Action, Facts, Kpi, Owned, Parts, PersonaFact, ProofFact, RivalFact, Said,
    fields::{Fields, text},
};
use crate::{engine::brief::FieldState, tree::value::Value};

pub(super) fn facts(fields: &Fields<'_>) -> Facts {
    let mut facts = Facts {
        locale: fields.locale().to_owned(),
        brand: fields.shown("brand"),
        goal: fields.text("goal"),
        goal_label: fields.shown("goal"),
        why_now: fields.text("why_now"),
        remembered_for: fields.text("remembered_for"),
        launch_date: fields.plain("launch_date"),
        campaign_name: fields.text("campaign_name"),
        ..Facts::default()
    };
    product(fields, &mut facts);
    people(fields, &mut facts);
    message(fields, &mut facts);
    media(fields, &mut facts);
    kit(fields, &mut facts);
    facts.said = said(fields);
    let assumed = fields.all().filter(|(field, _)| field.state == FieldState::Assumed);
    facts.assumed = assumed.map(|(field, _)| field.path.clone()).collect();
    facts
}

fn product(fields: &Fields<'_>, facts: &mut Facts) {
    facts.product = fields.text("product_name").or_else(|| fields.text("product"));
    facts.whole_brand = fields.is_none_of("product_name", "whole_brand");
    facts.product_text = fields.text("product_text");
    facts.parts = facts.product_text.as_deref().map(Parts::of).unwrap_or_default();
    facts.price = fields.plain("price_offer/price");
    facts.offer = fields.text("price_offer/offer").or_else(|| fields.text("promotion/offer"));
    let until =
        ["price_offer", "promotion"].iter().find(|path| fields.text(&format!("{path}/offer")).is_some());
    facts.offer_until = until.and_then(|path| fields.plain(&format!("{path}/until")));
}

fn people(fields: &Fields<'_>, facts: &mut Facts) {
    facts.audience = fields.text("audience");
    let persona = |value: &Value| {
        let part = |name: &str| value.at(name).and_then(text);
        PersonaFact {
            name: part("name"),
            who: part("who"),
            wants: part("wants"),
            fears: part("fears"),
            objection: part("objection"),
            place: part("where"),
        }
    };
    facts.personas = fields.items("personas").into_iter().map(persona).collect();
    facts.personas.retain(|it| *it != PersonaFact::default());
    facts.places = fields.texts("places");
    facts.barrier = fields.text("barrier");
    facts.answers = fields.texts("objection_answers");
    let rival = |value: &Value| {
        let part = |name: &str| value.at(name).and_then(text);
        Some(RivalFact { name: part("name").or_else(|| text(value))?, link: part("link") })
    };
    facts.rivals = fields.items("rivals").into_iter().filter_map(rival).collect();
    facts.rivals_known = fields.text("rivals_known");
}

fn message(fields: &Fields<'_>, facts: &mut Facts) {
    facts.why_us = fields.texts("why_us");
    let proof = |value: &Value| {
        let part = |name: &str| value.at(name).and_then(text);
        Some(ProofFact { claim: part("claim").or_else(|| text(value))?, source: part("source") })
    };
    facts.proof = fields.items("proof").into_iter().filter_map(proof).collect();
    facts.no_proof = fields.is_none_of("proof", "no_proof");
    facts.key_message = fields.text("key_message");
    facts.action = match fields.value("call_to_action/action") {
        Some(Value::Text(id)) => Some(Action::Known(id.clone())),
        Some(Value::New(new)) => Some(Action::Own(new.new.clone())),
        _ => None,
    };
    facts.link = fields.text("call_to_action/link");
    facts.form = fields.texts("lead_handling/form");
    facts.picture_texts = fields.text("picture_texts");
}

fn media(fields: &Fields<'_>, facts: &mut Facts) {
    let kpi = |value: &Value| {
        let part = |name: &str| fields.day_or_number(value.at(name)?);
        Some(Kpi { metric: part("metric").or_else(|| text(value))?, target: part("target"), by: part("by") })
    };
    facts.kpis = fields.items("kpis").into_iter().filter_map(kpi).collect();
    facts.budget = match fields.value("budget") {
        Some(Value::Money(money)) => Some(money.clone()),
        _ => None,
    };
    facts.no_media = fields.is_none_of("budget", "no_media");
    facts.flight = fields.plain("dates/flight");
    let owned = |value: &Value| {
        let channel = value.at("channel").and_then(text).or_else(|| text(value))?;
        Some(Owned { channel, people: value.at("size").and_then(|size| fields.day_or_number(size)) })
    };
    facts.owned = fields.items("owned_channels").into_iter().filter_map(owned).collect();
    facts.channels = fields.texts("channels");
    facts.pieces = fields.texts("pieces");
}

fn kit(fields: &Fields<'_>, facts: &mut Facts) {
    facts.sectors = fields.texts("kit/sector");
    facts.tone = fields.shown("kit/tone");
    facts.must = fields.texts("kit/limits/must");
    facts.must_not = fields.texts("kit/limits/must_not");
}

fn said(fields: &Fields<'_>) -> Vec<Said> {
    let shown = |field: &crate::engine::brief::Field| field.shown.clone().unwrap_or_default();
    let all = fields.all().filter(|(field, _)| !field.internal);
    let one = |(field, value): (&crate::engine::brief::Field, &Value)| Said {
        path: field.path.clone(),
        label: field.label.clone(),
        shown: shown(field),
        texts: fields.leaves(value),
    };
    let mut said: Vec<Said> = all.map(one).collect();
    // A description's sentences are quoted one by one, and an arranged one without its headings.
    for said in &mut said {
        // An option's id is nobody's word.
        said.texts.retain(|text| said.shown.contains(text.as_str()));
        let sentences: Vec<String> = said.texts.iter().flat_map(|text| Parts::of(text).sentences).collect();
        said.texts.extend(sentences);
    }
    said
}
