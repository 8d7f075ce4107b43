//! The chat in a browser, as a person with a mouse or a finger goes through it.

use super::{
    api::Caller,
    app::TestApp,
    briefing::{self, STEPS_MAX},
    browser::Browser,
    wait::until,
};
use serde_json::{Value, json};
use thirtyfour::Key;

/// The page waits for the person: nothing is under way, and something can be pressed or said. Gives the
/// number of messages.
pub const READY: &str = "const ready = !root.querySelector('.unsent')?.childElementCount && \
        root.querySelector('.state')?.textContent === '' && \
        (chat.talk.ask || root.querySelector('.finished a')) && \
        root.querySelector('.prompt button, .prompt input, .prompt .controls, .card[data-state=open] button, .finished a'); \
    return ready ? root.querySelectorAll('li[data-seq]').length : false";

/// What can be pressed to go on, the best first.
pub const WAYS_ON: [&str; 7] = [
    ".card[data-state=open] [data-decision=accept]",
    ".prompt [data-option=confirm]",
    ".prompt input[type=checkbox]",
    ".prompt [data-option=no_more]",
    ".prompt [data-option=unsure]",
    ".prompt [data-option=skip]",
    ".prompt [data-option]",
];

/// What the person has said, in the order of the conversation.
pub const SAID: &str =
    "return [...root.querySelectorAll('li.person[data-seq] .text')].map((said) => said.textContent)";

/// The controls of the pending question are there: some of them come a moment later.
const COMPLETE: &str = "const ask = chat.talk.ask, type = ask?.input?.type; \
    const worded = ask && ask.offered === undefined && (/^(long_)?text$/.test(type) || type === 'choice' && !ask.input.options?.length); \
    const another = ask?.buttons?.some(({ id }) => id === 'no_more'); \
    const has = ask?.path && (!worded || ask.input.options) && !another; \
    return !has || !!root.querySelector('.card[data-state=open]') || !!root.querySelector('.prompt .controls > :not(.foot)')";

/// What can be filled in of a form, in order: how, and the place among its like.
const FIELDS: &str = "const fields = [...root.querySelectorAll('.prompt .controls :is(input, textarea, .part > .choice:not(:has(input)))')]; \
    const first = (field) => !field.closest('.choice').querySelector(':checked') && field.closest('.choice').querySelector('input') === field; \
    return fields.map((field, at) => [at, field.matches('.choice') ? 'pick' : field.type === 'date' ? 'day' : field.type === 'file' ? '' \
        : field.type === 'checkbox' ? first(field) ? 'tick' : '' : field.value ? '' : field.matches('.amount') ? 'amount' \
        : field.inputMode === 'url' ? 'url' : field.closest('.choice:has([type=checkbox])') ? '' : 'words']).filter(([, how]) => how)";

/// How somebody goes through the campaign briefing.
#[derive(Clone, Copy)]
pub struct Walk {
    pub locale: &'static str,
    pub goal: &'static str,
    pub depth: &'static str,
    /// Whether forms are filled in; else what can be left open is.
    pub fills: bool,
}

/// The smallest PNG there is, as numbers.
const LOGO: &str = "Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), (one) => one.charCodeAt(0))";

impl Walk {
    /// Does one thing that answers the pending question, and waits for what follows.
    pub async fn step(self, page: &Browser) {
        let rows = page.until(READY).await;
        page.until(COMPLETE).await;
        let here = page.run("return [root.querySelector('.prompt .controls')?.dataset.path ?? '', \
            !!root.querySelector('.prompt :is(.form, .list, .upload, .dates, .amount)'), !!root.querySelector('.prompt .upload'), \
            !!root.querySelector('.card[data-state=open] [data-decision=accept]')]").await;
        let (path, is) = (here[0].as_str().unwrap(), |at: usize| here[at] == true);
        match (path, briefing::answer(self.locale, path)) {
            ("depth", _) => page.clicks(&format!(".prompt [data-option={}]", self.depth)).await,
            ("goal", _) => page.clicks(&format!(".prompt [data-option={}]", self.goal)).await,
            _ if is(3) => page.clicks(WAYS_ON[0]).await,
            _ if self.fills && is(2) => self.sends_a_logo(page).await,
            ("why_us", _) if self.fills => ranks(page).await,
            ("budget", _) => {
                page.writes(".prompt .amount", "5 mil").await;
                page.clicks(".prompt .send").await;
            }
            _ if self.fills && is(1) => self.fills_in(page).await,
            (_, Some(text)) => says(page, text).await,
            (path, None) => goes_on(page, path).await,
        }
        page.until(&format!("return root.querySelectorAll('li[data-seq]').length > {rows}")).await;
    }

    /// Answers until the brief is frozen. Gives how many steps that took.
    pub async fn completes(self, page: &Browser) -> usize {
        let mut steps = 0;
        while page.run("return !!root.querySelector('.finished a')").await != true {
            self.step(page).await;
            page.until(READY).await;
            steps += 1;
            assert!(
                steps < STEPS_MAX,
                "{}",
                page.run("return root.querySelector('.messages').innerText").await
            );
            let fits = page.run("return document.documentElement.scrollWidth <= innerWidth").await;
            assert_eq!(fits, true, "nothing is wider than the screen");
        }
        steps
    }

