//! A sound tree with one of everything that can go wrong, and the mistakes to be made in it.

use pauta::tree::problem::Code;
use serde_json::{Value as Json, json};

/// A tree without a finding, shipped or not, with one of everything that can go wrong.
pub fn sound() -> Json {
    let text = |pt: &str, en: &str| json!({"pt-BR": pt, "en": en});
    let asked = |slot: &str, next: Json| {
        json!({"kind": "ask", "chapter": "one", "slot": slot, "prompt": text("Qual?", "Which one?"),
               "why": text("Porque sim.", "Because."), "example": text("Este", "This one"), "next": next})
    };
    json!({
        "format": "pauta.tree/1", "id": "sound", "title": text("Teste", "Test"),
        "locales": ["pt-BR", "en"], "default_locale": "pt-BR",
        "chapters": [{"id": "one", "title": text("Um", "One")}],
        "schemas": {"person": {"name": {"type": "text"}}},
        "slots": {
            "goal": {"type": "choice", "required": true, "feeds": ["ads"], "options": [
                {"id": "a", "label": text("A", "A"), "synonyms": {"en": ["ay"]}}, {"id": "b", "label": text("B", "B")}]},
            "words": {"type": "text", "feeds": ["ads"], "max_length": 80},
            "day": {"type": "date", "feeds": ["ads"]},
            "until": {"type": "date", "feeds": ["ads"]},
            "budget": {"type": "money", "currency": "BRL", "feeds": ["ads"]},
            "who": {"type": "object", "schema": "person", "feeds": ["ads"]},
            "rivals": {"type": "list", "feeds": ["ads"], "of": {"type": "object", "fields": {"name": {"type": "text"}, "note": {"type": "text"}}}}
        },
        "start": "hello",
        "nodes": {
            "hello": {"kind": "say", "text": text("Oi, {{ words | default(\"você\") }}.", "Hi."), "next": "goal"},
            "goal": asked("goal", json!({"a": "words", "b": "day"})),
            "words": asked("words", json!("day")),
            "day": asked("day", json!("until")),
            "until": asked("until", json!("budget")),
            "budget": asked("budget", json!("who")),
            "who": asked("who", json!("rivals")),
            "rivals": asked("rivals", json!("refine")),
            "refine": {"kind": "assist", "task": "refine", "in": ["words"], "out": "words", "wait": true, "next": "each"},
            "each": {"kind": "each", "over": "rivals", "as": "rival", "body": "note", "next": "call"},
            "note": asked("rival/note", json!("note_end")),
            "note_end": {"kind": "end"},
            "call": {"kind": "call", "tree": "called", "out": {"words": "inner"}, "next": "route"},
            "route": {"kind": "branch", "cases": [{"when": {"slot": "goal", "op": "eq", "value": "a"}, "next": "review"}], "else": "review"},
            "review": {"kind": "review", "next": "end"},
            "end": {"kind": "end"}
        },
        "score": [{"id": "whole", "rule": "complete", "points": 100, "reason": text("Falta algo.", "Something is missing.")}],
        "tests": [{"name": "short", "locale": "en", "turns": [{"choose": "a"}], "expect": {"visited": ["goal"]}}]
    })
}

pub fn called() -> Json {
    let text = json!({"pt-BR": "Qual?", "en": "Which one?"});
    json!({"format": "pauta.tree/1", "id": "called", "title": text, "locales": ["pt-BR", "en"], "default_locale": "en",
           "slots": {"inner": {"type": "text"}}, "start": "ask",
           "nodes": {"ask": {"kind": "ask", "slot": "inner", "prompt": text, "next": "end"}, "end": {"kind": "end"}}})
}

/// A change of the sound tree (where, what), and what is found (the code, where).
pub type Row = (&'static str, Json, Code, &'static str);

pub fn table() -> Vec<Row> {
    [written(), linked(), named(), typed(), used(), said(), house()].concat()
}

const CASE: &str = "/nodes/route/cases/0/when";

fn when(slot: &str, op: &str, value: Json) -> Json {
    json!({"slot": slot, "op": op, "value": value})
}

fn rule(rule: &str, value: Json) -> Json {
    json!([{"rule": rule, "value": value, "message": both("Não.")}])
}

