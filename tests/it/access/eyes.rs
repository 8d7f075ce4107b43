//! Looks at a screen as different people have it: in both themes, on a desk, on a phone, enlarged, without motion.

use crate::harness::{axe, browser::Browser};
use serde_json::Value;

const DESK: [u32; 2] = [1280, 800];
const PHONE: [u32; 2] = [360, 640];
/// The desk at 200 %.
const ENLARGED: [u32; 2] = [640, 400];
const SCHEME: &str = "prefers-color-scheme";

/// The trees of the page: its own, and every open shadow in it.
pub const ALL: &str = "const trees = [document]; \
    for (const tree of trees) for (const one of tree.querySelectorAll('*')) if (one.shadowRoot) trees.push(one.shadowRoot); \
    const all = (selector) => trees.flatMap((tree) => [...tree.querySelectorAll(selector)]); \
    const named = (one) => `${one.tagName.toLowerCase()}.${one.className} ${one.textContent.trim().slice(0, 40)}`;";

/// What is wider than its place, a piece of code aside, which scrolls by itself.
const TOO_WIDE: &str = "const wide = all('*').filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1 \
        && /auto|scroll/.test(getComputedStyle(one).overflowX) && !one.matches('pre, textarea, input')); \
    const page = document.documentElement; \
    return [...wide.map(named), ...(page.scrollWidth > innerWidth ? [`page ${page.scrollWidth}`] : [])]";

/// What a finger does not hit.
const TOO_SMALL: &str = "const pressed = 'button, summary, select, a.button, label.option, textarea, \
        input:not([type=hidden], [type=checkbox], [type=radio], [type=file])'; \
    return all(pressed).filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) \
        .filter((one) => { const { width, height } = one.getBoundingClientRect(); return width > 1 && (width < 43.5 || height < 43.5); }) \
        .map((one) => `${named(one)} ${one.getBoundingClientRect().width}x${one.getBoundingClientRect().height}`)";

const MOVES: &str = "return trees.flatMap((tree) => tree.getAnimations()).filter((one) => one.playState === 'running') \
    .map((one) => one.animationName ?? one.transitionProperty)";

/// One browser that goes from screen to screen, and what was wrong with them.
pub struct Eyes {
    pub page: Browser,
    pub lang: &'static str,
    wrong: Vec<String>,
}

impl Eyes {
    pub async fn open(url: &str, lang: &'static str) -> Self {
        let page = Browser::open(url, DESK[0], DESK[1]).await;
        page.prefers(&[("prefers-reduced-motion", "reduce")]).await;
        Self { page, lang, wrong: Vec::new() }
    }

    /// Looks at what is there now, which stays there.
    pub async fn sees(&mut self, screen: &str) {
        let thrown = self.page.wrongs().await;
        self.note(screen, "thrown", list(&thrown));
        // Every theme and every width in every language; which theme has which width, the languages share.
        let [of_desk, of_phone] = if self.lang == "en" { ["dark", "light"] } else { ["light", "dark"] };
        for ([width, height], scheme) in [(DESK, of_desk), (PHONE, of_phone)] {
            self.shows([width, height], scheme).await;
            let found = axe::violations(&self.page).await;
            self.note(screen, &format!("{scheme} at {width}"), found);
            self.counts(screen, &format!("too wide at {width}"), TOO_WIDE).await;
        }
        self.counts(screen, "too small for a finger", TOO_SMALL).await;
        self.shows(ENLARGED, "light").await;
        self.counts(screen, "too wide at 200 %", TOO_WIDE).await;
        self.counts(screen, "moves", MOVES).await;
        self.shows(DESK, "light").await;
        // axe puts a style into the page, which its policy forbids: that is not the page's fault.
        self.page.run("wrongs.length = 0").await;
    }

    async fn shows(&self, [width, height]: [u32; 2], scheme: &str) {
        self.page.resizes(width, height).await;
        self.page.prefers(&[("prefers-reduced-motion", "reduce"), (SCHEME, scheme)]).await;
        let is_shown = format!("return innerWidth === {width} && matchMedia('({SCHEME}: {scheme})').matches");
        self.page.until(&is_shown).await;
    }

    async fn counts(&mut self, screen: &str, what: &str, script: &str) {
        let found = list(&self.page.run(&format!("{ALL} {script}")).await);
        self.note(screen, what, found);
    }

    fn note(&mut self, screen: &str, what: &str, found: Vec<String>) {
        self.wrong.extend(found.into_iter().map(|one| format!("{screen}, {}, {what}: {one}", self.lang)));
    }

    /// Ends it; fails with all that was wrong.
    pub async fn close(self) {
        self.page.quit().await;
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

fn list(found: &Value) -> Vec<String> {
    found.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}
