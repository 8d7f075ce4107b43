//! What `docs/assists.md` says of each assist is so, and no more is promised than is there.

use pauta::tree::{
    condition::{AI, Condition},
    json::{Assist, AssistTask, Next, Node, TreeDoc},
    value::Value,
};
use std::{collections::BTreeSet, fs};

/// The slot by which a person chooses how much is asked.
const DEPTH: &str = "depth";

struct Row {
    node: String,
    task: String,
    state: String,
    /// What the rules do, what a model adds.
    does: [String; 2],
}

fn listed() -> Vec<Row> {
    let text = fs::read_to_string(format!("{}/docs/assists.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = rows.map(|row| row.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()));
    cells
        .map(|mut cells| {
            let [_, _, _, node, task, state, rules, model] = std::array::from_fn(|_| cells.next().unwrap());
            Row { node, task, state, does: [rules, model] }
        })
        .collect()
}

fn tree(id: &str) -> TreeDoc {
    let path = format!("{}/dialogue_trees/{id}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn assists(tree: &TreeDoc) -> impl Iterator<Item = (&str, &Assist)> {
    tree.nodes.iter().filter_map(|(id, node)| match node {
        Node::Assist(assist) => Some((id.as_str(), &**assist)),
        _ => None,
    })
}

/// Whether it cannot hold without a model.
fn needs_model(when: Option<&Condition>) -> bool {
    match when {
        Some(Condition::All { all }) => all.iter().any(|one| needs_model(Some(one))),
        Some(Condition::Any { any }) => any.iter().all(|one| needs_model(Some(one))),
        Some(Condition::Test(test)) => test.slot == AI && test.value == Some(Value::Bool(true)),
        Some(Condition::Not { .. }) | None => false,
    }
}

#[test]
fn the_list_of_assists_and_the_tree_agree() {
    let tree = tree("campaign_briefing");
    let listed = listed();
    assert!(listed.len() > 20);
    for Row { node, task, state, does } in &listed {
        let named = assists(&tree).find(|(id, _)| id == node);
        let when = named.and_then(|(_, assist)| assist.when.as_ref());
        match (node.as_str(), named, state.as_str()) {
            ("—", None, "needs the web" | "later") => {
                assert_eq!(does, &["—", "—"], "{task}: what is not there does nothing");
            }
            ("engine", None, "needs a model") => assert_eq!(task, "question"),
            (_, Some((_, assist)), "works" | "needs a model") => {
                assert_eq!(serde_json::to_value(assist.task).unwrap(), **task, "{node}");
                assert_eq!(needs_model(when), state == "needs a model", "{node} {state}");
                assert_eq!(does[0] == "—", state == "needs a model", "{node}: what the rules do");
            }
            _ => panic!("`{node}` cannot be {state}"),
        }
        let reads = when.is_some_and(|when| when.slots().contains(AI));
        assert_eq!(reads, named.is_some() && state == "needs a model", "{node} asks for a model");
    }
    for (id, _) in assists(&tree) {
        assert!(listed.iter().any(|row| row.node == id), "docs/assists.md does not list `{id}`");
    }
}

#[test]
fn nothing_is_promised_that_needs_the_web() {
    for tree in ["campaign_briefing", "brand_kit"].map(tree) {
        let looks = |node: &Node| match node {
            Node::Verify(_) => true,
            Node::Assist(assist) => assist.task == AssistTask::Research,
            _ => false,
        };
        let looking: Vec<_> = tree.nodes.iter().filter(|(_, node)| looks(node)).map(|(id, _)| id).collect();
        assert!(looking.is_empty(), "{}: {looking:?}", tree.id);
    }
    for row in listed() {
        assert_eq!(row.task == "research", row.state == "needs the web", "{}", row.task);
        let does = row.does.join(" ").to_lowercase();
        for claim in ["site", "reachab", "research", "crawl", "look up", "looks up", "analytics"] {
            assert!(!does.contains(claim), "{}: {does}", row.node);
        }
    }
}

/// Where a node leads without a person; nowhere, where one is asked.
fn onward(node: &Node) -> Vec<&str> {
    match node {
        Node::Say(say) => vec![&say.next],
        Node::Assist(assist) => vec![&assist.next],
        Node::Branch(branch) => {
            branch.cases.iter().map(|case| case.next.as_str()).chain([branch.otherwise.as_str()]).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn between_two_questions_at_most_one_card_comes_beside() {
    let tree = tree("campaign_briefing");
    for (id, assist) in assists(&tree).filter(|(_, assist)| !assist.wait) {
        let (mut seen, mut next) = (BTreeSet::new(), vec![assist.next.as_str()]);
        while let Some(at) = next.pop().filter(|at| seen.insert(*at)) {
            let node = &tree.nodes[at];
            let beside = matches!(node, Node::Assist(other) if !other.wait);
            assert!(!beside, "{at} begins beside {id}");
            next.extend(onward(node));
        }
    }
}

#[test]
fn who_is_in_a_hurry_gets_three_proposals_at_most() {
    let tree = tree("campaign_briefing");
    let quick = |slot: &str| match slot {
        DEPTH => Some(std::borrow::Cow::Owned(Value::text("quick"))),
        AI => Some(std::borrow::Cow::Owned(Value::Bool(true))),
        _ => None,
    };
    // The questions that the quick way passes lead to what it passes too: those nodes are no part of it.
    let (mut way, mut at, mut met) = (BTreeSet::new(), tree.start.clone(), Vec::new());
    while way.insert(at.clone()) {
        let node = &tree.nodes[&at];
        at = match node {
            Node::Say(say) => say.next.clone(),
            Node::Ask(ask) => match &ask.next {
                Next::Node(next) => next.clone(),
                Next::ByOption(by) => by.get("quick").or_else(|| by.values().next()).unwrap().clone(),
            },
            Node::Assist(assist) => {
                if assist.when.as_ref().is_none_or(|when| when.holds(&quick)) {
                    met.push(at.clone());
                }
                assist.next.clone()
            }
            Node::Branch(branch) => {
                let case = branch.cases.iter().find(|case| case.when.holds(&quick));
                case.map_or(&branch.otherwise, |case| &case.next).clone()
            }
            Node::Call(call) => call.next.clone(),
            Node::Review(_) | Node::Produce(_) | Node::End(_) | Node::Verify(_) | Node::Each(_) => break,
        };
    }
    assert!(way.contains("review"), "{way:?}");
    assert_eq!(met, ["refine_product", "check_kpis", "package"]);
}
