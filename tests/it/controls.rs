//! Every kind of question is answered by its own control, with the keyboard alone, on a narrow screen; what the
//! server then has in the brief is what was meant.

use crate::harness::{api::request, app::Start, browser::Browser};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::Key;

/// One thing that a person does.
enum Do {
    /// Goes to a field and types.
    Type(&'static str, &'static str),
    /// Goes to a button and presses Enter.
    Press(&'static str),
    /// Goes to a box and ticks it.
    Tick(&'static str),
    /// Presses a key where they are.
    Key(Key),
    /// Waits for this.
    Wait(&'static str),
    /// What a keyboard cannot do the same way on every machine: dates by their digits, files, words in the composer.
    Run(String),
}
use Do::{Press, Run, Tick, Type, Wait};

const SEND: Do = Press(".send");

/// A question: its slot, what is done, and the value that the brief has then, without the ids of items.
struct Step {
    slot: (&'static str, Value),
    acts: Vec<Do>,
    value: Value,
}

fn step(id: &'static str, slot: Value, acts: Vec<Do>, value: Value) -> Step {
    Step { slot: (id, slot), acts, value }
}

fn option(id: &str, label: &str) -> Value {
    json!({ "id": id, "label": { "pt-BR": label } })
}

const PICKED: &str = "[data-option=leads]";

fn choices() -> Vec<Step> {
    let hinted =
        json!({ "id": "leads", "label": { "pt-BR": "Contatos" }, "hint": { "pt-BR": "Quem pede conversa" } });
    let many = json!([option("a", "Instagram"), option("b", "Rádio"), option("c", "Outdoor")]);
    let presets = json!([{ "id": "low", "label": { "pt-BR": "Até R$ 2 mil" }, "value": { "minor": 0, "max_minor": 200_000, "currency": "BRL" } }]);
    vec![
        step(
            "picked",
            json!({ "type": "choice", "options": [option("launch", "Lançar"), hinted] }),
            vec![
                Wait(
                    "return document.querySelector('[data-option=leads] small').textContent === 'Quem pede conversa'",
                ),
                Press(PICKED),
            ],
            json!("leads"),
        ),
        step(
            "own_choice",
            json!({ "type": "choice", "allow_new": true, "options": [option("sol", "Padaria Sol")] }),
            vec![Type("input", "Padaria Lua"), Do::Key(Key::Enter)],
            json!({ "new": "Padaria Lua" }),
        ),
        step(
            "ticked",
            json!({ "type": "multi_choice", "options": many, "none_of": option("none", "Nenhum") }),
            vec![
                Press(".send"),
                Wait("return document.querySelector('.problem:not([hidden])') !== null"),
                Tick("[value=none]"),
                Tick("[value=b]"),
                Tick("[value=a]"),
                SEND,
            ],
            json!(["b", "a"]),
        ),
        step("confirmed", json!({ "type": "confirm" }), vec![Press("[data-option=yes]")], json!(true)),
        step(
            "preset",
            json!({ "type": "money", "currency": "BRL", "range": true, "options": presets }),
            vec![Press("[data-option=low]")],
            json!({ "minor": 0, "max_minor": 200_000, "currency": "BRL" }),
        ),
        step(
            "none",
            json!({ "type": "text", "none_of": option("whole", "A marca toda") }),
            vec![Press("[data-option=whole]")],
            json!({ "none": "whole" }),
        ),
        step(
            "regions",
            json!({ "type": "list", "of": { "type": "choice", "options": [option("n", "Norte"), option("s", "Sul")] } }),
            vec![Tick("[value=s]"), Tick("[value=n]"), SEND],
            json!(["s", "n"]),
        ),
    ]
}

/// Puts a day into a field of days: where its parts stand differs from machine to machine.
fn day(at: usize, day: &str) -> Do {
    Run(format!(
        "const field = document.querySelectorAll('input[type=date]')[{at}]; field.value = '{day}'; \
         field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    ))
}

fn amounts() -> Vec<Step> {
    vec![
        step(
            "money",
            json!({ "type": "money", "currency": "BRL" }),
            vec![Type(".amount", "1.500,5"), SEND],
            json!({ "minor": 150_050, "currency": "BRL" }),
        ),
        step(
            "dollars",
            json!({ "type": "money" }),
            vec![Type(".amount", "US$ 20"), Do::Key(Key::Enter)],
            json!({ "minor": 2_000, "currency": "USD" }),
        ),
        step(
            "worded",
            json!({ "type": "money" }),
            vec![Type(".amount", "uns dois mil"), Do::Key(Key::Enter)],
            json!({ "minor": 200_000, "currency": "BRL" }),
        ),
        step(
            "number",
            json!({ "type": "number", "range": true }),
            vec![Type(".amount", "100 a 150"), SEND],
            json!({ "min": 100, "max": 150 }),
        ),
        step("percent", json!({ "type": "percent" }), vec![Type(".amount", "12,5"), SEND], json!(12.5)),
    ]
}

fn fields() -> Vec<Step> {
    vec![
        step("day", json!({ "type": "date" }), vec![day(0, "2027-03-15"), SEND], json!("2027-03-15")),
        step(
            "days",
            json!({ "type": "date_range" }),
            vec![
                day(0, "2027-03-15"),
                day(1, "2027-03-01"),
                SEND,
                Wait("return document.querySelector('.problem:not([hidden])') !== null"),
                day(1, "2027-03-31"),
                SEND,
            ],
            json!({ "from": "2027-03-15", "to": "2027-03-31" }),
        ),
        step(
            "link",
            json!({ "type": "url" }),
            vec![Type("input", "padaria.com.br"), SEND],
            json!("https://padaria.com.br/"),
        ),
        step(
            "mail",
            json!({ "type": "email" }),
            vec![Type("input[type=email]", "ana@padaria.com.br"), Do::Key(Key::Enter)],
            json!("ana@padaria.com.br"),
        ),
        step(
            "phone",
            json!({ "type": "phone" }),
            vec![Type("input[type=tel]", "11 98765-4321"), SEND],
            json!("+5511987654321"),
        ),
        step(
            "long",
            json!({ "type": "long_text" }),
            vec![Run("talk.answer({ text: 'Pão\\nbom' })".into())],
            json!("Pão\nbom"),
        ),
    ]
}

/// Puts files into the field, as dropping them would.
const FILES: &str = "const give = new DataTransfer(); \
    for (const name of ['um.png', 'dois.exe']) give.items.add(new File(['x'], name)); \
    const input = document.querySelector('input[type=file]'); input.files = give.files; \
    input.dispatchEvent(new Event('change'))";

fn composites() -> Vec<Step> {
    let text = |label: &str| json!({ "type": "text", "label": { "pt-BR": label } });
    let rival = json!({ "type": "object", "fields": { "name": text("Nome"), "site": { "type": "url", "label": { "pt-BR": "Site" } } } });
    let offer = json!({ "type": "object", "fields": {
        "name": { "type": "text", "label": { "pt-BR": "Nome" }, "required": true },
        "price": { "type": "money", "currency": "BRL", "label": { "pt-BR": "Preço" } },
        "act": { "type": "choice", "label": { "pt-BR": "Ação" }, "options": [option("buy", "Comprar")] },
        "asks": { "type": "multi_choice", "label": { "pt-BR": "Pergunta" }, "options": [option("n", "Nome"), option("p", "Telefone")] },
        "gift": { "type": "text", "label": { "pt-BR": "Brinde" }, "none_of": option("no_gift", "Sem brinde") },
    } });
    vec![
        step(
            "offer",
            json!(offer),
            vec![
                Type(".part.text input", "Cesta"),
                Do::Key(Key::Enter),
                Wait("return document.activeElement.matches('.amount, select')"),
                Type(".amount", "cinco mil"),
                SEND,
                Wait(
                    "return document.querySelector('.amount[aria-invalid=true]') === document.activeElement",
                ),
                Run("document.activeElement.select()".into()),
                Type(".amount", "5 mil"),
                Press("[data-option=buy]"),
                Tick("[value=p]"),
                Press("[data-option=no_gift]"),
                SEND,
            ],
            json!({ "name": "Cesta", "price": { "minor": 500_000, "currency": "BRL" }, "act": "buy", "asks": ["p"], "gift": { "none": "no_gift" } }),
        ),
        step(
            "links",
            json!({ "type": "list", "of": { "type": "url" } }),
            vec![
                Type("li:nth-child(1) input", "um.com.br"),
                Do::Key(Key::Enter),
                Wait("return document.activeElement === document.querySelector('li:nth-child(2) input')"),
                Type("li:nth-child(2) input", "dois.com.br"),
                Press("li:nth-child(1) .remove"),
                SEND,
            ],
            json!(["https://dois.com.br/"]),
        ),
        step(
            "rivals",
            json!({ "type": "list", "of": rival, "max_items": 2 }),
            vec![
                Type("li:nth-child(1) .text input", "Sol"),
                Press(".more"),
                Wait("return document.querySelector('li:nth-child(2) .text input') !== null"),
                Type("li:nth-child(2) .text input", "Lua"),
                Type("li:nth-child(2) .url input", "lua.com.br"),
                SEND,
            ],
            json!([{ "name": "Sol" }, { "name": "Lua", "site": "https://lua.com.br/" }]),
        ),
    ]
}

fn rows() -> Vec<Step> {
    let ranked = json!([option("p", "Preço"), option("q", "Qualidade"), option("s", "Serviço")]);
    vec![
        step(
            "cities",
            json!({ "type": "list", "of": { "type": "text" } }),
            vec![
                Run("talk.answer({ text: 'Campinas' })".into()),
                Wait("return document.querySelectorAll('#host li input').length === 2"),
                Type("li:nth-child(2) input", "Valinhos"),
                SEND,
            ],
            json!(["Campinas", "Valinhos"]),
        ),
        step(
            "ranked",
            json!({ "type": "rank", "max_items": 2, "options": ranked }),
            vec![Type("li:nth-child(3) .handle", "\u{e013}"), Press("li:nth-child(2) .up"), SEND],
            json!(["s", "p"]),
        ),
        step(
            "reasons",
            json!({ "type": "rank" }),
            vec![
                Type("li:nth-child(1) input", "Perto"),
                Do::Key(Key::Enter),
                Wait("return document.activeElement === document.querySelector('li:nth-child(2) input')"),
                Type("li:nth-child(2) input", "Quente"),
                Press("li:nth-child(2) .up"),
                SEND,
            ],
            json!(["Quente", "Perto"]),
        ),
        step(
            "photos",
            json!({ "type": "list", "of": { "type": "file" } }),
            vec![
                Run(FILES.into()),
                Wait(
                    "return document.querySelector('.failed .state')?.textContent.includes('Este tipo não entra.')",
                ),
                SEND,
            ],
            json!([{ "file": "um.png", "link": "https://files.example/um.png" }]),
        ),
    ]
}

fn tree(steps: &[Step]) -> Value {
    let mut slots = serde_json::Map::new();
    let mut nodes = serde_json::Map::new();
    for (at, Step { slot: (id, slot), .. }) in steps.iter().enumerate() {
        let next = steps.get(at + 1).map_or("review", |next| next.slot.0);
        slots.insert((*id).into(), slot.clone());
        let prompt = json!({ "pt-BR": format!("Pergunta {at}?") });
        nodes.insert((*id).into(), json!({ "kind": "ask", "slot": id, "prompt": prompt, "next": next }));
    }
    nodes.insert("review".into(), json!({ "kind": "review", "next": "produce" }));
    nodes.insert("produce".into(), json!({ "kind": "produce", "plan": "campaign", "next": "end" }));
    nodes.insert("end".into(), json!({ "kind": "end", "text": { "pt-BR": "Pronto." } }));
    json!({
        "format": "pauta.tree/1", "id": "controls", "title": { "pt-BR": "Controles" }, "locales": ["pt-BR"],
        "default_locale": "pt-BR", "slots": slots, "start": steps[0].slot.0, "nodes": nodes,
    })
}

/// What a finger does not hit, and whether the page is wider than the screen.
const FITS: &str = "const small = [...document.querySelectorAll('#host :is(button, select, textarea, .input, .tick)')] \
        .filter((at) => at.offsetParent && (at.offsetHeight < 44 || at.offsetWidth < 44)).map((at) => at.outerHTML); \
    return document.documentElement.scrollWidth > innerWidth ? ['too wide'] : small";

async fn does(page: &Browser, act: &Do) {
    match act {
        Type(at, text) => {
            page.reaches(at).await;
            page.types(*text).await;
        }
        Press(at) => page.presses(at).await,
        Tick(at) => {
            page.reaches(at).await;
            page.types(" ").await;
        }
        Do::Key(key) => page.types(key.clone()).await,
        Wait(script) => drop(page.until(script).await),
        Run(script) => drop(page.run(script).await),
    }
}

/// The value without the ids of its items.
fn plain(value: &Value) -> Value {
    match value.get("items").and_then(Value::as_array) {
        Some(items) => items.iter().map(|item| item["value"].clone()).collect(),
        None => value.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_question_has_its_control() {
    let steps: Vec<Step> =
        [choices(), amounts(), fields(), composites(), rows()].into_iter().flatten().collect();
    let app = Start::new().tree(&tree(&steps)).set("PAUTA_MESSAGE_BURST", "1000").run().await;
    let page = Browser::open(&app.url("/livez"), 360, 640).await;
    let mount = include_str!("../web/controls_page.js");
    page.run(&format!("(function () {{ {mount} }})({}, 'controls')", json!(app.site()))).await;
    for Step { slot: (id, _), acts, .. } in &steps {
        page.until(&format!(
            "return state.path === '{id}' && document.querySelector('#host :is(button, input, textarea)') !== null && \
             (document.querySelector('#host .send') !== null || {} || document.querySelector('#host .option') !== null)",
            acts.len() == 1
        ))
        .await;
        assert_eq!(page.run(FITS).await, json!([]), "{id}");
        for act in acts {
            does(&page, act).await;
        }
        let sent = page.run("return JSON.stringify(state.sent.at(-1))").await;
        page.until(&format!(
            "return state.path !== '{id}' || state.refused.length > 0 || state.kind === 'reprompt'"
        ))
        .await;
        let state = page.run("return [state.path, state.refused, state.kind]").await;
        assert_eq!(state[1], json!([]), "{id} was refused: {sent}");
        assert_ne!(state[2], "reprompt", "{id} was not understood: {sent}");
    }
    page.until("return document.querySelector('#host [data-option=confirm]') !== null").await;
    page.presses("#host [data-option=confirm]").await;
    page.until("return state.last === 'ended'").await;
    let who = page.run("return [state.conversation, state.token]").await;
    let path = format!("/api/v1/conversations/{}/brief", who[0].as_str().unwrap());
    let brief = request(&app, Method::GET, &path).bearer_auth(who[1].as_str().unwrap()).send().await.unwrap();
    let brief: Value = brief.json().await.unwrap();
    let fields = brief["brief"]["fields"].as_array().unwrap_or_else(|| panic!("{brief}"));
    for Step { slot: (id, _), value, .. } in &steps {
        let field =
            fields.iter().find(|field| field["path"] == *id).unwrap_or_else(|| panic!("{id} in {brief}"));
        assert_eq!(plain(&field["value"]), *value, "{id}");
    }
    assert_eq!(page.wrongs().await, json!([]));
    page.quit().await;
}
