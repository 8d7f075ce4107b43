//! A provider that writes pieces: of every kind, in the words of the brief that it is shown and no others; and, when it
//! is told to, badly.
//!
//! ```ignore
//! provider.answers(copywriter::writes);                      // pieces too, as fast as it can
//! pieces::takes(&provider, Duration::from_millis(200));      // each after so long
//! pieces::misbehaves(&provider, Fault::InventedNumber, 1);   // the first so; `usize::MAX` for every one
//! ```

use super::{Heard, Provider, Says, copywriter};
use serde_json::{Map, Value, json};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

/// What may be wrong with a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Every text is empty.
    Empty,
    /// No JSON.
    Broken,
    /// Far too much in the first text.
    TooLong,
    OtherLanguage,
    InventedNumber,
    Forbidden(&'static str),
    Link,
    Markup,
}

/// Whether a piece, a field of one or words of one are asked for.
pub fn is_sought(schema: &Value) -> bool {
    part(schema).is_some()
}

fn part(schema: &Value) -> Option<&'static str> {
    let wanted = schema["properties"].get("why").is_some();
    let parts = ["content", "value", "replacement"];
    parts.into_iter().find(|part| wanted && schema["properties"].get(part).is_some())
}

/// The piece that is asked for.
pub fn piece(heard: &Heard, data: &Value) -> Value {
    let schema = heard.schema().cloned().unwrap_or_default();
    let part = part(&schema).unwrap();
    let mut words = Words::of(data, &heard.prompt());
    let shape = &schema["properties"][part];
    let before = data.pointer("/field/value").or(data.pointer("/field/selected")).cloned();
    let name = data["field"]["path"].as_str().map(field).unwrap_or_default();
    let mut written = words.fill(shape, &name);
    // Asked for a change, it brings one.
    if before.as_ref() == Some(&written) {
        written = words.fill(shape, &name);
    }
    let why = words.take(90).unwrap_or_default();
    let used: Vec<&Value> =
        data["brief"].as_array().into_iter().flatten().map(|of| &of["field"]).take(2).collect();
    let mut answer = Map::from_iter([(part.to_owned(), written), ("why".to_owned(), json!(why))]);
    if schema["properties"].get("used").is_some() {
        answer.insert("used".into(), json!(used));
    }
    Value::Object(answer)
}

/// The name of the field that a pointer ends at, or of its list.
fn field(path: &str) -> String {
    path.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default().to_owned()
}

/// Each piece comes after so long.
pub fn takes(provider: &Provider, time: Duration) {
    provider.answers(move |heard| Says::After(time, Box::new(copywriter::writes(heard))));
}

/// The first pieces so many times with something wrong, and then as they should be.
pub fn misbehaves(provider: &Provider, fault: Fault, times: usize) {
    let so_far = AtomicUsize::new(0);
    provider.answers(move |heard| {
        let sought = heard.schema().is_some_and(is_sought);
        match sought && so_far.fetch_add(1, Ordering::SeqCst) < times {
            true => spoilt(heard, fault),
            false => copywriter::writes(heard),
        }
    });
}

/// The piece that is asked for, with something wrong.
pub fn spoilt(heard: &Heard, fault: Fault) -> Says {
    let mut answer = copywriter::copy(heard);
    let text = match fault {
        Fault::Broken => return Says::Text("Claro! Aqui vai a peça que você pediu.".into()),
        Fault::Empty => {
            each(&mut answer, &mut |text| text.clear());
            return Says::Json(answer);
        }
        Fault::TooLong => "pão quente e café da manhã ".repeat(3_000),
        Fault::OtherLanguage => {
            "Our customers are going to love what this can do for them every single day".to_owned()
        }
        Fault::InventedNumber => "97% de quem prova volta em 11 dias".to_owned(),
        Fault::Forbidden(word) => format!("Um {word} para você"),
        Fault::Link => "Veja em https://evil.example/oferta".to_owned(),
        Fault::Markup => "Pão <script>alert(1)</script> quente".to_owned(),
    };
    let mut first = true;
    each(&mut answer, &mut |place| {
        if std::mem::take(&mut first) {
            place.clone_from(&text);
        }
    });
    Says::Json(answer)
}

/// Every text of the answer that is the piece's and no choice.
fn each(answer: &mut Value, doing: &mut dyn FnMut(&mut String)) {
    match answer {
        Value::String(text) => doing(text),
        Value::Array(all) => all.iter_mut().for_each(|one| each(one, doing)),
        Value::Object(fields) => {
            let fixed = ["used", "why", "part", "currency"];
            let is_choice = |text: &Value| text.as_str() == Some("learn_more");
            let texts =
                fields.iter_mut().filter(|(name, one)| !fixed.contains(&name.as_str()) && !is_choice(one));
            texts.for_each(|(_, one)| each(one, doing));
        }
        _ => {}
    }
}

/// What was said, in phrases that are each used once.
struct Words {
    phrases: Vec<String>,
    brand: String,
    kind: String,
    pt: bool,
}

