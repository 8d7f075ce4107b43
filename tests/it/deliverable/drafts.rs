//! Drafts without a model: only what was said, whole, with gaps where nothing was.

use super::samples::{ALL, FOUR, Sample, drafted, node, texts};
use pauta::{
    deliverable::{
        Content, Gap, Kind, Kit,
        content::{AdRsa, Email, SocialPost, ValueProposition},
        draft::{Drafted, PHRASES, Upstream},
        facts::Facts,
        kit::Health,
        plan::Node,
    },
    engine::parse::words::bare,
    rules::clauses,
};
use std::collections::BTreeSet;

/// What is not read by people: addresses, names of templates and sizes, and words that are joined into one.
const NOT_READ: [&str; 12] = [
    "/url",
    "/utm",
    "/cta_url",
    "/link",
    "/slug",
    "/paths",
    "/hashtags",
    "/template",
    "/sizes",
    "/size",
    "/part",
    "/currency",
];
fn each_piece(with: impl Fn(&Sample, &Node, &Drafted)) {
    for sample in ALL.iter() {
        for (node, piece) in sample.pieces().iter().chain(&sample.every_kind()) {
            with(sample, node, piece);
        }
    }
}

/// The texts that people read, without what gaps are written as.
fn read(kind: Kind, content: &Content) -> Vec<(String, String)> {
    let id = |path: &str| {
        let ads = matches!(kind, Kind::AdPmax | Kind::AdMeta | Kind::AdLinkedin | Kind::AdTiktok);
        match path {
            "/cta" => ads,
            "/channel" | "/platform" => matches!(kind, Kind::SocialPost | Kind::VideoScript),
            "/name" => kind == Kind::WhatsappTemplate,
            _ => false,
        }
    };
    let skipped =
        |path: &str| NOT_READ.iter().any(|part| path.ends_with(part) || path.contains(&format!("{part}/")));
    let kept = texts(content).into_iter().filter(|(path, _)| !skipped(path) && !id(path));
    kept.map(|(path, text)| (path, without_gaps(&text))).collect()
}

fn without_gaps(text: &str) -> String {
    let mut text = text.to_owned();
    for gap in Gap::all(&text.clone()) {
        text = text.replace(&gap.to_string(), "");
    }
    text
}

