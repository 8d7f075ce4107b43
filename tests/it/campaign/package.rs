//! The files of a package, without a server: what is in them, what is not, and that nothing in them runs.

use pauta::{
    deliverable::{
        By, Kind, Price, State, Version,
        board::{Board, Piece, Settings},
        export::{Item, Left, Package, Picture, Why, json, leaving},
        plan::{Node, Plan},
        version::hash,
    },
    engine::state::Who,
    id::{ConversationId, PieceId},
    time::Millis,
};
use serde_json::{Value, json};

const AT: i64 = 1_763_700_000_000;
const FORMULA: &str = "=HYPERLINK(\"http://x.example\",\"a\")";

fn node(id: &str, kind: Kind) -> Node {
    let (title, needs) = (format!("Peça {id}"), Vec::new());
    Node { id: id.into(), kind, title, channel: None, nth: 1, needs, package: 1, gate: false }
}

fn piece(node: &Node, state: &str, sha256: &str) -> Piece {
    let by =
        json!({ "who": Who::Person, "name": "Ana", "role": "approver", "door": "web", "key": "secret-key" });
    let approve = json!({
        "decision": "approve", "version": 2, "sha256": sha256, "by": by, "stage": 1, "comment": "", "at": Millis(AT),
        "was": "in_review",
    });
    serde_json::from_value(json!({
        "id": PieceId::new(), "node": node.id, "kind": node.kind, "title": node.title, "state": state, "version": 2,
        "sha256": sha256, "round": 2, "decisions": [approve], "updated_at": Millis(AT),
    }))
    .unwrap()
}

fn item(id: &str, kind: Kind, content: Value) -> Item {
    let node = node(id, kind);
    let sha256 = hash(&content);
    let piece = piece(&node, "approved", &sha256);
    let version = Version {
        piece: piece.id.clone(),
        kind,
        number: 2,
        parent: Some(1),
        locale: "pt-BR".into(),
        content,
        sha256,
        brief: 1,
        kit: 1,
        inputs: Vec::new(),
        by: By::Rules,
        prompt: None,
        cost: Price::Nothing,
        checks: Vec::new(),
        sources: Vec::new(),
        rationale: String::new(),
        notes: "só para colegas".into(),
        at: Millis(AT),
    };
    Item { node, piece, version, pictures: Vec::new() }
}

fn rsa(id: &str, first: &str) -> Item {
    let link = json!({ "url": "https://a.example/x", "utm": "utm_source=google" });
    let content = json!({
        "headlines": [first, "Laudo em 48 h", "@marca"], "descriptions": ["Agende, \"hoje\"", "b"],
        "paths": ["checkup"], "link": link, "targeting": "",
    });
    item(id, Kind::AdRsa, content)
}

fn package(items: Vec<Item>) -> Package {
    let left = vec![
        Left { title: "E-mail 1".into(), version: 1, why: Why::State(State::InReview) },
        Left { title: "SMS".into(), version: 3, why: Why::Undo },
    ];
    let zone = "America/Sao_Paulo".into();
    Package { campaign: "Check-up Mulher".into(), locale: "pt-BR".into(), zone, items, left }
}

fn text(package: &Package, name: &str) -> String {
    let files = package.files();
    let file = files.iter().find(|file| file.name == name);
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    String::from_utf8(file.unwrap_or_else(|| panic!("{name} is not in {names:?}")).bytes.clone()).unwrap()
}

