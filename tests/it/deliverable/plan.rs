//! The plan of a brief: whatever the brief, it can be made, and covers what was asked for.

use super::samples::ALL;
use pauta::{
    deliverable::{
        Kind, Kit,
        facts::{Facts, PersonaFact, RivalFact},
        plan::{Plan, estimate, paced, plan},
    },
    tree::value::Money,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const CHANNELS: [&str; 12] = [
    "instagram",
    "facebook",
    "whatsapp",
    "google_search",
    "google_business",
    "linkedin",
    "tiktok",
    "youtube",
    "email",
    "site",
    "radio",
    "outdoor",
];
const PIECES: [(&str, &[Kind], usize); 9] = [
    ("ads", &[Kind::AdRsa, Kind::AdPmax, Kind::AdMeta, Kind::AdLinkedin, Kind::AdTiktok], 1),
    ("social_posts", &[Kind::SocialPost], 6),
    ("landing_page", &[Kind::LandingPage], 1),
    ("emails", &[Kind::Email], 3),
    ("whatsapp_messages", &[Kind::WhatsappTemplate], 2),
    ("articles", &[Kind::Article], 2),
    ("video_scripts", &[Kind::VideoScript], 2),
    ("images", &[Kind::Image], 4),
    ("Um SMS curto", &[Kind::Sms], 1),
];

fn facts() -> impl Strategy<Value = Facts> {
    let channels = proptest::sample::subsequence(CHANNELS.to_vec(), 0..8).prop_shuffle();
    let pieces = proptest::sample::subsequence(PIECES.map(|(id, ..)| id).to_vec(), 0..9).prop_shuffle();
    let goal = proptest::option::of(proptest::sample::select(vec![
        "launch",
        "awareness",
        "leads",
        "sales",
        "other",
    ]));
    (channels, pieces, goal, 0..4_usize, 0..3_usize, any::<(bool, bool, bool)>()).prop_map(
        |(channels, pieces, goal, personas, rivals, (audience, budget, no_media))| {
            let mut facts = Facts::default();
            facts.channels = channels.into_iter().map(str::to_owned).collect();
            facts.pieces = pieces.into_iter().map(str::to_owned).collect();
            facts.goal = goal.map(str::to_owned);
            facts.personas =
                vec![PersonaFact { who: Some("Alguém".into()), ..PersonaFact::default() }; personas];
            facts.rivals = vec![RivalFact { name: "Outra".into(), link: None }; rivals];
            facts.audience = audience.then(|| "Quem mora perto".into());
            facts.no_media = no_media;
            facts.budget = (budget && !no_media).then(|| Money {
                minor: 100_000,
                max_minor: None,
                currency: "BRL".into(),
            });
            facts
        },
    )
}

fn of(facts: &Facts) -> Plan {
    plan(facts, &Kit::default(), "pt-BR")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn a_node_stands_after_those_it_needs_and_in_no_earlier_package(facts in facts()) {
        let plan = of(&facts);
        let mut before: BTreeMap<&str, u32> = BTreeMap::new();
        for node in &plan.nodes {
            for need in &node.needs {
                // So that there is no cycle either.
                let package = before.get(need.as_str());
                prop_assert!(package.is_some_and(|package| *package <= node.package), "{} needs {need}", node.id);
            }
            prop_assert!(before.insert(&node.id, node.package).is_none(), "{} is there twice", node.id);
        }
    }

    #[test]
    fn every_requested_piece_is_covered(facts in facts()) {
        let plan = of(&facts);
        let count = |kinds: &[Kind]| plan.nodes.iter().filter(|node| kinds.contains(&node.kind)).count();
        for (id, kinds, least) in PIECES {
            if facts.pieces.iter().any(|piece| piece == id) {
                prop_assert!(count(kinds) >= least, "{id}: {:?}", plan.nodes);
            } else if !facts.pieces.is_empty() {
                prop_assert_eq!(count(kinds), 0, "nobody asked for {}", id);
            }
        }
        prop_assert_eq!(count(&[Kind::CompetitorAnalysis]), usize::from(!facts.rivals.is_empty()));
        prop_assert!(count(&[Kind::MediaPlan]) == 0 || !facts.no_media);
    }

    #[test]
    fn the_first_package_is_small_and_has_the_strategy(facts in facts()) {
        let plan = of(&facts);
        let first: Vec<Kind> = plan.nodes.iter().filter(|node| node.package == 1).map(|node| node.kind).collect();
        prop_assert!(first.len() <= 6, "{first:?}");
        prop_assert!(first.contains(&Kind::ValueProposition) && first.contains(&Kind::MessageHouse));
        let packages: BTreeSet<u32> = plan.nodes.iter().map(|node| node.package).collect();
        prop_assert_eq!(packages.iter().copied().collect::<Vec<_>>(), (1..=packages.len() as u32).collect::<Vec<_>>());
        prop_assert!(plan.nodes.iter().filter(|node| node.gate).all(|node| node.kind == Kind::ValueProposition));
    }

    #[test]
    fn ids_stay_when_more_is_asked_for(facts in facts()) {
        let before = of(&facts);
        prop_assert_eq!(&before, &of(&facts));
        let mut more = facts.clone();
        more.pieces = PIECES.map(|(id, ..)| id.to_owned()).to_vec();
        let after = of(&more);
        if !facts.pieces.is_empty() {
            for node in before.nodes.iter().filter(|node| node.kind != Kind::Layout) {
                prop_assert_eq!(after.node(&node.id).map(|it| (it.kind, it.channel)), Some((node.kind, node.channel)));
            }
        }
    }

    #[test]
    fn whatever_is_settled_something_is_ready_until_all_is(facts in facts()) {
        let plan = of(&facts);
        let mut settled: BTreeSet<String> = BTreeSet::new();
        while settled.len() < plan.nodes.len() {
            let ready: Vec<String> = plan.ready(&|id| settled.contains(id)).iter().map(|node| node.id.clone()).collect();
            prop_assert!(!ready.is_empty());
            settled.extend(ready);
        }
        let below = plan.descendants("value_proposition");
        prop_assert!(below.iter().all(|node| node.kind != Kind::ValueProposition && node.kind != Kind::Persona));
        prop_assert!(below.iter().any(|node| node.kind == Kind::MessageHouse));
    }

    #[test]
    fn more_workers_take_no_longer_and_none_is_faster_than_the_longest_way(facts in facts()) {
        let plan = of(&facts);
        let last = plan.nodes.iter().map(|node| node.package).max().unwrap();
        let with = |workers| estimate(&plan, 1..=last, workers);
        let (one, four, many) = (with(1), with(4), with(99));
        prop_assert!(one.seconds >= four.seconds && four.seconds >= many.seconds && many.seconds > 0);
        prop_assert_eq!((one.calls, one.tokens_out, one.images), (many.calls, many.tokens_out, many.images));
        let layouts = plan.nodes.iter().filter(|node| node.kind == Kind::Layout).count();
        prop_assert_eq!(one.calls as usize, plan.nodes.len() - layouts);
        let first = estimate(&plan, 1..=1, 4);
        prop_assert!(first.seconds <= four.seconds && first.tokens_in <= four.tokens_in);
        let paced = |ms| paced(&plan, 1..=last, 4, |_| ms);
        prop_assert_eq!(paced(None), four.seconds);
        prop_assert!(paced(Some(200_000)) > four.seconds, "a slow model makes the number larger");
        prop_assert!(paced(Some(1)) < four.seconds, "and a quick one smaller");
    }
}

#[test]
fn titles_are_of_the_briefs_language() {
    for sample in ALL.iter() {
        let facts = sample.facts();
        for node in plan(&facts, &Kit::default(), &facts.locale).nodes {
            assert!(!node.title.contains(['{', '_']), "{}", node.title);
        }
    }
    let mut facts = Facts::default();
    facts.channels = vec!["google_search".into(), "instagram".into()];
    facts.pieces = vec!["ads".into(), "social_posts".into()];
    let titles = |locale| {
        let plan = plan(&facts, &Kit::default(), locale);
        plan.nodes.iter().map(|node| node.title.clone()).collect::<Vec<_>>()
    };
    let expected =
        ["Proposta de valor", "Casa de mensagens", "Anúncio de busca no Google", "Post para Instagram"];
    assert_eq!(titles("pt-BR")[..4], expected);
    assert!(titles("en").contains(&"Instagram post 2".to_owned()), "{:?}", titles("en"));
}

#[test]
fn ads_go_where_the_channels_take_them() {
    let ads = |channels: &[&str], goal: &str| {
        let mut facts = Facts::default();
        facts.channels = channels.iter().map(|id| (*id).to_owned()).collect();
        facts.pieces = vec!["ads".into()];
        facts.goal = Some(goal.into());
        let family = |kind: &Kind| kind.name().starts_with("ad_");
        of(&facts).nodes.iter().map(|node| node.kind).filter(family).collect::<Vec<_>>()
    };
    assert_eq!(ads(&["google_search"], "sales"), [Kind::AdRsa]);
    assert_eq!(ads(&["facebook", "instagram", "google_search"], "sales"), [Kind::AdMeta, Kind::AdRsa]);
    assert_eq!(ads(&["google_search", "google_business"], "sales"), [Kind::AdRsa, Kind::AdPmax]);
    assert_eq!(ads(&["linkedin", "tiktok"], "sales"), [Kind::AdLinkedin, Kind::AdTiktok]);
    assert_eq!(ads(&["email"], "launch"), [Kind::AdMeta]);
    assert_eq!(ads(&[], "leads"), [Kind::AdRsa, Kind::AdMeta]);
}
