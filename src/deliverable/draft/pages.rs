//! The landing page, section by section.

use super::{
    desk::Desk,
    distinct::Distinct,
    long::faq,
    say::{len, line, paragraph, sentence},
};
use crate::deliverable::content::{LandingPage, Link, Section, SectionKind, Seo};

const SEO_TITLE: usize = 60;
const SEO_DESCRIPTION: usize = 155;

pub fn landing(desk: &Desk<'_>) -> LandingPage {
    let seo = desk.lines(SEO_TITLE, 1).into_iter().next();
    let description = [desk.what(), desk.gains(), desk.benefits()].concat();
    let description = description.iter().map(|text| sentence(text)).find(|text| len(text) <= SEO_DESCRIPTION);
    let brand = desk.brand().or_else(|| desk.name());
    let consent = brand.map(|brand| desk.fill("consent", &[("brand", &brand)]));
    let form = &desk.facts.form;
    LandingPage {
        sections: sections(desk),
        form_fields: form.iter().map(|field| field_name(desk, field)).collect(),
        consent: if form.is_empty() { String::new() } else { desk.or_gap(consent, "brand") },
        cta: Link { url: desk.link("", "").url, utm: String::new() },
        seo: Seo {
            title: desk.or_gap(seo, "key_message"),
            description: description.unwrap_or_default(),
            keyword: desk.name().unwrap_or_default(),
        },
    }
}

/// A field by its option's id, or in the person's words.
fn field_name(desk: &Desk<'_>, field: &str) -> String {
    let key = format!("field_{field}");
    let named = desk.fill(&key, &[]);
    if named == key { line(field) } else { named }
}

fn sections(desk: &Desk<'_>) -> Vec<Section> {
    let facts = desk.facts;
    let section = |part, heading: &str, items: Vec<String>| Section {
        part,
        heading: desk.fill(heading, &[]),
        body: String::new(),
        items,
    };
    let head = desk.lines(90, 1).into_iter().next();
    let mut taken = Distinct::new(&desk.name().unwrap_or_default());
    taken.note(&head);
    let story: Vec<String> =
        desk.what().into_iter().chain(desk.gains()).filter(|text| taken.adds(text)).collect();
    let mut sections = vec![Section {
        part: SectionKind::Hero,
        heading: desk.or_gap(head, "key_message"),
        body: if story.is_empty() { desk.gap("product_text") } else { paragraph(&story) },
        items: desk.offer().into_iter().chain(desk.price()).collect(),
    }];
    let benefits = if desk.benefits().is_empty() { vec![desk.gap("why_us")] } else { desk.benefits() };
    sections.push(section(SectionKind::Benefits, "part_why", benefits));
    let proof: Vec<String> = facts
        .proof
        .iter()
        .map(|proof| match &proof.source {
            Some(source) => format!("{} ({})", line(&proof.claim), source.trim()),
            None => line(&proof.claim),
        })
        .filter(|text| desk.allows(text))
        .collect();
    if !proof.is_empty() || !facts.no_proof {
        let proof = if proof.is_empty() { vec![desk.gap("proof")] } else { proof };
        sections.push(section(SectionKind::Proof, "part_proof", proof));
    }
    let faq = faq(desk);
    for one in &faq {
        let mut objections = section(SectionKind::Objections, "part_barrier", desk.answers());
        objections.body = sentence(&one.question);
        sections.push(objections);
    }
    if faq.is_empty() && facts.barrier.is_some() {
        sections.push(section(SectionKind::Objections, "part_barrier", vec![desk.gap("objection_answers")]));
    }
    sections.push(Section {
        part: SectionKind::Form,
        heading: desk.invite_or_gap(),
        body: String::new(),
        items: Vec::new(),
    });
    let brand = desk.or_gap(desk.brand().or_else(|| desk.name()), "brand");
    sections.push(Section {
        part: SectionKind::Footer,
        heading: brand,
        body: String::new(),
        items: desk.must(),
    });
    sections
}