/// What is written wrong, and what is called what.
fn written() -> Vec<Row> {
    vec![
        ("/id", json!(7), Code::Shape, "field id"),
        ("/nodes/words/kind", json!("demand"), Code::Shape, "node words, field kind"),
        ("/nodes/words/nxt", json!("day"), Code::Shape, "node words, field nxt"),
        ("/nodes/words/prompt", json!({"en": 3}), Code::Shape, "node words, field prompt.en"),
        ("/slots/day/type", json!("epoch"), Code::Shape, "slot day, field type"),
        ("/nonsense", json!(1), Code::Shape, "field nonsense"),
        ("/tests/0/expect/status", json!("happy"), Code::Shape, "test short, field expect.status"),
        ("/nodes/Big", json!({"kind": "end"}), Code::BadId, "node Big"),
        ("/slots/goal/options/1/id", json!("a"), Code::DuplicateId, "slot goal, field options.1.id"),
        ("/nodes/each/as", json!("words"), Code::DuplicateId, "node each, field as"),
        ("/slots/rivals/of/fields/minor", json!({"type": "text"}), Code::ReservedId, "slot rivals/of/minor"),
        ("/slots/goal/options/1/id", json!("skip"), Code::ReservedId, "slot goal, field options.1.id"),
    ]
}

/// The graph.
fn linked() -> Vec<Row> {
    vec![
        ("/nodes/words/next", json!("nowhere"), Code::DanglingLink, "node words, field next"),
        ("/nodes/goal/next/b", json!("nowhere"), Code::DanglingLink, "node goal, field next.b"),
        ("/start", json!("nowhere"), Code::DanglingLink, "field start"),
        (
            "/nodes/lost",
            json!({"kind": "say", "text": both("?"), "next": "end"}),
            Code::UnreachableNode,
            "node lost",
        ),
        ("/nodes/review/next", json!("route"), Code::Cycle, "node review, field next"),
        ("/nodes/review/next", json!("route"), Code::NoWayToEnd, "node review"),
        ("/nodes/note/next", json!("route"), Code::EachBody, "node each, field body"),
        ("/nodes/call/tree", json!("absent"), Code::UnknownTree, "node call, field tree"),
        ("/nodes/call/tree", json!("sound"), Code::CallRecursion, "node call, field tree"),
        ("/nodes/end2", json!({"kind": "end"}), Code::UnreachableNode, "node end2"),
    ]
}

/// What is named and not there.
fn named() -> Vec<Row> {
    vec![
        ("/nodes/words/slot", json!("wrods"), Code::UnknownSlot, "node words, field slot"),
        ("/nodes/refine/in", json!(["wrods"]), Code::UnknownSlot, "node refine, field in"),
        ("/nodes/call/out", json!({"words": "wrods"}), Code::UnknownSlot, "node call, field out.words"),
        (
            "/nodes/refine/outcomes",
            json!({"reject": {"reask": ["wrods"]}}),
            Code::UnknownSlot,
            "node refine, field outcomes.reject.reask",
        ),
        (CASE, when("wrods", "set", Json::Null), Code::UnknownSlot, "node route, field condition on wrods"),
        ("/slots/who/schema", json!("robot"), Code::UnknownSchema, "slot who, field schema"),
        (CASE, when("goal", "eq", json!("c")), Code::UnknownOption, "node route, field cases.0.when"),
        ("/nodes/goal/next/c", json!("end"), Code::UnknownOption, "node goal, field next.c"),
        ("/tests/0/turns/0/choose", json!("z"), Code::UnknownOption, "test short, field turns.0"),
        (
            "/slots/goal/options_from",
            json!("planets"),
            Code::UnknownCollection,
            "slot goal, field options_from",
        ),
        ("/nodes/day/chapter", json!("two"), Code::UnknownChapter, "node day, field chapter"),
        ("/chapters/-", json!({"id": "two", "title": both("Dois")}), Code::UnusedChapter, "field chapters.1"),
        ("/tests/0/expect/visited", json!(["gaol"]), Code::UnknownNode, "test short, field expect.visited"),
    ]
}

/// What does not fit its type.
fn typed() -> Vec<Row> {
    vec![
        ("/slots/day/range", json!(true), Code::SlotField, "slot day, field range"),
        ("/slots/rivals/of", Json::Null, Code::SlotField, "slot rivals, field of"),
        ("/slots/goal/options", json!([]), Code::SlotField, "slot goal, field options"),
        ("/slots/budget/currency", json!("reais"), Code::SlotField, "slot budget, field currency"),
        ("/slots/words/min_length", json!(90), Code::SlotField, "slot words, field min_length"),
        (CASE, when("budget", "gte", json!(5000)), Code::ConditionType, "node route, field cases.0.when"),
        (CASE, when("goal", "gt", json!("a")), Code::ConditionType, "node route, field cases.0.when"),
        (CASE, when("$ai", "gt", json!(1)), Code::ConditionType, "node route, field cases.0.when"),
        (
            "/nodes/day/when",
            when("rivals", "matches", json!("x")),
            Code::ConditionType,
            "node day, field when",
        ),
        (
            "/nodes/goal/validations",
            rule("min_length", json!(3)),
            Code::ValidationType,
            "node goal, field validations.0",
        ),
        (
            "/nodes/words/validations",
            rule("min_length", json!("three")),
            Code::ValidationType,
            "node words, field validations.0",
        ),
        (
            "/nodes/until/validations",
            rule("not_before", json!("budget")),
            Code::ValidationType,
            "node until, field validations.0",
        ),
        (
            "/nodes/words/unsure",
            json!({"assume": 3, "because": both("Porque.")}),
            Code::ValueType,
            "node words, field unsure.assume",
        ),
        (
            "/nodes/words/unsure",
            json!({"assume": {"en": "Only in English."}, "because": both("Porque.")}),
            Code::ValueType,
            "node words, field unsure.assume",
        ),
        ("/nodes/each/over", json!("words"), Code::SlotType, "node each, field over"),
        ("/nodes/call/out", json!({"day": "inner"}), Code::SlotType, "node call, field out.day"),
        (
            "/nodes/words/validations",
            rule("matches", json!("(")),
            Code::BadPattern,
            "node words, field validations.0",
        ),
        (
            CASE,
            when("words", "matches", json!("x{1000}{1000}")),
            Code::BadPattern,
            "node route, field cases.0.when",
        ),
    ]
}