fn table(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn an_ad_is_a_row_that_google_ads_editor_imports() {
    let package = package(vec![rsa("ad_rsa", "-20% hoje"), rsa("ad_rsa.2", FORMULA)]);
    let rows = table(&text(&package, "anuncios/google-ads-editor-rsa.csv"));
    assert_eq!(rows.len(), 2, "the row that a spreadsheet would run is not in it");
    let cell = |title: &str| {
        let at = rows[0].iter().position(|one| one == title).unwrap_or_else(|| panic!("no column {title}"));
        rows[1][at].as_str()
    };
    assert_eq!([cell("Campaign"), cell("Ad group")], ["Check-up Mulher", "Peça ad_rsa"]);
    assert_eq!(
        [cell("Headline 1"), cell("Headline 3"), cell("Headline 15")],
        ["-20% hoje", "@marca", ""],
        "an apostrophe would end up in the ad"
    );
    assert_eq!([cell("Description 1"), cell("Path 1"), cell("Path 2")], ["Agende, \"hoje\"", "checkup", ""]);
    assert_eq!(cell("Final URL"), "https://a.example/x?utm_source=google");
    let read_me = String::from_utf8(package.read_me(&[]).bytes).unwrap();
    assert!(read_me.contains("Peça ad_rsa.2: não entrou em anuncios/google-ads-editor-rsa.csv"), "{read_me}");
}

#[test]
fn in_the_table_for_people_no_cell_is_a_formula() {
    let package = package(vec![rsa("ad_rsa", FORMULA)]);
    let text = text(&package, "textos.csv");
    let rows = table(text.strip_prefix('\u{feff}').expect("spreadsheets read accents behind the mark"));
    let cells: Vec<&String> = rows.iter().flatten().collect();
    assert!(cells.contains(&&format!("'{FORMULA}")) && cells.contains(&&"'@marca".to_owned()), "{cells:?}");
    assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{cells:?}");
}

#[test]
fn what_people_wrote_is_text_in_every_file() {
    let mut bad = rsa("ad_rsa", "<script>alert(1)</script>");
    bad.piece.title = "<img src=x onerror=alert(1)>".into();
    let package = package(vec![bad]);
    let html = text(&package, "anuncios/ad_rsa-v2.html");
    assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && html.contains("Título 1"), "{html}");
    let markdown = text(&package, "anuncios/ad_rsa-v2.md");
    assert!(
        markdown.contains(r"\<script\>alert(1)\</script\>") && !markdown.replace(r"\<", "").contains('<'),
        "{markdown}"
    );
    assert!(
        html.contains("aprovado por Ana em 21/11/2025") && markdown.contains("aprovado por Ana"),
        "{html}"
    );
}

#[test]
fn no_name_leads_out_of_the_package_and_no_two_are_alike() {
    let mut meta = item("../../etc/passwd", Kind::AdMeta, json!({ "primary_text": "a", "cta": "book_now" }));
    let picture = |name: &str| Picture { name: name.into(), mime: "image/png".into() };
    meta.pictures = vec![picture("../square"), picture("../square")];
    let twin = item("..\\..\\etc\\passwd", Kind::AdMeta, json!({ "primary_text": "b" }));
    let package = package(vec![meta, twin]);
    let mut names: Vec<String> = package.files().into_iter().map(|file| file.name).collect();
    names.extend(package.pictures().into_iter().map(|(_, _, name)| name));
    for name in &names {
        assert!(!name.contains("..") && !name.starts_with('/') && !name.contains('\\'), "{name}");
    }
    let mut once = names.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), names.len(), "{names:?}");
    assert!(names.contains(&"anuncios/etc-passwd-v2-2.md".to_owned()), "{names:?}");
    let rows = table(&text(&package, "anuncios/meta-ads.csv"));
    assert_eq!(rows[1].last().unwrap(), "BOOK_TRAVEL", "in the platform's own words");
}

#[test]
fn programs_get_hashes_and_decisions_but_no_keys_of_people() {
    let package = package(vec![rsa("ad_rsa", "a")]);
    let data = json(&package);
    let one = &data["pieces"][0];
    assert_eq!(one["sha256"], hash(&one["content"]), "what was approved is what is in here");
    assert_eq!((&one["version"], &one["decisions"][0]["by"]), (&json!(2), &json!("Ana")));
    assert_eq!(data["not_included"][1], json!({ "title": "SMS", "version": 3, "why": "undo" }));
    let all = data.to_string();
    assert!(!all.contains("secret-key") && !all.contains("só para colegas"), "{all}");
}

#[test]
fn only_what_cannot_be_taken_back_leaves() {
    let nodes = [node("sms", Kind::Sms), node("email.1", Kind::Email)];
    let pieces = [piece(&nodes[0], "approved", "h"), piece(&nodes[1], "client_review", "h")];
    let board = Board {
        conversation: ConversationId::new(),
        brief: 1,
        locale: "pt-BR".into(),
        kit: 1,
        plan: Plan { nodes: nodes.to_vec() },
        started: 1,
        offered_at: Millis(AT),
        settings: Settings::default(),
        pieces: pieces.into_iter().map(|piece| (piece.id.clone(), piece)).collect(),
    };
    let (out, left) = leaving(&board, Millis(AT + 59_999));
    let why: Vec<Why> = left.iter().map(|left| left.why).collect();
    assert_eq!((out.len(), why), (0, vec![Why::Undo, Why::State(State::ClientReview)]));
    let (out, left) = leaving(&board, Millis(AT + 60_000));
    assert_eq!((out[0].0.id.as_str(), left.len()), ("sms", 1));
    let nothing = package(Vec::new());
    let read_me = String::from_utf8(nothing.read_me(&["imagens/a.png".into()]).bytes).unwrap();
    for told in [
        "Nenhuma peça está aprovada ainda.",
        "E-mail 1: espera a decisão da equipe",
        "imagens/a.png: a imagem",
    ] {
        assert!(read_me.contains(told), "{read_me}");
    }
}
