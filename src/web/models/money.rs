//! What models cost this month, and what they may.

use super::said::{Amount, Said, task};
use crate::{
    channel::web::Door,
    llm::{limits, month},
    store::{LlmUsageLine, Spent, StoreError},
    web::keeper::Keeper,
};

/// The most that anybody can set here, in nano-dollars: a million dollars. The installation's limit holds anyway.
const LIMIT_MAX: i64 = 1_000_000_000_000_000;

/// A budget as it stands.
#[derive(Debug)]
pub(super) struct Budget {
    pub title: String,
    /// What is used of what may be, in the people's currency.
    pub shown: String,
    /// The same in the books', if that is another.
    pub dollars: Option<String>,
    /// The same, of a hundred.
    pub percent: i64,
    /// Four fifths are used.
    pub near: bool,
    /// All is used.
    pub full: bool,
    pub stood_in: Option<String>,
    pub reserved: Option<String>,
}

/// Calls of one model or one task.
#[derive(Debug)]
pub(super) struct UseLine {
    pub name: String,
    pub calls: String,
    pub tokens: String,
    pub cost: Option<Amount>,
    pub unknown: Option<String>,
}

#[derive(Debug)]
pub(super) struct Money {
    pub budgets: Vec<Budget>,
    pub by_model: Vec<UseLine>,
    pub by_task: Vec<UseLine>,
    pub rate: Option<String>,
    pub limit: Limit,
}

/// What the workspace's owner can set.
#[derive(Debug)]
pub(super) struct Limit {
    /// What the field shows: what holds, or what somebody typed that cannot.
    pub typed: String,
    /// What holds if nothing is set, for going back to it.
    pub usual: Option<String>,
    /// The most that this owner can set, if that is worth a sentence.
    pub most: Option<String>,
    pub error: Option<String>,
}

impl Money {
    pub async fn of(door: &Door, keeper: &Keeper, said: &Said) -> Result<Self, StoreError> {
        let (store, config) = (&door.app.store, &door.app.config.budget);
        let (period, start) =
            (month(said.now(), &config.time_zone), said.now().month_start(config.time_zone.as_str()));
        let (rows, limits) = (store.workspace(&keeper.workspace), limits(config));
        let own = rows.budget().await?;
        let title = said.with("of_workspace", "name", &keeper.workspace_name);
        let limit = own.unwrap_or(limits.workspace);
        let mut budgets = vec![budget(title, rows.spent(&period).await?, limit, said)];
        if keeper.runs {
            let all = store.installation().spent(&period).await?;
            budgets.push(budget(said.say("of_installation").to_owned(), all, limits.installation, said));
        }
        let of_model =
            |line: &LlmUsageLine| line.model.clone().unwrap_or_else(|| said.say("nobody").to_owned());
        let by_model = rows.usage_since(start).await?;
        let by_model = by_model.iter().map(|line| use_line(of_model(line), line, said)).collect();
        let by_task = tasks(rows.prompts_since(start).await?);
        let by_task =
            by_task.iter().map(|(task, line)| use_line(said.word("task", task), line, said)).collect();
        let limit = Limit {
            typed: plain(limit),
            usual: own.map(|_| said.dollars(limits.workspace)),
            most: (!keeper.runs).then(|| said.dollars(most(door, keeper, own))),
            error: None,
        };
        Ok(Self { budgets, by_model, by_task, rate: said.rate(), limit })
    }

    /// Nothing was called and nothing spent.
    pub fn is_nothing(&self) -> bool {
        self.by_task.is_empty() && self.budgets.iter().all(|budget| budget.percent == 0)
    }
}

/// The most that an owner may give their workspace: whoever does not run the installation cannot raise what it
/// pays for them, only lower it.
pub(super) fn most(door: &Door, keeper: &Keeper, own: Option<i64>) -> i64 {
    if keeper.runs { LIMIT_MAX } else { limits(&door.app.config.budget).workspace.max(own.unwrap_or(0)) }
}

fn budget(title: String, spent: Spent, limit: i64, said: &Said) -> Budget {
    let used = spent.used.saturating_add(spent.stood_in);
    let percent = if limit > 0 { (i128::from(used) * 100 / i128::from(limit)).min(100) } else { 100 };
    let stood_in = (spent.unpriced > 0).then(|| {
        let key = if spent.unpriced == 1 { "stood_in_one" } else { "stood_in_many" };
        let (amount, count) = (said.amount(spent.stood_in).shown, said.count(spent.unpriced));
        said.fill(key, &[("amount", &amount), ("count", &count)])
    });
    let reserved =
        (spent.reserved > 0).then(|| said.with("reserved", "amount", &said.amount(spent.reserved).shown));
    let (spent_now, most) = (said.amount(used), said.amount(limit));
    let of_limit = |used: &str, limit: &str| said.fill("of_limit", &[("used", used), ("limit", limit)]);
    Budget {
        title,
        shown: of_limit(&spent_now.shown, &most.shown),
        dollars: spent_now.dollars.zip(most.dollars).map(|(used, limit)| of_limit(&used, &limit)),
        percent: i64::try_from(percent).unwrap_or(100),
        near: is_near(spent, limit),
        full: used >= limit,
        stood_in,
        reserved,
    }
}

/// Whether four fifths of a limit are used, as the books notice it.
pub(super) fn is_near(spent: Spent, limit: i64) -> bool {
    let used = spent.used.saturating_add(spent.stood_in);
    used > 0 && used >= limit / 5 * 4
}

fn use_line(name: String, line: &LlmUsageLine, said: &Said) -> UseLine {
    let unknown = match line.unpriced {
        0 => None,
        1 => Some(said.say("unknown_one").to_owned()),
        many => Some(said.with("unknown_many", "count", &said.count(many))),
    };
    UseLine {
        name,
        calls: if line.calls == 1 {
            said.say("calls_one").to_owned()
        } else {
            said.with("calls_many", "count", &said.count(line.calls))
        },
        tokens: said.tokens(Some(line.input_tokens), Some(line.output_tokens)).unwrap_or_default(),
        cost: (line.unpriced < line.calls).then(|| said.amount(line.cost)),
        unknown,
    }
}

/// The versions of a prompt are one task.
fn tasks(lines: Vec<crate::store::LlmPromptLine>) -> Vec<(String, LlmUsageLine)> {
    let mut tasks: Vec<(String, LlmUsageLine)> = Vec::new();
    for line in lines {
        let (name, more) = (task(&line.prompt), line.usage);
        match tasks.iter_mut().find(|(task, _)| task == name) {
            Some((_, sum)) => {
                sum.calls += more.calls;
                sum.input_tokens += more.input_tokens;
                sum.output_tokens += more.output_tokens;
                sum.cost += more.cost;
                sum.unpriced += more.unpriced;
            }
            None => tasks.push((name.to_owned(), more)),
        }
    }
    tasks.sort_by_key(|(_, line)| std::cmp::Reverse(line.cost));
    tasks
}

/// Nano-dollars as somebody would type them.
fn plain(nano: i64) -> String {
    let (whole, part) = (nano / 1_000_000_000, nano % 1_000_000_000);
    let digits = format!("{part:09}");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() { whole.to_string() } else { format!("{whole}.{digits:0<2}") }
}
