//! How much comes over the wire before the first question is there.

use crate::harness::app::TestApp;
use regex::Regex;
use reqwest::{Client, header};
use std::{collections::BTreeMap, path::Path};
use url::Url;

/// The issue's bounds. A KB is 1000 bytes, which is the stricter reading.
const LOADER_MAX: usize = 8_000;
const WIDGET_MAX: usize = 30_000;
const PAGE_MAX: usize = 60_000;

/// Everything that was fetched, by its address, as it came over the wire: its headers and its compressed body.
type Fetched = BTreeMap<String, (usize, usize)>;

/// Follows a page as a browser does.
struct Visit {
    client: Client,
    fetched: Fetched,
}

impl Visit {
    fn new() -> Self {
        // What comes is weighed as it came.
        let client = Client::builder().no_gzip().build().unwrap();
        Self { client, fetched: Fetched::new() }
    }

    /// The text of an address; what it weighs compressed is noted.
    async fn fetch(&mut self, url: &Url) -> String {
        let packed =
            self.client.get(url.clone()).header(header::ACCEPT_ENCODING, "gzip").send().await.unwrap();
        assert_eq!(packed.status(), 200, "{url}");
        let head: usize =
            packed.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        let body = packed.bytes().await.unwrap().len();
        self.fetched.insert(url.path().to_owned(), (head, body));
        self.client.get(url.clone()).send().await.unwrap().text().await.unwrap()
    }

    fn knows(&self, url: &Url) -> bool {
        self.fetched.contains_key(url.path())
    }

    /// The compressed scripts.
    fn scripts(&self) -> usize {
        self.fetched.iter().filter(|(path, _)| path.ends_with(".js")).map(|(_, (_, body))| body).sum()
    }

    /// All that came.
    fn weight(&self) -> usize {
        self.fetched.values().map(|(head, body)| head + body).sum()
    }
}

/// The page with its style sheets, its modules, and whatever those import or link at once.
async fn first_visit(app: &TestApp) -> Visit {
    let page_at = Url::parse(&app.url("/")).unwrap();
    let mut visit = Visit::new();
    let page = visit.fetch(&page_at).await;
    let link = Regex::new(r#"<(?:link|script)\b[^>]*?(?:href|src)="([^"]+\.(?:js|css|svg))""#).unwrap();
    let mut next: Vec<Url> =
        link.captures_iter(&page).map(|found| page_at.join(&found[1]).unwrap()).collect();
    assert!(next.iter().any(|url| url.path().ends_with(".js")), "the page has a module");
    while let Some(url) = next.pop() {
        if !visit.knows(&url) {
            let text = visit.fetch(&url).await;
            next.extend(needed_by(&url, &text));
        }
    }
    // The brief beside the chat comes by itself, after the question.
    let view = visit.fetched.keys().find(|path| path.ends_with("/chat/view.js")).unwrap();
    let panel = page_at.join(&view.replace("view.js", "panel.js")).unwrap();
    visit.fetch(&panel).await;
    visit
}

/// What a module needs before it runs, and the style sheets that it names.
fn needed_by(url: &Url, text: &str) -> Vec<Url> {
    if !url.path().ends_with(".js") {
        return Vec::new();
    }
    let import = Regex::new(r#"(?m)^\s*(?:import|export)\b(?:[^;("']*?\bfrom)?\s*"(\.[^"]+)""#).unwrap();
    let sheets = Regex::new(r#"const SHEETS = \[([^\]]*)\]"#).unwrap();
    let quoted = Regex::new(r#""([^"]+\.css)""#).unwrap();
    let imports = import.captures_iter(text).map(|found| found[1].to_owned());
    let sheets = sheets.captures_iter(text).flat_map(|list| {
        quoted
            .captures_iter(list.get(1).unwrap().as_str())
            .map(|found| found[1].to_owned())
            .collect::<Vec<_>>()
    });
    imports.chain(sheets).map(|name| url.join(&name).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_question_comes_with_little() {
    let app = TestApp::start().await;
    let visit = first_visit(&app).await;
    let (widget, page) = (visit.scripts(), visit.weight());
    assert!(widget <= WIDGET_MAX, "{widget} bytes of modules: {:#?}", visit.fetched);
    assert!(page <= PAGE_MAX, "{page} bytes: {:#?}", visit.fetched);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loader_of_other_sites_is_small() {
    // A build without it has nothing to load.
    if !Path::new(env!("CARGO_MANIFEST_DIR")).join("static/embed/loader.js").exists() {
        return;
    }
    let app = TestApp::start().await;
    let mut visit = Visit::new();
    visit.fetch(&Url::parse(&app.url("/pauta.js")).unwrap()).await;
    let loader = visit.scripts();
    assert!(loader <= LOADER_MAX, "{loader} bytes");
}

#[test]
fn what_a_module_needs_at_once_is_seen() {
    let at = Url::parse("http://pauta/static/@1/chat/a.js").unwrap();
    let text = "import { b, c } from \"./b.js\";\nimport {\n  d,\n} from \"./d/d.js\";\nimport \"./side.js\";\n\
        export * from \"../e.js\";\n/** @typedef {import(\"./types\").T} T */\n\
        const late = () => import(\"./late.js\");\nconst SHEETS = [\"../t.css\", \"x.css\"];\n";
    let needed: Vec<String> = needed_by(&at, text).iter().map(|url| url.path().to_owned()).collect();
    let wanted = ["chat/b.js", "chat/d/d.js", "chat/side.js", "e.js", "t.css", "chat/x.css"];
    assert_eq!(needed, wanted.map(|name| format!("/static/@1/{name}")));
}
