//! What is read out of a document, by the very child that the server starts.

use super::fixtures::{Entry, docx, office, pages, paragraph, pdf, row, zip};
use crate::harness::{app::TestApp, browser::Browser, wait::until};
use pauta::document::{CHARS_MAX, Documents, Kind, Unread, Words};
use std::{
    io::Write,
    process::{Command, Stdio},
    time::Duration,
};
use tokio::time::{Instant, timeout};

fn documents() -> Documents {
    Documents::new(Some(env!("CARGO_BIN_EXE_pauta").into()))
}

fn whole(text: &str) -> Result<Words, Unread> {
    Ok(Words { text: text.into(), cut: false })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_a_word_document_and_a_pdf_say_what_they_say() {
    let read = documents();
    let text = b"P\xfablico: m\xe3es\r\n\r\n\r\nVerba: R$ 3 mil".to_vec();
    assert_eq!(read.read(Kind::Text, text).await, whole("Público: mães\n\nVerba: R$ 3 mil"));

    let table = format!("<w:tbl>{}{}</w:tbl>", row(&["Verba", "R$ 3 mil"]), row(&["a", "b", "c"]));
    let body = [paragraph("Público: mães &amp; pais"), paragraph(""), table, paragraph("Fim")].concat();
    let words = read.read(Kind::Docx, docx(&body)).await.unwrap();
    assert_eq!(words.text, "Público: mães & pais\n\nVerba: R$ 3 mil\na | b | c\n\nFim");

    let words = read.read(Kind::Pdf, pdf(&pages(2, Some("P\\372blico: m\\343es")), "")).await.unwrap();
    assert_eq!((words.text.matches("Público: mães").count(), words.cut), (2, false), "{words:?}");
}

/// What people have most: a page that a browser printed.
#[tokio::test(flavor = "multi_thread")]
async fn a_printed_page_is_read() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/example?lang=pt-BR"), 800, 800).await;
    let printed = page.pdf().await;
    page.quit().await;
    let words = documents().read(Kind::Pdf, printed).await.unwrap();
    assert!(words.text.contains("BRIEFING DE CAMPANHA") && words.text.lines().count() > 20, "{}", words.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_told_apart() {
    let read = documents();
    let locked = "/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4\
         /O(AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA)/U(BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB)>>/ID[(CCCCCCCCCCCCCCCC)(C)]";
    let program = [b"MZ\x90\0\x03".as_slice(), &[7; 4000]].concat();
    let sheet = office("xl/workbook.xml", b"<workbook/>");
    let cases = [
        ("an empty text", Kind::Text, b" \r\n\t".to_vec(), Unread::Empty),
        ("an empty document", Kind::Docx, docx(""), Unread::Empty),
        ("a document of blanks", Kind::Docx, docx(&paragraph("  ")), Unread::Empty),
        ("a ZIP of something else", Kind::Docx, zip(&[Entry::stored("a.txt", b"hi")]), Unread::Damaged),
        ("a table by the name of a text", Kind::Docx, sheet, Unread::Damaged),
        ("half a document", Kind::Docx, docx(&paragraph("olá"))[..400].to_vec(), Unread::Damaged),
        ("a program", Kind::Docx, program.clone(), Unread::Damaged),
        ("a program by the name of a PDF", Kind::Pdf, program, Unread::Damaged),
        ("a PDF's first line", Kind::Pdf, b"%PDF-1.7\n".to_vec(), Unread::Damaged),
        ("a PDF without pages", Kind::Pdf, pdf(&pages(0, None), ""), Unread::Damaged),
        ("a scanned PDF", Kind::Pdf, pdf(&pages(3, None), ""), Unread::Scanned),
        ("a locked PDF", Kind::Pdf, pdf(&pages(1, Some("olá")), locked), Unread::Locked),
    ];
    for (what, kind, bytes, why) in cases {
        assert_eq!(read.read(kind, bytes).await, Err(why), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_document_is_read_as_far_as_it_goes() {
    let read = documents();
    let book = read.read(Kind::Pdf, pdf(&pages(20_000, Some("uma linha de texto")), "")).await.unwrap();
    assert!(book.cut && book.text.starts_with("uma linha de texto"), "{}", book.text.len());
    let long = paragraph(&"palavra ".repeat(1_000)).repeat(20);
    let long = read.read(Kind::Docx, docx(&long)).await.unwrap();
    assert!(long.cut && long.text.chars().count() <= CHARS_MAX);
}

/// What takes everything that it can get, gets little, and takes it from nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_goes_off_in_its_own_house() {
    let read = documents();
    let types = Entry::stored("[Content_Types].xml", b"<Types/>");
    let bomb = zip(&[types, Entry::bomb("word/document.xml", 900)]);
    assert!(bomb.len() < 8 << 20);
    let deep = docx(&format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(60_000), paragraph("x")));
    for (what, bytes) in [("a bomb", bomb), ("a well", deep)] {
        let why = read.read(Kind::Docx, bytes).await.unwrap_err();
        assert!(matches!(why, Unread::TooHeavy | Unread::Damaged), "{what}: {why:?}");
    }
    // A page whose contents call one another for ever.
    let mut objects = pages(1, Some("x"));
    objects[3] = "<</Length 6/Type/XObject/Subtype/Form/Resources<</XObject<</F 4 0 R>>>>>>\n\
        stream\n/F Do \nendstream"
        .into();
    objects[4] = objects[4].replace("/Font<</F1 3 0 R>>", "/XObject<</F 4 0 R>>");
    assert!(read.read(Kind::Pdf, pdf(&objects, "")).await.is_err());
    assert_eq!(read.read(Kind::Text, b"ok".to_vec()).await, whole("ok"), "and the next one is read");
}

/// The limits are the child's own: it sets them before it takes a byte.
#[tokio::test(flavor = "multi_thread")]
async fn the_child_gives_up_its_means_before_it_reads() {
    let piped = Stdio::piped;
    let mut child = Command::new(env!("CARGO_BIN_EXE_pauta"))
        .args(["read-document", "--kind", "text"])
        .env("MIMALLOC_ARENA_RESERVE", "64MiB")
        .stdin(piped())
        .stdout(piped())
        .spawn()
        .unwrap();
    let limits = format!("/proc/{}/limits", child.id());
    let set = |name: &str, most: &str| {
        let limits = std::fs::read_to_string(&limits).unwrap();
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        let mut values = line[name.len()..].split_whitespace();
        values.next() == Some(most) && values.next() == Some(most)
    };
    until("the limits are set", async || set("Max core file size", "0")).await;
    assert!(set("Max open files", "0") && set("Max file size", "0") && set("Max cpu time", "8"));
    assert!(set("Max address space", &(768 << 20).to_string()));
    child.stdin.take().unwrap().write_all("olá".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "ok\nolá");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_is_no_reader_is_no_harm() {
    let none = Documents::new(Some("/nonexistent/pauta".into()));
    assert_eq!(none.read(Kind::Text, b"a".to_vec()).await, Err(Unread::Failed));
    for silent in ["/bin/true", "/bin/false"] {
        let bytes = vec![b'a'; 1 << 20];
        assert_eq!(Documents::new(Some(silent.into())).read(Kind::Text, bytes).await, Err(Unread::TooHeavy));
    }
}

/// Whoever stops waiting makes no room, and more than two wait for their turn.
#[tokio::test(flavor = "multi_thread")]
async fn no_more_than_two_are_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (slow, log) = (folder.path().join("slow"), folder.path().join("log"));
    let log = log.to_str().unwrap();
    let script = format!(
        "#!/bin/sh\necho + >> {log}\ncat > /dev/null\n/bin/sleep 0.3\necho - >> {log}\nprintf 'ok\\n.'\n"
    );
    std::fs::write(&slow, script).unwrap();
    let executable = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
    std::fs::set_permissions(&slow, executable).unwrap();
    let read = Documents::new(Some(slow));
    let from = Instant::now();
    let left = timeout(Duration::from_millis(50), read.read(Kind::Text, vec![]));
    let others = (0..5).map(|_| read.read(Kind::Text, vec![]));
    let (left, others) = tokio::join!(left, futures_util::future::join_all(others));
    assert!(left.is_err() && others.iter().all(|words| *words == whole(".")), "{others:?}");
    assert!(from.elapsed() >= Duration::from_millis(900), "six in pairs");
    let (mut now, mut most) = (0, 0);
    for line in std::fs::read_to_string(log).unwrap().lines() {
        now += if line == "+" { 1 } else { -1 };
        most = most.max(now);
    }
    assert_eq!((now, most), (0, 2));
}
