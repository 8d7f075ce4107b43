//! A model that says what it is told to, and remembers what it was asked.

use pauta::{
    assist::{Assistant, Job, Model},
    engine::{
        effect::{AssistCall, Button, Control, Given, Part, Wanted},
        input::{AssistResult, Proposal},
    },
    id::Id,
    llm::{Asked, CallError, Cost, Purpose, Reply, Say},
    outside::llm::{Finish, Piece, Usage},
    tree::{
        json::{AssistTask, SlotType},
        value::Value,
    },
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

/// What it goes by.
pub const MODEL: &str = "scripted-1";

type Line = dyn Fn(&Asked) -> Result<(String, Finish), CallError> + Send + Sync;

#[derive(Clone)]
pub struct Scripted {
    lines: Arc<Mutex<VecDeque<Arc<Line>>>>,
    pub asked: Arc<Mutex<Vec<Asked>>>,
    /// The pieces that an answer comes in, in characters.
    piece: usize,
}

impl Scripted {
    pub fn says(answers: &[&str]) -> Self {
        let lines = answers.iter().map(|answer| {
            let answer = (*answer).to_owned();
            Arc::new(move |_: &Asked| Ok((answer.clone(), Finish::Stop))) as Arc<Line>
        });
        Self { lines: Arc::new(Mutex::new(lines.collect())), asked: Arc::default(), piece: 7 }
    }

    /// Answers by what it is asked, each time.
    pub fn answers(line: impl Fn(&Asked) -> String + Send + Sync + 'static) -> Self {
        let line = Arc::new(move |asked: &Asked| Ok((line(asked), Finish::Stop))) as Arc<Line>;
        Self { lines: Arc::new(Mutex::new([line].into())), asked: Arc::default(), piece: 7 }
    }

    pub fn then(
        self,
        line: impl Fn(&Asked) -> Result<(String, Finish), CallError> + Send + Sync + 'static,
    ) -> Self {
        self.lines.lock().unwrap().push_back(Arc::new(line));
        self
    }

    pub fn calls(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    pub fn call(&self, nth: usize) -> Asked {
        self.asked.lock().unwrap()[nth].clone()
    }
}

impl Model for Scripted {
    fn serves(&self, _: Purpose) -> bool {
        true
    }

    async fn ask(&self, asked: Asked, say: &mut Say<'_>) -> Result<Reply, CallError> {
        self.asked.lock().unwrap().push(asked.clone());
        let line = {
            let mut lines = self.lines.lock().unwrap();
            // The last line is said as often as it is asked for.
            if lines.len() > 1 { lines.pop_front() } else { lines.front().cloned() }
        };
        let (text, finish) = line.ok_or(CallError::NoModel)?(&asked)?;
        let letters: Vec<char> = text.chars().collect();
        for piece in letters.chunks(self.piece) {
            say(Piece::Text(&piece.iter().collect::<String>()));
        }
        Ok(Reply {
            text,
            finish,
            usage: Usage::default(),
            model: MODEL.into(),
            event: "event".into(),
            cost: Cost::Unknown,
            cached: false,
        })
    }
}

pub fn job(call: AssistCall) -> Job {
    Job {
        workspace: Id::new(),
        conversation: Id::new(),
        call,
        images: Vec::new(),
        deadline: Instant::now() + Duration::from_secs(60),
    }
}

/// What a model proposes, and the words that were shown while it did.
pub async fn proposes(model: &Scripted, call: AssistCall) -> (AssistResult, String) {
    let mut shown = String::new();
    let result =
        Assistant::new(model.clone()).propose(job(call), &mut |words: &str| shown.push_str(words)).await;
    (result, shown)
}

pub fn proposal(result: AssistResult) -> Proposal {
    match result {
        AssistResult::Proposed(proposal) => proposal,
        AssistResult::Nothing | AssistResult::Failed(_) => panic!("nothing was proposed"),
    }
}

pub fn words(path: &str, label: &str, text: &str) -> Given {
    Given { path: path.into(), label: label.into(), value: Value::text(text), text: text.into() }
}

pub fn given(path: &str, label: &str, text: &str, value: &str) -> Given {
    Given {
        path: path.into(),
        label: label.into(),
        value: serde_json::from_str(value).unwrap(),
        text: text.into(),
    }
}

pub fn control(kind: SlotType) -> Control {
    Control {
        kind,
        options: Vec::new(),
        values: BTreeMap::new(),
        allow_new: false,
        currency: None,
        max_length: None,
        max_items: None,
        item: None,
        parts: Vec::new(),
    }
}

pub fn parts(of: &[(&str, &str, SlotType)]) -> Vec<Part> {
    let part = |(path, label, kind): &(&str, &str, SlotType)| Part {
        path: (*path).into(),
        label: (*label).into(),
        required: false,
        input: control(*kind),
    };
    of.iter().map(part).collect()
}

pub fn options(ids: &[(&str, &str)]) -> Vec<Button> {
    ids.iter().map(|(id, label)| Button { id: (*id).into(), label: (*label).into(), hint: None }).collect()
}

pub fn wanted(path: &str, label: &str, input: Control) -> Wanted {
    Wanted {
        path: path.into(),
        label: label.into(),
        kind: input.kind,
        headings: Vec::new(),
        options: input.options.clone(),
        value: None,
        input: Some(Box::new(input)),
    }
}

pub fn call(kind: AssistTask, given: Vec<Given>, wanted: Vec<Wanted>) -> AssistCall {
    AssistCall {
        task: 1,
        kind,
        fingerprint: "f".into(),
        locale: "pt-BR".into(),
        given,
        known: Vec::new(),
        wanted,
        refused: Vec::new(),
        round: 1,
        model: true,
    }
}
