//! E-mails, WhatsApp messages, SMS.

use super::{
    desk::Desk,
    distinct::{Distinct, distinct},
    say::{len, line, paragraph, sentence, slug},
};
use crate::deliverable::content::{Email, Sms, TemplateButton, WhatsappTemplate};

const SUBJECT: usize = 50;
/// Below this an inbox has room left.
const SUBJECT_LEAST: usize = 30;
const SUBJECTS: usize = 2;
const PREHEADER: usize = 100;
const PREHEADER_LEAST: usize = 40;
const HEADER: usize = 60;
const BODY: usize = 1024;
const BUTTON: usize = 25;
/// Room that is kept for what is asked for.
const INVITE: usize = 120;
const NAME: usize = 60;
/// An SMS in the alphabet of old telephones, and in any other.
const SMS_PLAIN: usize = 160;
const SMS_OTHER: usize = 70;
/// Days between the e-mails of a flow.
const DELAY_DAYS: u32 = 3;

pub fn email(desk: &Desk<'_>) -> Email {
    let step = desk.ask.node.nth;
    let name = desk.name().unwrap_or_default();
    let mut subjects = desk.lines(SUBJECT, SUBJECTS);
    if let Some(first) = opening(desk).into_iter().find(|text| len(text) <= SUBJECT) {
        subjects.insert(0, first);
        subjects = distinct(subjects, &name, SUBJECTS);
    }
    subjects = subjects.into_iter().map(|subject| with_name(desk, subject)).collect();
    while subjects.len() < SUBJECTS {
        let path = if desk.facts.key_message.is_none() { "key_message" } else { "why_us" };
        let label = desk.fill("gap_subject", &[("n", &(subjects.len() + 1).to_string())]);
        subjects.push(crate::deliverable::Gap::new(path, &label).to_string());
    }
    let mut taken = Distinct::new(&name);
    taken.note(&subjects);
    let told = desk.sentences().into_iter().chain(desk.benefits()).chain(desk.proofs());
    let mut told: Vec<String> = told.filter(|text| len(text) <= PREHEADER && taken.adds(text)).collect();
    told.sort_by_key(|text| len(text) < PREHEADER_LEAST);
    let preheader = told.into_iter().next();
    Email {
        step,
        delay_days: if step > 1 { DELAY_DAYS } else { 0 },
        preheader: preheader.map(|text| sentence(&text)).unwrap_or_default(),
        body: body(desk),
        cta: desk.invite_or_gap(),
        cta_url: desk.address_or_gap(),
        segment: desk.facts.audience.as_deref().map(line).unwrap_or_default(),
        send_window: desk.facts.flight.clone().unwrap_or_default(),
        unsubscribe: desk.say("email_leave").to_owned(),
        subjects,
    }
}

/// A short subject says what it is about, where there is room for both.
fn with_name(desk: &Desk<'_>, subject: String) -> String {
    let named =
        desk.name().filter(|name| !subject.contains(name.as_str())).map(|name| format!("{name}: {subject}"));
    match named {
        Some(named) if len(&subject) < SUBJECT_LEAST && len(&named) <= SUBJECT => named,
        _ => subject,
    }
}

/// What each e-mail of the flow begins with: the message; what holds people back, answered; the offer, or a proof.
fn opening(desk: &Desk<'_>) -> Vec<String> {
    let message = desk.message().into_iter().chain(desk.benefits());
    match (desk.ask.node.nth + desk.ask.take + 1) % 3 {
        0 => message.collect(),
        1 => desk.answers().into_iter().chain(desk.benefits()).chain(desk.proofs()).chain(message).collect(),
        _ => desk.offer().into_iter().chain(desk.proofs()).chain(desk.benefits()).chain(message).collect(),
    }
}