impl Words {
    fn of(data: &Value, prompt: &str) -> Self {
        let mut phrases: Vec<String> = Vec::new();
        for answer in data["brief"].as_array().into_iter().flatten() {
            let text = answer["text"].as_str().unwrap_or_default();
            for part in text.split(['.', '\n', ';', '!', '?', ':']).flat_map(|part| part.split(", ")) {
                let part = part.trim().trim_end_matches(',');
                if part.chars().filter(|c| c.is_alphabetic()).count() >= 4
                    && !phrases.iter().any(|one| one == part)
                {
                    phrases.push(part.to_owned());
                }
            }
        }
        // Another request of the same brief begins elsewhere.
        let seed: usize = prompt.bytes().map(usize::from).sum();
        let many = phrases.len().max(1);
        phrases.rotate_left(seed % many);
        let named = |part: &str| {
            let of = data["brief"]
                .as_array()?
                .iter()
                .find(|of| of["field"].as_str().is_some_and(|f| f.contains(part)))?;
            of["text"].as_str().filter(|text| text.chars().count() <= 25).map(str::to_owned)
        };
        let brand = named("brand").or_else(|| named("company")).or_else(|| named("name")).unwrap_or_default();
        let kind = data["piece"]["kind"].as_str().unwrap_or_default().to_owned();
        Self { phrases, brand, kind, pt: prompt.contains("português do Brasil") }
    }

    /// The next phrase that is no longer; the first one cut after a whole word where there is none.
    fn take(&mut self, most: usize) -> Option<String> {
        let fits = |text: &String| (4..=most).contains(&text.chars().count());
        let text = match self.phrases.iter().position(fits) {
            Some(at) => self.phrases.remove(at),
            None => return None,
        };
        let mut letters = text.chars();
        let first = letters.next()?;
        Some(first.to_uppercase().chain(letters).collect())
    }

    /// A single word in lower case.
    fn word(&mut self, most: usize) -> Option<String> {
        let words = self.phrases.iter().flat_map(|phrase| phrase.split_whitespace());
        let plain =
            |word: &str| word.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
        let found = words.map(plain).find(|word| (4..=most).contains(&word.chars().count()))?;
        // Whoever asks next gets one of another phrase.
        self.phrases.rotate_left(1);
        Some(found)
    }

    fn fill(&mut self, schema: &Value, name: &str) -> Value {
        if let Some(all) = schema["enum"].as_array() {
            return all.first().cloned().unwrap_or_default();
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default();
        match (kind, name) {
            ("array", "scenes") => (0..3).map(|nth| self.scene(nth)).collect(),
            ("array", "channels") if schema["items"]["type"] == "object" => {
                [60, 40].map(|percent| self.channel(&schema["items"], percent)).into()
            }
            ("array", "sections") => ["hero", "benefits", "footer"].map(|part| self.section(part)).into(),
            ("array", _) => self.list(&schema["items"], name),
            ("object", _) => {
                let parts = schema["properties"].as_object().cloned().unwrap_or_default();
                parts.iter().map(|(name, of)| (name.clone(), self.fill(of, name))).collect()
            }
            ("integer" | "number", "seconds") => json!(15),
            ("integer" | "number", "step") => json!(1),
            ("integer" | "number", _) => json!(0),
            ("boolean", _) => json!(false),
            _ => json!(self.text(name)),
        }
    }

    fn list(&mut self, of: &Value, name: &str) -> Value {
        let many = match name {
            "mentions" | "rivals" | "quotes" | "offers" | "samples" | "buttons" | "tests" | "avoid"
            | "dont" | "alt_text" | "media" => 0,
            "headlines" => 5,
            "ideas" | "pillars" | "hashtags" | "outline" => 3,
            _ => 2,
        };
        (0..many).map(|_| self.fill(of, name)).filter(|one| one.as_str() != Some("")).collect()
    }

    fn scene(&mut self, nth: u32) -> Value {
        let (from, to) = (nth * 5, nth * 5 + 5);
        json!({"from": from, "to": to, "visual": self.text("visual"), "voice": self.text("voice"), "on_screen": ""})
    }

    fn channel(&mut self, of: &Value, percent: u32) -> Value {
        let mut channel = self.fill(of, "");
        channel["percent"] = json!(percent);
        channel
    }

    fn section(&mut self, part: &str) -> Value {
        json!({"part": part, "heading": self.text("heading"), "body": self.text("body"), "items": []})
    }

    fn text(&mut self, name: &str) -> String {
        let leave =
            if self.pt { "Para sair da lista, responda SAIR" } else { "To leave the list, reply STOP" };
        let most = match (&*self.kind, name) {
            (
                _,
                "url" | "utm" | "link" | "price" | "forecast" | "first_comment" | "negative" | "bid"
                | "flight",
            ) => return String::new(),
            (_, "unsubscribe" | "opt_out" | "footer") => return leave.to_owned(),
            ("persona", "name") => 40,
            ("whatsapp_template", "name") => return "convite_1".replace("_1", ""),
            (_, "business_name" | "display_name" | "sender" | "ad_name") => return self.brand.clone(),
            (_, "paths" | "hashtags" | "slug" | "keyword") => return self.word(15).unwrap_or_default(),
            ("email" | "article", "body") => {
                let parts: Vec<String> = (0..3).filter_map(|_| self.take(200)).collect();
                return parts.iter().map(|part| format!("{part}.")).collect::<Vec<_>>().join("\n\n");
            }
            (_, "headlines" | "cta") => 30,
            ("ad_meta", "headline" | "description") => 27,
            (_, "headline" | "header" | "on_screen") => 40,
            (_, "subjects") => 45,
            (_, "descriptions" | "title" | "hook") => 60,
            (_, "preheader" | "long_headlines" | "description" | "taglines" | "one_liner") => 90,
            _ => 120,
        };
        self.take(most).unwrap_or_default()
    }
}
