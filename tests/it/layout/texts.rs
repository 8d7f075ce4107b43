//! Texts: how they are broken, when they are too long, and what is done to those that mean harm.

use super::{dots, kit, layout, order, rules};
use pauta::{
    deliverable::Level,
    layout::{Order, Studio},
};
use resvg::usvg::roxmltree::{Document, Node};

/// Each line of text of a drawing.
fn lines(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    let texts = document.descendants().filter(|node| node.tag_name().name() == "text");
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_text_without_room_is_told_and_never_cut() {
    let (studio, kit) = (Studio::new(), kit());
    let word = "Anticonstitucionalissimamente".repeat(4);
    let long = "Tudo o que a sua empresa precisa para crescer com calma. ".repeat(14);
    for (headline, size) in [(word.as_str(), "landscape"), (long.trim(), "square")] {
        let composed = studio.compose(&order(&layout("typographic", headline, &[size]), &kit));
        let overflow = ("overflow", Level::Error, "/slots/headline");
        assert!(rules(&composed).contains(&overflow), "{:?}", composed.checks);
        let drawn = lines(&composed.pictures[0].svg).join(" ").replace('\u{a0}', " ");
        assert!(drawn.contains(headline), "all of it is drawn");
    }
    let mut layout = layout("typographic", "Sem papelada", &["landscape"]);
    layout.slots.cta = "Quero receber uma proposta completa para a minha empresa ainda hoje mesmo".into();
    let composed = studio.compose(&order(&layout, &kit));
    assert!(rules(&composed).contains(&("overflow", Level::Error, "/slots/cta")), "{:?}", composed.checks);
    assert!(composed.checks[0].message.starts_with("Na medida 1200×628, “Botão”"));
}

#[test]
fn lines_end_where_a_reader_would_end_them() {
    let (studio, kit) = (Studio::new(), kit());
    let composed = studio.compose(&order(
        &layout("typographic", "Pão quente por R$ 89,90 ao mês, na sua porta", &["square"]),
        &kit,
    ));
    let lines = lines(&composed.pictures[0].svg);
    let headline =
        lines.iter().filter(|line| "Pão quente por R$\u{a0}89,90 ao mês, na sua porta".contains(&***line));
    let lengths: Vec<_> = headline.map(|line| line.chars().count()).collect();
    assert!(
        lengths.len() > 1 && lengths.iter().min().unwrap() * 2 > *lengths.iter().max().unwrap(),
        "{lines:?}"
    );
    assert!(lines.iter().any(|line| line.contains("R$\u{a0}89,90")), "{lines:?}");
}

#[test]
fn a_text_stays_text() {
    let (studio, mut kit) = (Studio::new(), kit());
    kit.name = "A&B <script>\"'".into();
    let mut layout =
        layout("split", "</text><script>alert(1)</script>&amp;\0\u{7}\u{202e} fim", &["landscape"]);
    layout.slots.body = "]]><image href='file:///etc/passwd'/><!--".into();
    layout.slots.cta = "' onload='x".into();
    kit.palette.primary = "red' onload='alert(1)".into();
    let composed = studio.compose(&order(&layout, &kit));
    let document = Document::parse(&composed.pictures[0].svg).unwrap();
    for node in document.descendants().filter(Node::is_element) {
        assert!(!matches!(node.tag_name().name(), "script" | "image"), "{node:?}");
        assert!(node.attributes().all(|attribute| !attribute.name().starts_with("on")), "{node:?}");
    }
    let drawn = lines(&composed.pictures[0].svg).join(" ");
    assert!(drawn.contains("</text><script>alert(1)</script>&amp; fim"), "{drawn}");
    assert!(drawn.contains("A&B <script>\"'"), "{drawn}");
}

#[test]
fn letters_that_the_fonts_lack_are_told() {
    let (studio, kit) = (Studio::new(), kit());
    let told = |headline: &str| {
        let composed = studio.compose(&order(&layout("typographic", headline, &["landscape"]), &kit));
        assert_eq!(dots(&composed, 0).dimensions(), (1200, 628));
        rules(&composed).into_iter().map(|(rule, level, _)| (rule.to_owned(), level)).collect::<Vec<_>>()
    };
    assert_eq!(told("Promoção de verão: 50 % à vista — “só hoje”, R$ 9 €"), []);
    assert_eq!(told("Verão 😀 chegou"), [("glyph_sign".to_owned(), Level::Warn)]);
    assert_eq!(told("Paz שלום"), [("glyph_letter".to_owned(), Level::Error)]);
    let only = told("😀");
    assert!(only.contains(&("no_text".to_owned(), Level::Error)), "{only:?}");
}

#[test]
fn findings_are_told_in_the_pieces_language() {
    let (studio, kit) = (Studio::new(), kit());
    let layout = layout("mosaic", "Sem papelada", &["landscape"]);
    for (locale, words) in
        [("pt-BR", "O modelo “mosaic” não existe"), ("en", "There is no template “mosaic”")]
    {
        let composed = studio.compose(&Order { locale, ..order(&layout, &kit) });
        assert_eq!(rules(&composed), [("template_unknown", Level::Note, "/template")]);
        assert!(composed.checks[0].message.starts_with(words), "{}", composed.checks[0].message);
    }
}
