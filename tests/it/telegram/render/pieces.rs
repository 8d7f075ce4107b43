//! A piece of every kind, of real briefs: itself, what was found, exactly the buttons that its actions allow.

use super::strict::{seen, taken};
use crate::deliverable::samples::{ALL, Sample};
use pauta::{
    channel::telegram::{
        outgoing::{Body, Draft, Key},
        press::Action,
        render::{Around, Show, digest, piece, piece_changed, variation},
    },
    deliverable::{
        Check, Gap, Level, State,
        draft::Drafted,
        lines,
        plan::Node,
        view::{LineChange, PieceView, Unit},
    },
    engine::{state::Who, told::PieceChange},
    id::PieceId,
    production::PieceLine,
};

const LINK: &str = "https://pauta.example/campaign#piece=1";

pub fn view(sample: &Sample, (node, drafted): &(Node, Drafted), actions: &[&'static str]) -> PieceView {
    let content = drafted.content.value();
    PieceView {
        id: PieceId::parse("01890a5d-ac96-774b-bcce-b302099a8057").unwrap(),
        kind: node.kind,
        family: node.kind.family(),
        title: node.title.clone(),
        channel: node.channel,
        state: State::InReview,
        version: 2,
        latest: 2,
        sha256: "ab".repeat(32),
        locale: sample.brief.locale.clone(),
        lines: lines(&drafted.content, &sample.brief.locale),
        content,
        checks: Vec::new(),
        changes: Vec::new(),
        rationale: drafted.rationale.clone(),
        sources: drafted.sources.clone(),
        cost: "sem custo de IA".into(),
        by: "rules".into(),
        brief: 1,
        kit: 1,
        stale: None,
        request: None,
        decisions: Vec::new(),
        history: Vec::new(),
        variations: Vec::new(),
        assets: Vec::new(),
        actions: actions.to_vec(),
        stage: 1,
        stages: 2,
        undo_until: None,
        failure: None,
    }
}

fn check(level: Level) -> Check {
    Check { rule: "gap".into(), level, message: "Falta o CRM <do> diretor.".into(), path: String::new() }
}

fn labels(drafts: &[Draft]) -> Vec<Vec<&str>> {
    let keys = drafts.last().map(|draft| draft.keys.as_slice()).unwrap_or_default();
    keys.iter().map(|row| row.iter().map(Key::label).collect()).collect()
}

/// The words of all messages, or of the file in their place.
fn all_words(drafts: &[Draft]) -> String {
    let words = drafts.iter().map(|draft| match &draft.body {
        Body::Document { text, .. } => text.clone(),
        body => seen(body.html()).unwrap(),
    });
    words.collect::<Vec<_>>().join("\n")
}

const DECIDING: [&str; 6] = ["approve", "request", "vary", "hold", "edit", "reject"];

#[test]
fn a_piece_of_every_kind_is_shown_whole() {
    for sample in ALL.iter() {
        for made in sample.every_kind().iter().chain(&sample.pieces()) {
            let view = view(sample, made, &DECIDING);
            for (locale, picture) in [("pt-BR", None), ("en", Some("blobs/ab/cd"))] {
                let around = Around { link: Some(LINK), picture, of: Some("Sol & <i>Lua</i>") };
                let drafts = piece(&view, around, &Show::first(locale));
                taken(&drafts).unwrap_or_else(|why| panic!("{} {:?}: {why}", sample.name, view.kind));
                let words = all_words(&drafts);
                for line in view.lines.iter().filter(|line| line.gaps.is_empty()) {
                    let ink = |text: &str| text.split_whitespace().collect::<String>();
                    assert!(ink(&words).contains(&ink(&line.text)), "{:?} lacks {}", view.kind, line.text);
                }
                assert!(!words.contains('⟦'), "a gap is said in words: {words}");
                assert_eq!(matches!(drafts[0].body, Body::Photo { .. }), picture.is_some());
                let last = drafts.last().unwrap();
                assert!(!last.keys.is_empty());
            }
        }
    }
}

#[test]
fn what_is_not_there_has_no_label() {
    let (mut view, _) = one();
    let show = Show::first("pt-BR");
    view.lines[0].text = "  ".into();
    let empty = view.lines[0].label.clone();
    let (from, to) = ("era assim".to_owned(), String::new());
    view.changes = vec![LineChange { path: String::new(), label: "Chamada".into(), from, to }];
    let words = all_words(&piece(&view, Around::default(), &show));
    assert!(!words.contains(&format!("{empty}:")) && !words.contains(&format!("{empty} (")), "{words}");
    assert!(words.contains(&view.lines[1].label), "{words}");
    assert!(words.lines().any(|line| line == "Chamada: era assim"), "{words}");
    let editable = pauta::channel::telegram::render::editable(&view, &show);
    assert!(labels(&editable).concat().contains(&empty.as_str()), "it can still be added");
}

fn one() -> (PieceView, &'static Sample) {
    let sample = &ALL[0];
    let made = sample.every_kind();
    let post = made.iter().find(|(node, _)| node.kind == pauta::deliverable::Kind::SocialPost).unwrap();
    (view(sample, post, &DECIDING), sample)
}

#[test]
fn the_buttons_are_those_of_its_actions() {
    let (mut view, _) = one();
    let around = Around { link: Some(LINK), ..Around::default() };
    let show = Show::first("pt-BR");
    let drafts = piece(&view, around, &show);
    let wanted: [&[&str]; 3] = [
        &["✅ Aprovar", "✏️ Pedir mudança"],
        &["🔁 Variações", "⏸ Segurar", "🔍 Ver na web"],
        &["Editar o texto", "Rejeitar"],
    ];
    assert_eq!(labels(&drafts), wanted);
    assert!(all_words(&drafts).contains("Aprovar não publica nada."));
    let wanted = Action::Piece {
        piece: view.id.to_string(),
        version: 2,
        sha256: "ab".repeat(32),
        act: "approve".into(),
    };
    assert!(matches!(&drafts.last().unwrap().keys[0][0], Key::Press { action, .. } if *action == wanted));

    view.checks = vec![check(Level::Warn)];
    let drafts = piece(&view, around, &show);
    assert_eq!(labels(&drafts)[0], ["✅ Vi os avisos, aprovar"]);
    assert!(all_words(&drafts).contains("Aviso: Falta o CRM <do> diretor."));

    view.checks = vec![check(Level::Error)];
    view.actions = vec!["request", "edit"];
    let drafts = piece(&view, Around::default(), &show);
    assert_eq!(labels(&drafts), [vec!["✏️ Pedir mudança"], vec!["Editar o texto"]]);
    assert!(
        all_words(&drafts).contains("Precisa mudar") && all_words(&drafts).contains("Dá para aprovar depois")
    );

    view.state = State::Approved;
    view.actions = vec!["hold", "reopen", "undo"];
    let drafts = piece(&view, Around::default(), &show);
    assert_eq!(labels(&drafts), [vec!["⏸ Segurar"], vec!["Reabrir", "Desfazer"]]);
    assert!(!all_words(&drafts).contains("O que fazer"), "nothing is asked of what is decided");
}

#[test]
fn a_short_caption_stays_with_its_picture_and_a_long_one_follows_it() {
    let (mut view, _) = one();
    view.lines.truncate(1);
    view.lines[0].text = "Pão quente às 7h.".into();
    let around = Around { picture: Some("blob"), ..Around::default() };
    let drafts = piece(&view, around, &Show::first("pt-BR"));
    let [Draft { body: Body::Photo { blob, caption }, keys, .. }] = drafts.as_slice() else {
        panic!("{drafts:?}")
    };
    assert!(blob == "blob" && caption.contains("Pão quente") && !keys.is_empty());
    view.lines[0].text = "Pão quente às 7h. ".repeat(80);
    let drafts = piece(&view, around, &Show::first("pt-BR"));
    let [Draft { body: Body::Photo { caption, .. }, keys, .. }, text] = drafts.as_slice() else {
        panic!("{drafts:?}")
    };
    assert!(caption.is_empty() && keys.is_empty() && !text.keys.is_empty());
}

#[test]
fn a_very_long_piece_is_a_file_and_its_question_follows() {
    let (mut view, _) = one();
    view.lines[0].text = "Um parágrafo do artigo.\n\n".repeat(800);
    let drafts = piece(&view, Around::default(), &Show::first("en"));
    let [file, question] = drafts.as_slice() else { panic!("{} messages", drafts.len()) };
    assert!(matches!(&file.body, Body::Document { name, .. } if name == "peca.md") && file.keys.is_empty());
    assert!(question.body.html().contains("Approving publishes nothing.") && !question.keys.is_empty());
}

#[test]
fn what_changed_is_struck_through() {
    let (mut view, _) = one();
    let change = |n| LineChange {
        path: "/text".into(),
        label: format!("Título {n}"),
        from: "Exames <baratos>".into(),
        to: "Exames com preço claro".into(),
    };
    view.changes = (1..=10).map(change).collect();
    let drafts = piece(&view, Around::default(), &Show::first("pt-BR"));
    let html: String = drafts.iter().map(|draft| draft.body.html()).collect();
    assert!(html.contains("Título 1: <s>Exames &lt;baratos&gt;</s> → Exames com preço claro"), "{html}");
    assert!(html.contains("e mais 2") && !html.contains("Título 9"));
}

#[test]
fn a_decision_takes_the_buttons_away() {
    let change = PieceChange {
        seq: 9,
        piece: "p1".into(),
        version: 2,
        state: "approved".into(),
        by: Who::Member("m1".into()),
        name: "Ana <3".into(),
        count: None,
    };
    let show = Show::first("pt-BR");
    let edited = piece_changed(("<b>Post</b>", false), ("Post", &change, None), Vec::new(), &show);
    assert_eq!(edited.html, "<b>Post</b>\n\n✓ Post v2: aprovada (Ana &lt;3)");
    assert!(edited.keys.is_empty());
    let asked =
        piece_changed(("<b>Post</b>", false), ("Post", &change, Some("com <preço>")), Vec::new(), &show);
    assert!(asked.html.ends_with("(Ana &lt;3)\n“com &lt;preço&gt;”"), "{}", asked.html);
    // What asked for a decision goes with it.
    let (view, _) = one();
    for (locale, asks) in [("pt-BR", "decisão"), ("en", "decision")] {
        for level in [None, Some(Level::Warn), Some(Level::Error)] {
            let view = PieceView { checks: level.map(check).into_iter().collect(), ..view.clone() };
            let show = Show::first(locale);
            let drafts = piece(&view, Around::default(), &show);
            let html = drafts.last().unwrap().body.html();
            let (asked, publishes) = (seen(html).unwrap(), show_publishes(locale));
            assert!(asked.contains(asks) && asked.contains(publishes), "{asked}");
            let edited = piece_changed((html, false), ("Post", &change, None), Vec::new(), &show);
            let now = seen(&edited.html).unwrap();
            assert!(!now.contains(asks) && !now.contains(publishes), "{now}");
        }
    }
    let edited = piece_changed(
        ("<b>Post</b>", false),
        ("Post", &change, None),
        vec![vec![Key::link("Ver", LINK)]],
        &show,
    );
    assert_eq!(edited.keys[0][0].label(), "Ver");
    for state in State::ALL {
        let change = PieceChange { state: state.name().into(), ..change.clone() };
        for locale in ["pt-BR", "en"] {
            let edited =
                piece_changed(("a", true), ("Post", &change, None), Vec::new(), &Show::first(locale));
            assert!(!edited.html.contains("state_"), "{}", edited.html);
        }
    }
}

fn show_publishes(locale: &str) -> &'static str {
    if locale == "en" { "Approving publishes nothing." } else { "Aprovar não publica nada." }
}

