//! A tree as a picture: a Mermaid flowchart.

use super::{
    condition::{Comparison, Condition, Op},
    graph::{Edge, Way},
    json::{Node, TreeDoc},
};
use std::fmt::Write;

/// Longest text in a node or on an edge, in characters; a picture shows where things are, not all they say.
const LABEL_CHARS_MAX: usize = 60;

/// The flowchart, with texts in `locale`.
pub fn mermaid(doc: &TreeDoc, locale: &str) -> String {
    let mut lines = vec!["flowchart TD".to_owned()];
    for (id, node) in &doc.nodes {
        let (open, close) = shape(node);
        let label = format!("{id}<br/>{}", escaped(&says(doc, node, locale)));
        let label = label.trim_end_matches("<br/>");
        lines.push(format!("  {}{open}\"{label}\"{close}", key(id)));
    }
    for (id, node) in &doc.nodes {
        for edge in node.edges() {
            let arrow = if edge.way == Way::Body { "-.->" } else { "-->" };
            let label = label(&edge, node);
            let label = if label.is_empty() { label } else { format!("|\"{}\"|", escaped(&label)) };
            lines.push(format!("  {} {arrow}{label} {}", key(id), key(edge.to)));
        }
    }
    lines.push(format!("  style {} stroke-width:3px", key(&doc.start)));
    lines.join("\n") + "\n"
}

/// A node's id as Mermaid takes it: `end` and the like are words of its own.
fn key(id: &str) -> String {
    format!("n_{id}")
}

fn shape(node: &Node) -> (&'static str, &'static str) {
    match node {
        Node::Say(_) => ("(", ")"),
        Node::Ask(_) => ("[", "]"),
        Node::Assist(_) | Node::Verify(_) => ("[[", "]]"),
        Node::Branch(_) => ("{", "}"),
        Node::Each(_) | Node::Call(_) => ("[/", "/]"),
        Node::Review(_) | Node::Produce(_) => ("{{", "}}"),
        Node::End(_) => ("([", "])"),
    }
}

/// What a node says or does, in a few words.
fn says(doc: &TreeDoc, node: &Node, locale: &str) -> String {
    let pick = |text: &super::json::Text| {
        text.get(locale).or_else(|| text.get(&doc.default_locale)).cloned().unwrap_or_default()
    };
    let said = match node {
        Node::Say(say) => pick(&say.text),
        Node::Ask(ask) => pick(&ask.prompt),
        Node::Assist(assist) => format!("{} → {}", assist.input.join(", "), assist.out.join(", ")),
        Node::Verify(verify) => verify.slot.clone(),
        Node::Each(each) => format!("{} in {}", each.item, each.over),
        Node::Call(call) => call.tree.clone(),
        Node::Produce(produce) => produce.plan.clone(),
        Node::Branch(_) | Node::Review(_) => String::new(),
        Node::End(end) => end.text.as_ref().map(pick).unwrap_or_default(),
    };
    let when = node.when().map(|when| format!("if {}: ", in_words(when))).unwrap_or_default();
    when + said.as_str()
}

fn label(edge: &Edge<'_>, node: &Node) -> String {
    match edge.way {
        Way::Next if matches!(node, Node::Each(_)) => "then".into(),
        Way::Next => String::new(),
        Way::Option(id) => id.into(),
        Way::Else => "else".into(),
        Way::Unsure => "unsure".into(),
        Way::Exhausted => "exhausted".into(),
        Way::Case(_, when) => in_words(when),
        Way::Outcome(outcome) => outcome.name().into(),
        Way::Body => "each".into(),
    }
}

/// A condition as one reads it: `budget ≥ 50000.00 BRL and not ai`.
pub fn in_words(condition: &Condition) -> String {
    let joined = |many: &[Condition], word: &str| {
        let parts: Vec<String> = many.iter().map(in_words).collect();
        if parts.len() > 1 { format!("({})", parts.join(word)) } else { parts.concat() }
    };
    match condition {
        Condition::All { all } => joined(all, " and "),
        Condition::Any { any } => joined(any, " or "),
        Condition::Not { not } => format!("not {}", in_words(not)),
        Condition::Test(test) => compared(test),
    }
}

fn compared(test: &Comparison) -> String {
    let op = match test.op {
        Op::Eq => "=",
        Op::Ne => "≠",
        Op::Gt => ">",
        Op::Gte => "≥",
        Op::Lt => "<",
        Op::Lte => "≤",
        Op::In => "in",
        Op::Contains => "contains",
        Op::Matches => "matches",
        Op::Empty => return format!("{} is empty", test.slot),
        Op::Set => return format!("{} is set", test.slot),
    };
    use super::value::Value;
    let value = match &test.value {
        Some(Value::Money(money)) => {
            format!("{}.{:02} {}", money.minor / 100, money.minor.unsigned_abs() % 100, money.currency)
        }
        Some(Value::Text(text)) => text.clone(),
        Some(other) => serde_json::to_string(other).unwrap_or_default(),
        None => String::new(),
    };
    format!("{} {op} {value}", test.slot)
}

/// Shortened, with everything that Mermaid would read as its own written as a character entity.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == LABEL_CHARS_MAX {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_alphanumeric() || " .,!?:/_-–—=≠≥≤→()'…$%+".contains(c) => out.push(c),
            c => write!(out, "#{};", u32::from(c)).expect("writing to a String does not fail"),
        }
    }
    out
}
