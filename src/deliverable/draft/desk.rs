//! What a draft is made of, laid out: the person's lines by what they are, and gaps for what is missing.

use super::{
    Ask, Content, PHRASES,
    distinct::distinct,
    say::{capital, len, line},
};
use crate::{
    deliverable::{
        Gap, Kit,
        content::{Cta, Link},
        facts::{Action, Facts},
    },
    engine::parse::words::bare,
};

pub struct Desk<'a> {
    pub ask: &'a Ask<'a>,
    pub facts: &'a Facts,
    pub kit: &'a Kit,
}

impl<'a> Desk<'a> {
    pub fn new(ask: &'a Ask<'a>) -> Self {
        Self { ask, facts: ask.facts, kit: ask.kit }
    }

    pub fn say(&self, key: &'a str) -> &'a str {
        PHRASES.say(self.ask.locale, key)
    }

    pub fn fill(&self, key: &str, args: &[(&str, &str)]) -> String {
        PHRASES.fill(self.ask.locale, key, args)
    }

    /// A gap for the answer at that path.
    pub fn gap(&self, path: &str) -> String {
        let key = format!("gap_{}", path.replace('/', "_"));
        Gap::new(path, PHRASES.say(self.ask.locale, &key)).to_string()
    }

    /// The text, or the gap for the answer at that path.
    pub fn or_gap(&self, text: Option<String>, path: &str) -> String {
        text.unwrap_or_else(|| self.gap(path))
    }

    /// Where the action leads, or the gap for it: the answer is one, and only what it lacks is named.
    pub fn address_or_gap(&self) -> String {
        let missing = || Gap::new("call_to_action", PHRASES.say(self.ask.locale, "gap_link")).to_string();
        self.facts.link.clone().unwrap_or_else(missing)
    }

    /// How far this draft's lists are turned: the pieces of one kind begin with different words.
    pub fn turn(&self) -> usize {
        (self.ask.node.nth.saturating_sub(1) + self.ask.take.saturating_sub(1)) as usize
    }

    /// Nothing in it that the brand has ruled out, and no gap.
    pub fn allows(&self, text: &str) -> bool {
        let text = format!(" {} ", bare(text));
        let ruled_out = self.kit.avoid_words.iter().chain(&self.facts.must_not);
        !ruled_out.map(|word| bare(word)).any(|word| !word.is_empty() && text.contains(&format!(" {word} ")))
    }

    fn allowed(&self, texts: Vec<String>) -> Vec<String> {
        texts.into_iter().filter(|text| self.allows(text)).collect()
    }

    fn turned(&self, texts: Vec<String>) -> Vec<String> {
        let mut texts = self.allowed(texts);
        let by = if texts.is_empty() { 0 } else { self.turn() % texts.len() };
        texts.rotate_left(by);
        texts
    }

    pub fn brand(&self) -> Option<String> {
        let kit = Some(self.kit.name.clone()).filter(|name| !name.is_empty());
        self.facts.brand.clone().or(kit)
    }

    /// What is advertised, by its name.
    pub fn name(&self) -> Option<String> {
        self.facts.subject().map(str::to_owned).or_else(|| self.facts.product.clone())
    }

    pub fn name_or_gap(&self) -> String {
        self.or_gap(self.name(), "product_name")
    }

    /// The one message: as it was agreed to in the value proposition, else as the brief has it.
    pub fn message(&self) -> Option<String> {
        let agreed = self.ask.upstream.pieces.iter().find_map(|(_, content)| match content {
            Content::ValueProposition(it) => Some(it.headline.clone()),
            _ => None,
        });
        let house = self.ask.upstream.pieces.iter().find_map(|(_, content)| match content {
            Content::MessageHouse(it) => Some(it.proposition.clone()),
            _ => None,
        });
        let whole = |text: &String| !text.trim().is_empty() && !Gap::any(text);
        let own = self.facts.key_message.clone().or_else(|| self.facts.remembered_for.clone());
        agreed.filter(whole).or_else(|| house.filter(whole)).or(own).map(|text| line(&text))
    }

    /// What the person gains, the strongest first, turned.
    pub fn benefits(&self) -> Vec<String> {
        let own = if self.facts.why_us.is_empty() { &self.facts.parts.gains } else { &self.facts.why_us };
        self.turned(own.iter().map(|text| line(text)).collect())
    }

    pub fn gains(&self) -> Vec<String> {
        self.allowed(self.facts.parts.gains.iter().map(|text| line(text)).collect())
    }

    pub fn what(&self) -> Vec<String> {
        self.allowed(self.facts.parts.what.iter().map(|text| line(text)).collect())
    }

    /// The description's sentences, as they were written.
    pub fn sentences(&self) -> Vec<String> {
        self.allowed(self.facts.parts.sentences.iter().map(|text| line(text)).collect())
    }

    pub fn proofs(&self) -> Vec<String> {
        let claims = self.facts.proof.iter().map(|proof| line(&proof.claim));
        let told = self.facts.parts.proof.iter().map(|text| line(text));
        self.turned(claims.chain(told).collect())
    }

    pub fn answers(&self) -> Vec<String> {
        self.turned(self.facts.answers.iter().map(|text| line(text)).collect())
    }

    pub fn price(&self) -> Option<String> {
        self.facts.price.as_ref().zip(self.name()).map(|(price, name)| format!("{name}: {price}"))
    }

    /// The offer, with its last day if that was told.
    pub fn offer(&self) -> Option<String> {
        let offer = self.facts.offer.as_ref().filter(|offer| self.allows(offer))?;
        Some(match &self.facts.offer_until {
            Some(until) => self.fill("until", &[("what", &capital(offer)), ("day", until)]),
            None => line(offer),
        })
    }

    /// What people are asked to do, as they are asked.
    pub fn invite(&self) -> Option<String> {
        match self.facts.action.as_ref()? {
            // Another tree's option has no phrase here.
            Action::Known(id) => {
                let key = format!("invite_{id}");
                Some(self.fill(&key, &[])).filter(|phrase| *phrase != key)
            }
            Action::Own(own) => Some(line(own)),
        }
    }

    pub fn invite_or_gap(&self) -> String {
        self.or_gap(self.invite(), "call_to_action")
    }

    /// The platform's button for it.
    pub fn button(&self) -> Cta {
        match &self.facts.action {
            Some(Action::Known(id)) => match id.as_str() {
                "buy" => Cta::BuyNow,
                "whatsapp" => Cta::SendMessage,
                "book" => Cta::BookNow,
                "visit" => Cta::Visit,
                "sign_up" => Cta::SignUp,
                _ => Cta::LearnMore,
            },
            _ => Cta::LearnMore,
        }
    }

    pub fn link(&self, source: &str, medium: &str) -> Link {
        let campaign = self.facts.campaign_name.clone().or_else(|| self.name());
        let campaign = campaign.map(|name| super::say::slug(&name, '-', 60)).unwrap_or_default();
        let utm = format!("utm_source={source}&utm_medium={medium}");
        let utm = if campaign.is_empty() { utm } else { format!("{utm}&utm_campaign={campaign}") };
        Link { url: self.address_or_gap(), utm }
    }

    /// What has to appear wherever there is room: the brand's own words, and what a regulated sector wants said.
    pub fn must(&self) -> Vec<String> {
        let mut must: Vec<String> = Vec::new();
        let health = [&self.kit.health.establishment, &self.kit.health.director];
        let health = health
            .into_iter()
            .filter(|_| self.kit.is_health() || self.facts.sectors.iter().any(|it| it == "health"));
        for text in self.facts.must.iter().chain(&self.kit.must).chain(health) {
            if !text.trim().is_empty() && !must.iter().any(|it| bare(it) == bare(text)) {
                must.push(line(text));
            }
        }
        must
    }

    /// Lines of at most so many characters that say different things, the strongest first.
    pub fn lines(&self, max: usize, count: usize) -> Vec<String> {
        let name = self.name().unwrap_or_default();
        let fits = self.candidates().into_iter().filter(|text| len(text) <= max).collect();
        distinct(fits, &name, count)
    }

    /// Everything that can stand alone as a short line.
    fn candidates(&self) -> Vec<String> {
        let name = self.name();
        let with_name = |text: &String| name.as_ref().map(|name| format!("{name}: {text}"));
        let mut lines: Vec<String> = self.message().into_iter().collect();
        let benefits = self.benefits();
        // The second arrangement begins with what the first one has further down.
        let first = if self.turn() == 0 { lines.len() } else { 0 };
        lines.splice(first..first, benefits.iter().cloned());
        lines.extend(name.clone());
        lines.extend(self.offer());
        lines.extend(self.facts.offer.as_ref().map(|offer| line(offer)));
        lines.extend(self.proofs());
        lines.extend(self.gains());
        lines.extend(self.answers());
        lines.extend(self.what());
        lines.extend(self.price());
        lines.extend(self.invite().as_ref().and_then(with_name));
        lines.extend(self.invite());
        lines.extend(
            self.facts.places.first().zip(name.as_ref()).map(|(place, name)| format!("{place}: {name}")),
        );
        lines.extend(self.facts.campaign_name.clone());
        self.allowed(lines)
    }

    /// Whom it is for, and where, as a note.
    pub fn targeting(&self) -> String {
        let places = self.facts.places.join(", ");
        let audience = self.facts.audience.as_deref().map(line);
        match (audience, places.is_empty()) {
            (Some(audience), true) => audience,
            (Some(audience), false) => format!("{audience} · {places}"),
            (None, _) => self.gap("audience"),
        }
    }
}