#[test]
fn what_nobody_reads_is_not_shown() {
    let (mut view, _) = one();
    view.lines.truncate(1);
    let line = &mut view.lines[0];
    (line.count, line.limit, line.unit) = (226, Some(104_448), Unit::Bytes);
    let gap = Gap::new("call_to_action", "link").to_string();
    let change = LineChange { path: "/link/url".into(), label: "Link".into(), from: gap, to: "a.b".into() };
    view.changes = vec![change];
    let words = all_words(&piece(&view, Around::default(), &Show::first("pt-BR")));
    assert!(!words.contains("104448") && words.contains("Link: [falta: link] → a.b"), "{words}");
    view.lines[0].unit = Unit::Chars;
    assert!(all_words(&piece(&view, Around::default(), &Show::first("pt-BR"))).contains("(226/104448)"));
}

#[test]
fn many_that_wait_are_one_message() {
    let (view, _) = one();
    let line = |n: u32| PieceLine {
        id: view.id.clone(),
        node: "post".into(),
        kind: view.kind,
        family: view.family,
        title: format!("Post & <b>{n}</b>"),
        channel: None,
        state: State::InReview,
        version: n,
        sha256: view.sha256.clone(),
        worst: None,
        stale: None,
    };
    let pieces: Vec<PieceLine> = (1..=11).map(line).collect();
    let drafts = digest(&pieces, "Sol & <i>Lua</i>", Some(LINK), &Show::first("pt-BR"));
    taken(&drafts).unwrap();
    assert!(
        drafts[0]
            .body
            .html()
            .starts_with("<b>Sol &amp; &lt;i&gt;Lua&lt;/i&gt;: 11 peças esperam a sua decisão:</b>")
    );
    assert_eq!(drafts.len(), 1);
    let last = digest(&pieces, "Sol", None, &Show { page: 1, ..Show::first("pt-BR") });
    assert!(last[0].body.html().contains("&lt;b&gt;11&lt;/b&gt; · v11"), "{}", last[0].body.html());
}

#[test]
fn a_variation_can_be_taken() {
    let (view, _) = one();
    let drafts = variation(&view, (1, 3), None, &Show::first("en"));
    taken(&drafts).unwrap();
    assert_eq!(labels(&drafts), [["Use this variation"]]);
    assert!(all_words(&drafts).contains("variation 1 of 3"));
}
