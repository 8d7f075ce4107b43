//! From a brief to its plan. Strategy stands first; then the first of each piece that was asked for; then the rest.

use super::{
    super::{Kind, Kit, content::SocialChannel, facts::Facts},
    Node, Plan, wanted,
};
use crate::phrase::Phrases;
use std::{collections::HashMap, sync::LazyLock};

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));

/// Pieces in the first package, and in each one after it.
const FIRST_MAX: usize = 6;
const LATER_MAX: usize = 8;
/// A brief has no more; each is a piece of the first package.
const PERSONAS_MAX: usize = 3;

/// The plan of a brief. The same brief has the same plan.
pub fn plan(facts: &Facts, _kit: &Kit, locale: &str) -> Plan {
    let mut drawn = Drawn { locale, nodes: Vec::new(), counts: HashMap::new() };
    strategy(facts, &mut drawn);
    let wanted = wanted::pieces(facts);
    let begins = drawn.nodes.len();
    for (id, _) in &wanted {
        drawn.piece(facts, id, 0, &["message_house"]);
    }
    let room = FIRST_MAX.saturating_sub(begins);
    drawn.rest(facts, &wanted);
    packaged(drawn.nodes, begins + room)
}

struct Drawn<'a> {
    locale: &'a str,
    nodes: Vec<Node>,
    counts: HashMap<Kind, u32>,
}

fn strategy(facts: &Facts, drawn: &mut Drawn<'_>) {
    let personas = facts.personas.len().min(PERSONAS_MAX).max(usize::from(facts.audience.is_some()));
    let mut needs: Vec<String> = Vec::new();
    for _ in 0..personas {
        needs.push(drawn.add(Kind::Persona, None, personas > 1, &[]));
    }
    if !facts.rivals.is_empty() {
        needs.push(drawn.add(Kind::CompetitorAnalysis, None, false, &[]));
    }
    let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
    drawn.add(Kind::ValueProposition, None, false, &needs);
    drawn.add(Kind::MessageHouse, None, false, &["value_proposition"]);
}

impl Drawn<'_> {
    /// Adds a node, and gives its id.
    fn add(&mut self, kind: Kind, channel: Option<SocialChannel>, several: bool, needs: &[&str]) -> String {
        let nth = self.counts.entry(kind).and_modify(|count| *count += 1).or_insert(1);
        let nth = *nth;
        let place = channel.map(name);
        let of_channel =
            self.nodes.iter().filter(|node| node.kind == kind && node.channel == channel).count() + 1;
        let id = match &place {
            Some(place) if of_channel > 1 => format!("{}.{place}.{of_channel}", kind.name()),
            Some(place) => format!("{}.{place}", kind.name()),
            None if several => format!("{}.{nth}", kind.name()),
            None => kind.name().to_owned(),
        };
        let shown = place.as_deref().map(|place| PHRASES.say(self.locale, place)).unwrap_or_default();
        let n = if place.is_some() { of_channel } else { nth as usize };
        let numbered = if place.is_some() { of_channel > 1 } else { several };
        let key = format!("{}{}", kind.name(), if numbered { "_n" } else { "" });
        let title = PHRASES.fill(self.locale, &key, &[("channel", shown), ("n", &n.to_string())]);
        self.nodes.push(Node {
            id: id.clone(),
            kind,
            title,
            channel,
            nth,
            needs: needs.iter().map(|need| (*need).to_owned()).collect(),
            package: 1,
            gate: kind == Kind::ValueProposition,
        });
        id
    }

    /// The `at`th of a piece (from 0).
    fn piece(&mut self, facts: &Facts, id: &str, at: usize, needs: &[&str]) {
        let of = |channels: Vec<SocialChannel>| channels.get(at % channels.len()).copied();
        match id {
            "ads" => {
                if let Some(kind) = wanted::ads(facts).get(at) {
                    self.add(*kind, None, false, needs);
                }
            }
            "social_posts" => drop(self.add(Kind::SocialPost, of(wanted::social(facts)), false, needs)),
            "video_scripts" => drop(self.add(Kind::VideoScript, of(wanted::video(facts)), false, needs)),
            "landing_page" => drop(self.add(Kind::LandingPage, None, false, needs)),
            "emails" => drop(self.add(Kind::Email, None, true, needs)),
            "whatsapp_messages" => drop(self.add(Kind::WhatsappTemplate, None, true, needs)),
            "sms" => drop(self.add(Kind::Sms, None, false, needs)),
            "articles" => drop(self.add(Kind::Article, None, true, needs)),
            "images" => drop(self.add(Kind::Image, None, true, needs)),
            _ => {}
        }
    }

    /// What comes after the first of each piece.
    fn rest(&mut self, facts: &Facts, wanted: &[(&'static str, &'static wanted::Piece)]) {
        let has = |wanted_id: &str| wanted.iter().any(|(id, _)| *id == wanted_id);
        if !facts.no_media && (facts.budget.is_some() || has("ads")) {
            self.add(Kind::MediaPlan, None, false, &[]);
        }
        let from_ideas = ["social_posts", "articles", "video_scripts"];
        if from_ideas.iter().any(|id| has(id)) {
            self.add(Kind::ContentIdeas, None, false, &["message_house"]);
        }
        for (id, piece) in wanted {
            let needs = if from_ideas.contains(id) { "content_ideas" } else { "message_house" };
            let count = if *id == "ads" { wanted::ads(facts).len() } else { piece.count as usize };
            for at in 1..count {
                self.piece(facts, id, at, &[needs]);
            }
        }
        let images: Vec<String> =
            self.nodes.iter().filter(|node| node.kind == Kind::Image).map(|node| node.id.clone()).collect();
        for image in &images {
            self.add(Kind::Layout, None, true, &["message_house", image]);
        }
        if images.is_empty() && has("landing_page") {
            self.add(Kind::Layout, None, false, &["message_house", "landing_page"]);
        }
    }
}

/// Deals the nodes into packages, in their order: whatever a node needs stands before it.
fn packaged(mut nodes: Vec<Node>, first: usize) -> Plan {
    let first = first.max(1);
    for (at, node) in nodes.iter_mut().enumerate() {
        let package = if at < first { 1 } else { 2 + (at - first) / LATER_MAX };
        node.package = u32::try_from(package).unwrap_or(u32::MAX);
    }
    Plan { nodes }
}

/// A channel as it is written on the wire.
fn name(channel: SocialChannel) -> String {
    let name = serde_json::to_value(channel).ok();
    name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