/// What is asked and what is used.
fn used() -> Vec<Row> {
    vec![
        (
            "/slots/owed",
            json!({"type": "text", "required": true, "feeds": ["ads"]}),
            Code::RequiredNeverAsked,
            "slot owed",
        ),
        ("/slots/idle", json!({"type": "text", "feeds": ["ads"]}), Code::NeverSet, "slot idle"),
        ("/slots/day/feeds", json!([]), Code::NeverUsed, "slot day"),
        ("/nodes/goal/next", json!({"a": "words"}), Code::OptionWithoutBranch, "node goal, field next"),
        ("/slots/goal/required", json!(false), Code::OptionWithoutBranch, "node goal, field next"),
        ("/score/0/points", json!(90), Code::ScorePoints, "field score"),
    ]
}

/// The texts.
fn said() -> Vec<Row> {
    vec![
        (
            "/nodes/words/prompt",
            json!({"pt-BR": "Qual?"}),
            Code::MissingTranslation,
            "node words, field prompt.en",
        ),
        ("/nodes/words/prompt/fr", json!("Lequel?"), Code::UnknownLocale, "node words, field prompt.fr"),
        ("/default_locale", json!("fr"), Code::UnknownLocale, "field default_locale"),
        (
            "/slots/goal/options/0/synonyms",
            json!({"fr": ["a"]}),
            Code::UnknownLocale,
            "slot goal, field options.0.synonyms",
        ),
        (
            "/nodes/words/prompt",
            both("{{ wrods }}?"),
            Code::UnknownReference,
            "node words, field prompt.pt-BR",
        ),
        (
            "/nodes/hello/text",
            both("{{ rival.name }}"),
            Code::UnknownReference,
            "node hello, field text.pt-BR",
        ),
        (
            "/nodes/words/prompt",
            both("{{ words | shout }}?"),
            Code::UnknownFilter,
            "node words, field prompt.pt-BR",
        ),
        ("/nodes/words/prompt", both("{% if x %}?"), Code::BadTemplate, "node words, field prompt.pt-BR"),
        ("/title", both("{{ words }}"), Code::BadTemplate, "field title.pt-BR"),
        ("/nodes/words/help", both(&"a".repeat(5000)), Code::ChannelLimit, "node words, field help.pt-BR"),
        (
            "/slots/goal/options/1/id",
            json!("b".repeat(41)),
            Code::ChannelLimit,
            "slot goal, field options.1.id",
        ),
    ]
}

/// The rules of shipped trees.
fn house() -> Vec<Row> {
    vec![
        ("/nodes/words/why", Json::Null, Code::NoWhy, "node words, field why"),
        ("/nodes/words/example", Json::Null, Code::NoExample, "node words, field example"),
        (
            "/nodes/words/prompt",
            both(&format!("{}?", "a".repeat(140))),
            Code::LongPrompt,
            "node words, field prompt.pt-BR",
        ),
        (
            "/nodes/words/prompt",
            both("Qual? E quando?"),
            Code::TwoQuestions,
            "node words, field prompt.pt-BR",
        ),
        (
            "/nodes/hello/text",
            both("Vamos estar enviando."),
            Code::BannedWord,
            "node hello, field text.pt-BR",
        ),
        ("/nodes/hello/text/en", json!("Great question!"), Code::BannedWord, "node hello, field text.en"),
        ("/nodes/words/prompt", both("Qual 🎉?"), Code::BannedWord, "node words, field prompt.pt-BR"),
        (
            "/slots/goal/options/0/label",
            both("Ok"),
            Code::BannedWord,
            "slot goal, field options.0.label.pt-BR",
        ),
    ]
}

fn both(text: &str) -> Json {
    json!({"pt-BR": text, "en": text})
}
