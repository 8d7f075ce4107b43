//! axe-core in a page: what somebody who cannot see or cannot use a mouse would stumble over.

use super::browser::Browser;
use std::path::Path;

/// Where `npm ci` puts it.
const AXE: &str = "tests/web/node_modules/axe-core/axe.min.js";

/// Every rule of the page that is broken, with where; open shadow trees are looked into.
pub async fn violations(browser: &Browser) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE);
    let axe = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{AXE}: {error}; run scripts/test, or `npm ci --prefix tests/web`"));
    // What the driver runs is not the page's, so that its policy does not bind it.
    browser.run(&format!("if (!window.axe) {{ {axe} }}")).await;
    let look = "return axe.run(document, { resultTypes: ['violations'] }).then((found) => \
        found.violations.flatMap((rule) => rule.nodes.map((node) => \
        `${rule.id}: ${rule.help}, ${rule.id === 'color-contrast' ? node.any[0].message : ''} at ${node.target.flat().join(' ')}`)))";
    let found = browser.run(look).await;
    found.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_nobody_can_use_is_found_out() {
    let app = super::app::TestApp::start().await;
    let browser = Browser::open(&app.url("/livez"), 800, 600).await;
    let page = "document.documentElement.lang = 'en'; document.title = 'A page'; \
        document.body.innerHTML = '<main><h1>Title</h1><button id=\"good\">Send</button></main>'";
    browser.run(page).await;
    assert_eq!(violations(&browser).await, Vec::<String>::new());
    let shadow = "const host = document.querySelector('main').appendChild(document.createElement('div')); \
        host.id = 'host'; host.attachShadow({ mode: 'open' }).innerHTML = '<button id=\"bad\"></button>'";
    browser.run(shadow).await;
    let [only] = &violations(&browser).await[..] else { panic!("one is broken") };
    assert!(only.starts_with("button-name: ") && only.ends_with("at #host #bad"), "{only}");
    browser.quit().await;
}