    /// Every field of a form, and then the form.
    async fn fills_in(self, page: &Browser) {
        let fields = page.run(FIELDS).await;
        for field in fields.as_array().unwrap() {
            let at = format!(
                "const field = [...root.querySelectorAll('.prompt .controls :is(input, textarea, .part > .choice:not(:has(input)))')][{}]; ",
                field[0]
            );
            let text = match field[1].as_str().unwrap() {
                "pick" => {
                    page.run(&format!("{at} field.querySelector('button')?.click()")).await;
                    continue;
                }
                "tick" => {
                    page.run(&format!("{at} field.click()")).await;
                    continue;
                }
                "day" => {
                    let day = "const day = new Date(Date.now() + 864e5 * (30 + 10 * [...root.querySelectorAll('.prompt [type=date]')].indexOf(field)))";
                    page.run(&format!("{at} {day}; field.value = day.toISOString().slice(0, 10); field.dispatchEvent(new Event('input', {{ bubbles: true }}))")).await;
                    continue;
                }
                "amount" => "12",
                "url" => "padaria.com.br",
                _ if self.locale == "en" => "Fresh every morning",
                _ => "Fresco toda manhã",
            };
            page.run(&format!("{at} field.focus()")).await;
            page.developer("Input.insertText", json!({ "text": text })).await;
        }
        page.clicks(".prompt .send").await;
    }

    async fn sends_a_logo(self, page: &Browser) {
        let give = format!(
            "const give = new DataTransfer(); give.items.add(new File([{LOGO}], 'logo.png', {{ type: 'image/png' }})); \
            root.querySelector('.prompt .drop').dispatchEvent(new DragEvent('drop', {{ dataTransfer: give, bubbles: true, cancelable: true }}))"
        );
        page.run(&give).await;
        let here = if self.locale == "en" { "Ready" } else { "Pronto" };
        page.until(&format!(
            "return root.querySelector('.prompt .file .state')?.textContent.startsWith('{here}')"
        ))
        .await;
        page.clicks(".prompt .send").await;
    }
}

/// Two reasons, and the second one is put first.
async fn ranks(page: &Browser) {
    page.writes(".prompt li:nth-child(1) input", "Perto de casa").await;
    page.types(Key::Enter).await;
    page.until("return focused() === root.querySelector('.prompt li:nth-child(2) input')").await;
    page.writes(".prompt li:nth-child(2) input", "Forno a lenha").await;
    page.clicks(".prompt li:nth-child(2) .up").await;
    page.until("return root.querySelector('.prompt li:nth-child(1) input').value === 'Forno a lenha'").await;
    page.clicks(".prompt .send").await;
}

/// Says it in the box that everything can be said in.
pub async fn says(page: &Browser, text: &str) {
    page.writes("#text", text).await;
    page.clicks(".composer .primary").await;
}

/// Takes the first way on that there is.
async fn goes_on(page: &Browser, path: &str) {
    let way = page.run(&format!("return {}.find((way) => root.querySelector(way))", json!(WAYS_ON))).await;
    match way.as_str().unwrap_or_else(|| panic!("no way on from {path}")) {
        ".prompt input[type=checkbox]" => {
            page.clicks(".prompt input[type=checkbox]").await;
            page.clicks(".prompt .send").await;
        }
        way => page.clicks(way).await,
    }
}

/// The person of the page, as who calls the API.
pub async fn caller<'a>(page: &Browser, app: &'a TestApp) -> Caller<'a> {
    let who = page.run("return chat.talk.who").await;
    let text = |name: &str| who[name].as_str().unwrap().to_owned();
    Caller { app, token: text("token"), conversation: text("conversation") }
}

/// What a frozen brief has in a field.
pub fn value(brief: &Value, path: &str) -> Value {
    let fields = brief["brief"]["fields"].as_array().unwrap_or_else(|| panic!("no brief: {brief}"));
    fields.iter().find(|field| field["path"] == path).map_or(Value::Null, |field| field["value"].clone())
}

/// The rows of the page's conversation, seq and words without their spaces.
async fn said(page: &Browser, app: &TestApp) -> Value {
    let caller = caller(page, app).await;
    let mut rows = Vec::new();
    loop {
        let after = rows.last().map_or(0, |row: &Value| row["seq"].as_u64().unwrap());
        let came: Value = caller.get(&format!("messages?after={after}")).await.json().await.unwrap();
        rows.extend(came["messages"].as_array().unwrap().iter().cloned());
        if came["more"] != true {
            break;
        }
    }
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let messages = rows.iter().filter(|row| row["type"] == "message");
    messages.map(|row| json!([row["seq"], bare(row["text"].as_str().unwrap())])).collect()
}

/// The page's log is the server's rows, each once. A row that comes meanwhile is in both a moment later.
pub async fn log_is_whole(page: &Browser, app: &TestApp) {
    let shown = "return [...root.querySelectorAll('.messages > li[data-seq]')].map((row) => \
        [Number(row.dataset.seq), row.querySelector('.text').textContent.replace(/\\s+/g, '')]).sort((a, b) => a[0] - b[0])";
    let whole = async || page.run(shown).await == said(page, app).await;
    until("the page shows every row, each once", whole).await;
    // What came beside a question stands above it; what the person said is in its order.
    let sorted = "const said = [...root.querySelectorAll('.messages > li.person[data-seq]')].map((row) => Number(row.dataset.seq)); \
        return said.every((seq, at) => !at || said[at - 1] < seq)";
    assert_eq!(page.run(sorted).await, true);
}
