//! `pauta llm usage`, `calls` and `budget`: what models did and cost, and what they may.

use crate::{
    cli::{failure::Failure, on_store::on_store},
    config::{Config, Dollars},
    id::WorkspaceId,
    llm::{Cost, Currency, limits, month},
    store::{LlmCallLine, LlmUsageLine, Spent, Store, workspace_with_name},
    time::{Clock, Millis},
};
use clap::{Args, Subcommand};

/// The language of the command line.
const LOCALE: &str = "en";

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BooksCommand {
    /// Show this month's calls, tokens and cost, by workspace and model, and what is used of the budgets
    Usage(OfWorkspace),
    /// Show the last calls: when, which model, how it went, what it cost; never what was said
    Calls {
        #[command(flatten)]
        of: OfWorkspace,
        /// How many
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
        last: u32,
    },
    /// Give a workspace a budget of its own, in place of the configured one
    Budget {
        /// The workspace's name, or its id
        #[arg(long)]
        workspace: String,
        /// US dollars a month; "none" for the configured budget
        #[arg(long)]
        month: String,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct OfWorkspace {
    /// Only this workspace: its name, or its id
    #[arg(long)]
    workspace: Option<String>,
}

pub(super) async fn run(config: &Config, command: BooksCommand) -> Result<(), Failure> {
    on_store(config, async |store| told(config, store, command).await).await
}

/// Does it, and gives what the operator reads.
async fn told(config: &Config, store: &Store, command: BooksCommand) -> Result<String, Failure> {
    let now = Clock::System.now();
    match command {
        BooksCommand::Usage(of) => {
            usage(config, store, &chosen(store, of.workspace.as_deref()).await?, now).await
        }
        BooksCommand::Calls { of, last } => {
            calls(config, store, &chosen(store, of.workspace.as_deref()).await?, last).await
        }
        BooksCommand::Budget { workspace, month } => budget(config, store, &workspace, &month, now).await,
    }
}

type Named = (WorkspaceId, String);

/// The workspace of that name or id; without one, all.
async fn chosen(store: &Store, wanted: Option<&str>) -> Result<Vec<Named>, Failure> {
    let mut all = store.installation().named_workspaces().await?;
    if let Some(wanted) = wanted {
        all.retain(|(id, name)| name == wanted || id.as_str() == wanted);
        if all.is_empty() {
            return Err(Failure::ToMend(format!("there is no workspace {wanted:?}.")));
        }
    }
    Ok(all)
}

async fn usage(config: &Config, store: &Store, workspaces: &[Named], now: Millis) -> Result<String, Failure> {
    let (period, zone) = (month(now, &config.budget.time_zone), config.budget.time_zone.as_str());
    let (currency, limits) = (Currency::of(&config.budget, LOCALE), limits(&config.budget));
    let all = store.installation().spent(&period).await?;
    let mut told = vec![format!("{period} ({zone})"), String::new()];
    told.push(format!("installation: {}", used(&currency, all, limits.installation)));
    for (id, name) in workspaces {
        let rows = store.workspace(id);
        let limit = rows.budget().await?.unwrap_or(limits.workspace);
        told.push(String::new());
        told.push(format!(
            "{}: {}",
            workspace_with_name(name),
            used(&currency, rows.spent(&period).await?, limit)
        ));
        let lines = rows.usage_since(now.month_start(zone)).await?;
        if lines.is_empty() {
            told.push("  no calls".to_owned());
        }
        told.extend(lines.iter().map(|line| of_model(&currency, line)));
    }
    if let Some(rate) = currency.rate(LOCALE) {
        told.extend([String::new(), rate]);
    }
    Ok(told.join("\n"))
}

/// `$1.20 of $20.00, $0.10 set aside for calls under way`.
fn used(currency: &Currency, spent: Spent, limit: i64) -> String {
    let amount = |nano| currency.amount(nano, LOCALE);
    let mut told = format!("{} of {} used", amount(spent.used + spent.stood_in), amount(limit));
    if spent.unpriced > 0 {
        let (stood_in, calls) = (amount(spent.stood_in), spent.unpriced);
        told.push_str(&format!(", {stood_in} of it standing in for {calls} calls of unknown cost"));
    }
    if spent.reserved > 0 {
        told.push_str(&format!(", {} set aside for calls under way", amount(spent.reserved)));
    }
    if let Some(at) = spent.noticed_at {
        told.push_str(&format!(", four fifths since {}", at.rfc3339()));
    }
    told
}

fn of_model(currency: &Currency, line: &LlmUsageLine) -> String {
    let mut told = format!(
        "  {}: {} calls, {} tokens in, {} out, {}",
        line.model.as_deref().unwrap_or("nobody answered"),
        line.calls,
        line.input_tokens,
        line.output_tokens,
        currency.amount(line.cost, LOCALE),
    );
    if line.unpriced > 0 {
        told.push_str(&format!(" and {} calls of unknown cost", line.unpriced));
    }
    told
}

async fn calls(config: &Config, store: &Store, workspaces: &[Named], last: u32) -> Result<String, Failure> {
    let currency = Currency::of(&config.budget, LOCALE);
    let mut lines = Vec::new();
    for (id, name) in workspaces {
        lines.extend(store.workspace(id).calls(last).await?.into_iter().map(|line| (name, line)));
    }
    lines.sort_by(|(_, a), (_, b)| (b.at, &b.id).cmp(&(a.at, &a.id)));
    lines.truncate(last as usize);
    if lines.is_empty() {
        return Ok("No model was called yet.".to_owned());
    }
    Ok(lines.iter().map(|(name, line)| of_call(&currency, name, line)).collect::<Vec<_>>().join("\n"))
}

fn of_call(currency: &Currency, workspace: &str, line: &LlmCallLine) -> String {
    let cost = currency.cost(line.cost.map_or(Cost::Unknown, Cost::Computed), LOCALE);
    let tokens = |count: Option<i64>| count.map_or_else(|| "?".to_owned(), |count| count.to_string());
    let mut told = format!(
        "{}  {}  {}  {}  {}  {} ms  {}+{} tokens  {cost}  {}",
        line.at.rfc3339(),
        workspace_with_name(workspace),
        line.prompt,
        line.model.as_deref().or(line.provider.as_deref()).unwrap_or("-"),
        line.outcome,
        line.duration_us / 1000,
        tokens(line.input_tokens),
        tokens(line.output_tokens),
        line.id,
    );
    let cached = (line.cache_status == "hit").then(|| "from the cache".to_owned());
    let recorded = line.simulated.then(|| "a recorded answer".to_owned());
    for extra in [line.error_type.clone(), cached, recorded].into_iter().flatten() {
        told.push_str(&format!("  {extra}"));
    }
    if line.attempts > 1 {
        told.push_str(&format!("  {} attempts", line.attempts));
    }
    told
}

async fn budget(
    config: &Config,
    store: &Store,
    workspace: &str,
    month: &str,
    now: Millis,
) -> Result<String, Failure> {
    let own = match (month, Dollars::parse(month)) {
        ("none", _) => None,
        (_, Some(dollars)) => Some(dollars.nano()),
        (_, None) => {
            let told = "write US dollars such as 20 or 0.50, or none";
            return Err(Failure::ToMend(format!("{month:?} is no budget: {told}.")));
        }
    };
    let currency = Currency::of(&config.budget, LOCALE);
    let limit = own.unwrap_or(limits(&config.budget).workspace);
    let mut told = Vec::new();
    for (id, name) in chosen(store, Some(workspace)).await? {
        store.workspace(&id).set_budget(own, now).await?;
        let name = workspace_with_name(&name);
        told.push(format!("{name} may now spend {} a month.", currency.amount(limit, LOCALE)));
    }
    Ok(told.join("\n"))
}