/// The fixed phrases of a language, each one's words.
fn phrase_words(locale: &str) -> BTreeSet<String> {
    let texts = PHRASES.entries().map(|(key, _)| PHRASES.say(locale, key).to_owned()).collect::<Vec<_>>();
    texts.iter().flat_map(|text| bare(text).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn a_draft_is_read_back() {
    each_piece(|sample, node, piece| {
        let again = Content::read(node.kind, &piece.content.value());
        assert_eq!(again.as_ref(), Ok(&piece.content), "{}: {}", sample.name, node.id);
        assert!(!piece.rationale.is_empty(), "{}: {}", sample.name, node.id);
    });
}

#[test]
fn every_word_was_said_or_is_a_fixed_phrase() {
    for sample in ALL.iter() {
        let facts = sample.facts();
        let Health { establishment, director } = sample.kit().health;
        let said = bare(&format!("{} {establishment} {director}", facts.words()));
        let said: BTreeSet<&str> = said.split(' ').collect();
        let fixed = phrase_words(&facts.locale);
        for (node, piece) in sample.pieces().iter().chain(&sample.every_kind()) {
            for (path, text) in read(node.kind, &piece.content) {
                let own = bare(&text);
                let new = own
                    .split(' ')
                    .find(|word| !word.is_empty() && !said.contains(word) && !fixed.contains(*word));
                let is_channel = node.kind == Kind::AdLinkedin && new == Some("linkedin");
                assert!(new.is_none() || is_channel, "{}: {}{path}: {new:?} in {text}", sample.name, node.id);
            }
        }
    }
}

#[test]
fn no_number_is_in_a_fixed_phrase() {
    for (key, _) in PHRASES.entries() {
        for locale in ["pt-BR", "en"] {
            let text = PHRASES.say(locale, key);
            assert!(!text.contains(|c: char| c.is_ascii_digit()), "{key}: {text}");
        }
    }
}

#[test]
fn every_fragment_is_whole() {
    for sample in ALL.iter() {
        let facts = sample.facts();
        let whole = wholes(sample, &facts);
        for (node, piece) in sample.pieces().iter().chain(&sample.every_kind()) {
            for (path, text) in read(node.kind, &piece.content) {
                for fragment in fragments(&text) {
                    assert!(
                        whole.contains(&fragment),
                        "{}: {}{path}: “{fragment}” of “{text}”",
                        sample.name,
                        node.id
                    );
                }
            }
        }
    }
}

/// Everything that may stand in a draft as it is: answers, their sentences and clauses, fixed phrases.
fn wholes(sample: &Sample, facts: &Facts) -> BTreeSet<String> {
    let mut texts: Vec<String> = vec![String::new(), "LinkedIn".into()];
    let kinds = ["audience", "benefit", "proof"];
    for said in facts.words().lines() {
        texts.push(said.to_owned());
        texts.extend(said.split("; ").map(str::to_owned));
        texts.extend(clauses::sentences(said).map(str::to_owned));
        texts.extend(clauses::clauses(said, &kinds, "what").iter().map(|clause| clause.text.to_owned()));
    }
    for (key, _) in PHRASES.entries() {
        let text = PHRASES.say(&facts.locale, key).to_owned();
        let filled = [
            ("{name}", facts.subject()),
            ("{brand}", facts.brand.as_deref()),
            ("{text}", facts.tone.as_deref()),
        ];
        let mut full = text.clone();
        for (gap, value) in filled {
            full = full.replace(gap, value.unwrap_or_default());
        }
        texts.extend([text, full]);
    }
    let Health { establishment, director } = sample.kit().health;
    texts.extend([establishment, director]);
    texts.push(facts.places.join(", "));
    texts.push(facts.must_not.join(", "));
    texts.push(facts.rivals.iter().map(|rival| rival.name.clone()).collect::<Vec<_>>().join(", "));
    assert!(sample.name.starts_with("nothing") || texts.len() > 20);
    texts.iter().flat_map(|text| fragments(text)).collect()
}

/// A text in the pieces that it was put together from, bare.
fn fragments(text: &str) -> Vec<String> {
    let joints = ["\n", ". ", ": ", " · ", "• ", "- ", "## ", " (", ")", " até ", " until ", "; ", ", "];
    let mut parts = vec![text.to_owned()];
    for joint in joints {
        parts =
            parts.iter().flat_map(|part| part.split(joint).map(str::to_owned).collect::<Vec<_>>()).collect();
    }
    parts.iter().map(|part| bare(part)).filter(|part| !part.is_empty()).collect()
}

#[test]
fn no_template_is_left_unresolved() {
    each_piece(|sample, node, piece| {
        for (path, text) in texts(&piece.content) {
            let at = format!("{}: {}{path}: {text}", sample.name, node.id);
            assert!(
                !text.contains(['{', '}']) && !text.contains("gap_") && !text.contains("invite_"),
                "{at}"
            );
            assert!(!text.contains("  ") && !text.contains("..") && text.trim() == text, "{at}");
        }
    });
}

#[test]
fn what_nobody_has_said_is_a_gap_that_names_its_question() {
    for sample in ALL.iter().filter(|sample| sample.name.starts_with("nothing")) {
        for (node, piece) in sample.every_kind() {
            let all = texts(&piece.content);
            let gaps: Vec<Gap> = all.iter().flat_map(|(_, text)| Gap::all(text)).collect();
            let none = matches!(node.kind, Kind::CompetitorAnalysis);
            assert!(none || !gaps.is_empty(), "{}: {:?}", node.id, piece.content);
            assert!(
                gaps.iter()
                    .all(|gap| !gap.path.is_empty() && !gap.label.is_empty() && !gap.label.contains('_'))
            );
        }
    }
}

#[test]
fn the_four_briefs_give_pieces_that_need_no_edit() {
    for sample in *FOUR {
        let made = sample.every_kind();
        let whole = |content: &Content| !texts(content).iter().any(|(_, text)| Gap::any(text));
        let of = |kind: Kind| &made.iter().find(|(node, _)| node.kind == kind).unwrap().1.content;
        let Content::AdRsa(AdRsa { headlines, descriptions, .. }) = of(Kind::AdRsa) else { unreachable!() };
        assert!(
            headlines.len() >= 3 && headlines.iter().all(|text| text.chars().count() <= 30),
            "{headlines:?}"
        );
        assert!((2..=4).contains(&descriptions.len()), "{}: {descriptions:?}", sample.name);
        assert!(descriptions.iter().all(|text| text.chars().count() <= 90), "{descriptions:?}");
        let Content::SocialPost(SocialPost { text, hashtags, .. }) = of(Kind::SocialPost) else {
            unreachable!()
        };
        assert!(text.chars().count() <= 2200 && hashtags.len() <= 5, "{text}");
        let Content::Email(Email { subjects, body, .. }) = of(Kind::Email) else { unreachable!() };
        assert!(subjects.len() == 2 && subjects[0] != subjects[1] && !body.is_empty(), "{subjects:?}");
        for kind in [Kind::AdRsa, Kind::SocialPost, Kind::Email, Kind::ValueProposition] {
            assert!(whole(of(kind)), "{}: {kind:?}: {:?}", sample.name, of(kind));
        }
    }
}

#[test]
fn no_line_of_a_list_stands_twice() {
    each_piece(|sample, node, piece| {
        let lists = ["/headlines/", "/descriptions/", "/subjects/", "/long_headlines/"];
        let mut seen = BTreeSet::new();
        for (path, text) in texts(&piece.content) {
            if lists.iter().any(|list| path.starts_with(list)) && !Gap::any(&text) {
                let list = path.split('/').nth(1).unwrap_or_default().to_owned();
                assert!(seen.insert((list, bare(&text))), "{}: {}: {text}", sample.name, node.id);
            }
        }
    });
}

#[test]
fn another_take_is_another_arrangement_of_the_same_words() {
    for sample in *FOUR {
        let facts = sample.facts();
        for kind in
            [Kind::AdRsa, Kind::AdMeta, Kind::SocialPost, Kind::Email, Kind::WhatsappTemplate, Kind::Article]
        {
            let take =
                |take| drafted(&node(kind, 1), &facts, &Kit::default(), &Upstream::default(), take).content;
            assert_ne!(take(1), take(2), "{}: {kind:?}", sample.name);
            assert_eq!(take(2), take(2));
        }
    }
}

#[test]
fn the_posts_of_a_campaign_differ() {
    for sample in *FOUR {
        let pieces = sample.pieces();
        let posts = pieces.iter().filter(|(node, _)| node.kind == Kind::SocialPost);
        let mut seen = BTreeSet::new();
        for (node, piece) in posts {
            let Content::SocialPost(post) = &piece.content else { unreachable!() };
            assert!(
                seen.insert((node.channel, post.text.clone())),
                "{}: {}: {}",
                sample.name,
                node.id,
                post.text
            );
        }
        assert_eq!(seen.len(), 6, "{}", sample.name);
    }
}

#[test]
fn the_name_is_not_said_again_as_what_it_is() {
    for sample in *FOUR {
        let mut facts = sample.facts();
        let name = facts.subject().expect("the four have a name").to_owned();
        let more = facts.parts.what.clone();
        facts.parts.what.insert(0, format!("{name}."));
        let made =
            drafted(&node(Kind::ValueProposition, 1), &facts, &Kit::default(), &Upstream::default(), 1);
        let Content::ValueProposition(made) = made.content else { unreachable!() };
        assert_ne!(bare(&made.category), bare(&name), "{}", sample.name);
        assert_ne!(bare(&made.one_liner), bare(&format!("{name} {name}")), "{}", sample.name);
        if more.is_empty() {
            assert_eq!(made.category, "", "{}: nothing else was said", sample.name);
        }
    }
}

#[test]
fn what_was_agreed_to_upstream_is_what_is_said() {
    let facts = FOUR[0].facts();
    let proposition =
        ValueProposition { headline: "Tudo em uma visita".into(), ..ValueProposition::default() };
    let upstream =
        Upstream { pieces: vec![(node(Kind::ValueProposition, 1), Content::ValueProposition(proposition))] };
    let ad = drafted(&node(Kind::AdRsa, 1), &facts, &Kit::default(), &upstream, 1);
    let Content::AdRsa(ad) = ad.content else { unreachable!() };
    assert_eq!(ad.headlines[0], "Tudo em uma visita");
}

#[test]
fn a_word_that_is_ruled_out_is_not_chosen() {
    let facts = FOUR[1].facts();
    let kit = Kit {
        avoid_words: vec!["conservante".into()],
        must: vec!["Desde a fornada da manhã".into()],
        ..Kit::default()
    };
    for kind in [Kind::AdRsa, Kind::SocialPost, Kind::Email] {
        let piece = drafted(&node(kind, 1), &facts, &kit, &Upstream::default(), 1);
        let all = texts(&piece.content).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n");
        assert!(!all.contains("conservante"), "{all}");
        assert!(all.contains("Desde a fornada da manhã"), "{all}");
    }
}

#[test]
fn a_media_plan_adds_up() {
    for (sample, total) in FOUR.iter().zip([600_000, 300_000, 900_000, 240_000]) {
        let plan =
            drafted(&node(Kind::MediaPlan, 1), &sample.facts(), &Kit::default(), &Upstream::default(), 1);
        let Content::MediaPlan(media) = plan.content else { unreachable!() };
        assert_eq!(media.channels.iter().map(|channel| channel.percent).sum::<u32>(), 100);
        assert_eq!(media.total_minor, Some(total));
        assert_eq!(media.channels.iter().filter_map(|channel| channel.budget_minor).sum::<i64>(), total);
    }
}

#[test]
fn sources_name_the_answers_whose_words_are_used() {
    let pieces = FOUR[1].every_kind();
    let (_, post) = pieces.iter().find(|(node, _)| node.kind == Kind::SocialPost).unwrap();
    let paths: Vec<&str> = post.sources.iter().map(|source| source.path.as_str()).collect();
    for path in ["product_name", "product_text", "why_us", "key_message", "call_to_action", "price_offer"] {
        assert!(paths.contains(&path), "{path} in {paths:?}");
    }
    assert!(!paths.contains(&"goal") && !paths.contains(&"budget"), "{paths:?}");
}
