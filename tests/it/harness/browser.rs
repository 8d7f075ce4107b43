//! A real Chromium, and a hand that only has a keyboard.

use serde_json::{Value, json};
use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use thirtyfour::{
    ChromiumLikeCapabilities, DesiredCapabilities, Key, TypingData, WebDriver, WindowHandle,
    support::base64_decode,
};
use tokio::time::{Instant, sleep};

/// Longer than a page on a busy machine takes to show an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Presses of the tab key that may lie between two places of the page.
const TABS_MAX: usize = 150;

/// What every script in the page finds: the chat's own tree, and where the focus is in it.
const ROOT: &str = "const chat = document.querySelector('pauta-chat'), root = chat?.shadowRoot ?? document; \
    const focused = () => root.activeElement ?? document.activeElement;";

/// Notes what goes wrong in the page, from its very beginning.
const WATCH: &str = "window.wrongs = []; \
    addEventListener('error', (e) => wrongs.push(e.message)); \
    addEventListener('unhandledrejection', (e) => wrongs.push(String(e.reason))); \
    addEventListener('securitypolicyviolation', (e) => wrongs.push(`${e.violatedDirective} ${e.blockedURI}`));";

/// chromedriver on a port of its own; gone when dropped, and its browser with it.
pub struct Browser {
    process: Child,
    driver: WebDriver,
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Browser {
    /// Opens `url` in a window of this size.
    pub async fn open(url: &str, width: u32, height: u32) -> Self {
        Self::open_after(url, width, height, "").await
    }

    /// The same, in a browser where `script` has run before the page.
    pub async fn open_after(url: &str, width: u32, height: u32, script: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("these tests need chromedriver and chromium: install them");
        let profile = tempfile::tempdir().unwrap();
        let driver = driver(port, &profile).await;
        let browser = Self { process, driver, _profile: profile };
        browser.resizes(width, height).await;
        for source in [WATCH, script] {
            browser.developer("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
        }
        browser.driver.goto(url).await.unwrap();
        browser
    }

    /// What the browser's developer tools answer.
    pub async fn developer(&self, method: &str, parameters: Value) -> Value {
        self.driver.cdp().send_raw(method, parameters).await.unwrap()
    }

    /// Another size of the window; a narrow one is a phone's.
    pub async fn resizes(&self, width: u32, height: u32) {
        let screen =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.developer("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// What the person has told their system that they like: `("prefers-color-scheme", "dark")`.
    pub async fn prefers(&self, features: &[(&str, &str)]) {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.developer("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Opens another page, even if only what stands behind the `#` is another.
    pub async fn goes(&self, url: &str) {
        self.driver.goto("about:blank").await.unwrap();
        self.driver.goto(url).await.unwrap();
    }

    /// The page as a browser prints it into a PDF, with the page's own paper and margins.
    pub async fn pdf(&self) -> Vec<u8> {
        let as_set = json!({ "preferCSSPageSize": true, "printBackground": false });
        let printed = self.driver.cdp().send_raw("Page.printToPDF", as_set).await.unwrap();
        base64_decode(printed["data"].as_str().unwrap()).unwrap()
    }

    /// Where files go that the page hands out.
    pub async fn downloads_to(&self, folder: &std::path::Path) {
        let allow = json!({ "behavior": "allow", "downloadPath": folder });
        self.developer("Browser.setDownloadBehavior", allow).await;
    }

    pub async fn reload(&self) {
        self.driver.refresh().await.unwrap();
    }

    /// Opens `url` in another tab of the same browser, and goes there. Gives what [`Browser::goes_to`] takes.
    pub async fn tab(&self, url: &str) -> [WindowHandle; 2] {
        let first = self.driver.window().await.unwrap();
        let second = self.driver.new_tab().await.unwrap();
        self.goes_to(&second).await;
        self.developer("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
        self.driver.goto(url).await.unwrap();
        [first, second]
    }

    pub async fn goes_to(&self, tab: &WindowHandle) {
        self.driver.switch_to_window(tab.clone()).await.unwrap();
    }

    /// Ends it properly, so that no browser is left.
    pub async fn quit(self) {
        self.driver.clone().quit().await.unwrap();
    }

    /// What a script in the page returns. It finds `root`, where the chat's elements are, and `focused()`.
    pub async fn run(&self, script: &str) -> Value {
        self.driver.execute(format!("{ROOT} {script}"), Vec::new()).await.unwrap().json().clone()
    }

    /// Waits until the script gives something that is neither false nor nothing.
    pub async fn until(&self, script: &str) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let came = self.run(script).await;
            if came.as_bool() != Some(false) && !came.is_null() {
                return came;
            }
            if Instant::now() > until {
                let seen = "const seen = root.querySelector('.frame') ?? document.body; \
                    return `${seen.innerText}\\n${root.activeElement?.outerHTML}\\n${wrongs}`";
                let seen = self.run(seen).await;
                panic!("never came: {script}\n{}", seen.as_str().unwrap());
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Presses keys where the focus is; one that is held comes first.
    pub async fn types(&self, keys: impl Into<TypingData>) {
        let keys = keys.into().as_vec();
        let held = keys
            .first()
            .copied()
            .filter(|key| [Key::Shift, Key::Control].map(|held| held.value()).contains(key));
        let mut hand = self.driver.action_chain();
        if let Some(held) = held {
            hand = hand.key_down(held);
        }
        for key in keys.into_iter().skip(usize::from(held.is_some())) {
            hand = hand.key_down(key).key_up(key);
        }
        if let Some(held) = held {
            hand = hand.key_up(held);
        }
        if let Err(error) = hand.perform().await {
            // A key that leads to another page was pressed, though the driver did not see it released.
            assert!(error.to_string().contains("aborted by navigation"), "{error}");
        }
    }

    /// Goes to an element with the tab key alone.
    pub async fn reaches(&self, selector: &str) {
        let target = serde_json::to_string(selector).unwrap();
        let where_is = format!(
            "const at = focused(), to = root.querySelector({target}); \
             if (!to) return 'nowhere'; if (at === to) return 'here'; \
             const spot = at.closest('[slot]')?.assignedSlot ?? at; \
             return to.compareDocumentPosition(spot) & Node.DOCUMENT_POSITION_FOLLOWING ? 'before' : 'after'"
        );
        for _ in 0..TABS_MAX {
            match self.run(&where_is).await.as_str().unwrap() {
                "here" => return,
                "before" => self.types(Key::Shift + Key::Tab).await,
                _ => self.types(Key::Tab).await,
            }
        }
        panic!("the keyboard does not get to {selector}");
    }

    /// Goes to an element and presses Enter on it.
    pub async fn presses(&self, selector: &str) {
        self.reaches(selector).await;
        self.types(Key::Enter).await;
    }

    /// Points at an element and presses it, once it is in sight with nothing over it.
    pub async fn clicks(&self, selector: &str) {
        let target = json!(selector);
        self.until(&format!(
            "const to = root.querySelector({target}); if (!to) return false; \
             to.scrollIntoView({{ block: 'nearest', behavior: 'instant' }}); \
             const {{ left, top, width, height }} = to.getBoundingClientRect(); \
             const hit = root.elementFromPoint(left + width / 2, top + height / 2); \
             if (!hit || !(to.contains(hit) || hit.contains(to) && hit.matches('label'))) return false; \
             to.focus(); to.click(); return true"
        ))
        .await;
    }

    /// Writes in a field, as a phone's keyboard puts in a word.
    pub async fn writes(&self, selector: &str, text: &str) {
        self.run(&format!("root.querySelector({}).focus()", json!(selector))).await;
        self.developer("Input.insertText", json!({ "text": text })).await;
    }

    /// What went wrong in the page since it was loaded.
    pub async fn wrongs(&self) -> Value {
        self.run("return wrongs").await
    }
}

async fn driver(port: u16, profile: &TempDir) -> WebDriver {
    let mut wanted = DesiredCapabilities::chrome();
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        &format!("--user-data-dir={}", profile.path().display()),
    ] {
        wanted.add_arg(argument).unwrap();
    }
    let until = Instant::now() + PATIENCE;
    loop {
        match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted.clone()).await {
            Ok(driver) => return driver,
            Err(error) => assert!(Instant::now() < until, "chromedriver does not answer: {error}"),
        }
        sleep(Duration::from_millis(50)).await;
    }
}