fn body(desk: &Desk<'_>) -> String {
    let mut taken = Distinct::new(&desk.name().unwrap_or_default());
    let mut fresh =
        |texts: Vec<String>| texts.into_iter().filter(|text| taken.adds(text)).collect::<Vec<_>>();
    let first = fresh(opening(desk).into_iter().take(1).collect());
    let what = desk.what();
    let named = what.first().zip(desk.name()).map(|(what, name)| format!("{name}: {what}"));
    let story = fresh(named.into_iter().chain(what.into_iter().skip(1)).chain(desk.gains()).collect());
    let benefits = fresh(desk.benefits());
    let proof = fresh(desk.proofs());
    let offer = fresh(desk.offer().into_iter().collect());
    let list = benefits.iter().map(|text| format!("- {text}")).collect::<Vec<_>>().join("\n");
    let told = [paragraph(&story), list, paragraph(&proof), paragraph(&offer)];
    let told: Vec<String> = told.into_iter().filter(|text| !text.is_empty()).collect();
    let mut parts = vec![desk.say("email_hello").to_owned()];
    parts.push(first.first().map_or_else(|| desk.gap("key_message"), |text| sentence(text)));
    parts.extend(if told.is_empty() { vec![desk.gap("product_text")] } else { told });
    parts.extend(Some(paragraph(&desk.must())).filter(|text| !text.is_empty()));
    parts.extend(desk.brand());
    parts.join("\n\n")
}

pub fn whatsapp(desk: &Desk<'_>) -> WhatsappTemplate {
    let mut taken = Distinct::new(&desk.name().unwrap_or_default());
    let header = desk.name().filter(|name| len(name) <= HEADER).unwrap_or_default();
    let opening = opening(desk).into_iter().next();
    let mut parts: Vec<String> =
        vec![opening.as_ref().map_or_else(|| desk.gap("key_message"), |text| sentence(text))];
    taken.note(&opening);
    let rest = desk.what().into_iter().take(1).chain(desk.benefits().into_iter().take(2)).chain(desk.offer());
    let must: Vec<String> = desk.must().iter().map(|text| sentence(text)).collect();
    let room = BODY.saturating_sub(len(&must.join("\n\n")) + INVITE);
    for text in rest {
        parts.push(sentence(&text));
        if len(&parts.join("\n\n")) > room || !taken.adds(&text) {
            parts.pop();
        }
    }
    parts.extend(must);
    let invite = desk.invite();
    let short = invite.clone().filter(|text| len(text) <= BUTTON);
    let link = desk.facts.link.clone();
    let button = |url: &String| TemplateButton {
        text: short.clone().unwrap_or_else(|| desk.say("button_short").to_owned()),
        url: url.clone(),
    };
    if link.is_none() || short.is_none() {
        parts.push(desk.or_gap(invite.as_ref().map(|text| sentence(text)), "call_to_action"));
    }
    let name = format!("{}_{}", slug(&desk.name().unwrap_or_default(), '_', NAME), desk.ask.node.nth);
    WhatsappTemplate {
        name: name.trim_start_matches('_').to_owned(),
        header,
        body: parts.join("\n\n"),
        footer: desk.say("message_leave").to_owned(),
        buttons: link.iter().map(button).collect(),
        samples: Vec::new(),
    }
}

pub fn sms(desk: &Desk<'_>) -> Sms {
    let sender = desk.brand().or_else(|| desk.name());
    let opt_out = desk.say("sms_leave").to_owned();
    let link = desk.facts.link.clone();
    let said = opening(desk).into_iter().chain(desk.benefits()).chain(desk.name());
    let with = |text: &String| match &link {
        Some(link) => format!("{} {link}", sentence(text)),
        None => sentence(text),
    };
    let fits = |text: &String| {
        let sender = sender.as_deref().unwrap_or_default();
        let whole = format!("{sender}: {text} {opt_out}");
        len(&whole) <= if plain(&whole) { SMS_PLAIN } else { SMS_OTHER }
    };
    let candidates: Vec<String> = said.collect();
    let text = candidates.iter().map(with).find(|text| fits(text));
    let alone = || candidates.iter().map(|text| sentence(text)).find(|text| fits(text));
    Sms {
        text: text.or_else(alone).unwrap_or_else(|| desk.gap("key_message")),
        sender: desk.or_gap(sender.clone(), "brand"),
        opt_out,
    }
}

/// Only letters that an old telephone knows.
fn plain(text: &str) -> bool {
    text.chars().all(|c| (c.is_ascii() && !"^{}\\[]~|`".contains(c)) || "àéèùìòÇÅåÉñÑöÖäÄüÜ£".contains(c))
}
