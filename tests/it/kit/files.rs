//! Logos, fonts and pictures to go by.

use super::{Made, sends, told};
use crate::{
    harness::{app::TestApp, form},
    models::fills,
    people::guest::Guest,
};
use pauta::{id::WorkspaceId, outside::blob::Key};
use reqwest::Method;

const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#0a6b5e"/></svg>"##;
const FONT: &[u8] = include_bytes!("../../../src/layout/fonts/Inter-SemiBold.otf");

async fn casa<'a>(guest: &Guest<'a>, home: &WorkspaceId) -> Made<'a> {
    Made::by(guest, home, "Casa").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_kept_anew_shown_and_taken_out() {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let made = casa(&olga, &home).await;
    let path = made.path("/files");
    for (what, name, bytes) in [
        ("logo", "../../logo.svg", DRAWING.as_bytes()),
        ("logo", "logo.png", &form::png(7)),
        ("font", "x.otf", FONT),
        ("reference", "foto.png", &form::png(9)),
    ] {
        let came = sends(&olga, &path, what, name, bytes).await;
        assert!(came.0 == 200 && told(&came).contains("The file is in the kit."), "{name}: {}", told(&came));
    }
    let kit = made.kit().await;
    assert_eq!((kit.version, kit.logos.len(), kit.references.len()), (4, 2, 1));
    assert_eq!((kit.logos[0].name.as_str(), kit.logos[0].mime.as_str()), ("logo.svg", "image/png"));
    assert!(kit.fonts[0].name.starts_with("Inter"), "{:?}", kit.fonts);
    for (file, shelf) in
        [(&kit.logos[0], "logos"), (&kit.fonts[0], "fonts"), (&kit.references[0], "references")]
    {
        let key = Key::parse(&file.key).unwrap();
        assert!(key.is_of(&home) && key.as_str().contains(&format!("/{shelf}/")), "{key:?}");
        assert!(!app.app.blobs.get(&key).await.unwrap().is_empty());
    }
    let place = kit.logos[0].key.rsplit('/').next().unwrap();
    assert!(made.sees(&olga).await.contains(&format!("src=\"{path}/{place}\"")));
    let shown = olga.request(Method::GET, &format!("{path}/{place}")).send().await.unwrap();
    assert_eq!(shown.headers()["content-type"], "image/png");
    assert_eq!(shown.headers()["x-content-type-options"], "nosniff");
    assert!(shown.headers()["content-security-policy"].to_str().unwrap().ends_with("sandbox"));
    let dots = image::load_from_memory(&shown.bytes().await.unwrap()).unwrap();
    assert_eq!((dots.width(), dots.height()), (800, 400), "the drawing is dots by now");

    let gone = fills(&olga, &made.path("/files/remove"), &[("file", place)]).await;
    assert_eq!(gone.0, 200);
    assert_eq!(made.kit().await.logos.len(), 1);
    assert_eq!(olga.get(&format!("{path}/{place}")).await.0, 404);
    fills(&olga, &made.path("/restore"), &[("version", "4")]).await;
    assert_eq!(olga.get(&format!("{path}/{place}")).await.0, 200, "an earlier version still has it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hostile_is_refused_with_a_sentence_and_leaves_nothing() {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let made = casa(&olga, &home).await;
    let drawn = |inside: &str| {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"><rect width="9" height="9"/>{inside}</svg>"#
        )
    };
    let file = drawn(r#"<image href="file:///etc/passwd" width="9" height="9"/>"#);
    let far = drawn(r#"<image xlink:href="https://evil.test/x.png" width="9" height="9"/>"#);
    let script = drawn("<script>alert(1)</script>");
    let page = "<!doctype html><html><body onload='alert(1)'>logo</body></html>";
    let laughs =
        format!("<!DOCTYPE x [<!ENTITY a \"{}\">]>{}", "a".repeat(999), drawn("<text>&a;&a;</text>"));
    let (huge, large_font) = (vec![0x89; (2 << 20) + 1], vec![0; (4 << 20) + 1]);
    let garbage = [b"OTTO".as_slice(), &[0xff; 4_000]].concat();
    let cases: [(&str, &str, &[u8], &str); 12] = [
        ("logo", "logo.svg", file.as_bytes(), "This file cannot be a logo."),
        ("logo", "logo.svg", far.as_bytes(), "This file cannot be a logo."),
        ("logo", "logo.svg", script.as_bytes(), "This file cannot be a logo."),
        ("logo", "logo.svg", laughs.as_bytes(), "This file cannot be a logo."),
        ("logo", "logo.png", page.as_bytes(), "This file cannot be a logo."),
        ("logo", "logo.png", &form::png(1)[..40], "This file cannot be a logo."),
        ("logo", "logo.png", &huge, "The file is larger than 2 MB."),
        ("logo", "logo.png", b"", "this one has nothing in it"),
        ("font", "f.otf", &garbage, "This file cannot be read as a font."),
        ("font", "f.ttf", page.as_bytes(), "This file cannot be read as a font."),
        ("font", "f.ttf", &large_font, "The file is larger than 4 MB."),
        ("program", "x", b"x", "It did not arrive whole."),
    ];
    for (what, name, bytes, sentence) in cases {
        let came = sends(&olga, &made.path("/files"), what, name, bytes).await;
        assert_eq!(came.0, 400, "{name}: {sentence}");
        assert!(told(&came).contains(sentence), "{name}: {sentence}: {}", told(&came));
    }
    assert_eq!(made.kit().await.version, 0);
    let blobs = app.data.path().join("data/blobs/ws");
    assert!(!blobs.exists(), "no bytes are left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kit_has_so_many_files_and_no_more() {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let made = casa(&olga, &home).await;
    for nth in 0..6 {
        assert_eq!(sends(&olga, &made.path("/files"), "logo", "l.png", &form::png(nth)).await.0, 200);
    }
    let came = sends(&olga, &made.path("/files"), "logo", "l.png", &form::png(6)).await;
    assert!(came.0 == 400 && told(&came).contains("There may be up to 6 here."), "{}", told(&came));
    assert_eq!((made.kit().await.logos.len(), made.kit().await.version), (6, 6));
}
