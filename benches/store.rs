//! The store alone: conversations in a closed loop, each committing the turn that a real answer writes.
//!
//!   cargo bench --bench store -- sqlite DIRECTORY [CONVERSATIONS [SECONDS]]
//!   cargo bench --bench store -- postgres://… [CONVERSATIONS [SECONDS]]

use futures_util::future::join_all;
use pauta::{
    id::{ConversationId, VisitorId},
    store::{
        Base, Committed, Head, Inbound, NewEvent, NewMessage, NewVisitor, PieceWrites, Store, StoreConfig,
        StoreError, TurnWrite, Workspace,
    },
    time::Millis,
};
use std::{
    io::Write,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

const NOW: Millis = Millis(1_763_700_000_000);
const SYNCS: usize = 100;

fn main() -> Result<(), StoreError> {
    let given: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = given.iter().map(String::as_str).collect();
    let (config, rest) = match &words[..] {
        ["sqlite", dir, rest @ ..] => {
            println!("sync of this disk: {:?} (median)", sync_time(Path::new(dir)));
            (StoreConfig::Sqlite { file: Path::new(dir).join("bench.db"), max_bytes: None }, rest)
        }
        [url, rest @ ..] if url.starts_with("postgres") => {
            (StoreConfig::Postgres { url: (*url).to_owned() }, rest)
        }
        _ => {
            println!("store: give `sqlite DIRECTORY` or the address of a PostgreSQL, see benches/store.rs");
            return Ok(());
        }
    };
    let number = |at: usize, default: u64| rest.get(at).and_then(|word| word.parse().ok()).unwrap_or(default);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(run(&config, number(0, 100), Duration::from_secs(number(1, 5))))
}

async fn run(config: &StoreConfig, conversations: u64, time: Duration) -> Result<(), StoreError> {
    let store = Store::open(config).await?;
    store.migrate().await?;
    let (workspace, site) = store.installation().ensure_default(&[], NOW).await?;
    let here = store.workspace(&workspace);
    let visitor = VisitorId::new();
    let token_hash = visitor.to_string();
    here.create_visitor(NewVisitor {
        id: visitor.clone(),
        site: site.clone(),
        token_hash,
        time_zone: None,
        at: NOW,
    })
    .await?;
    let texts = Arc::new(Texts::new());
    let ids: Vec<ConversationId> = (0..conversations).map(|_| ConversationId::new()).collect();
    for made in join_all(ids.iter().map(|id| {
        here.commit_turn(texts.turn(id, 0, Base::New { visitor: visitor.clone(), site: site.clone() }))
    }))
    .await
    {
        assert_eq!(made?, Committed::Done);
    }
    let (start, cpu) = (Instant::now(), cpu_time());
    let mut loops = tokio::task::JoinSet::new();
    for id in ids {
        let (store, workspace, texts) = (store.clone(), workspace.clone(), texts.clone());
        loops.spawn(async move { talk(&store.workspace(&workspace), &id, &texts, start + time).await });
    }
    let mut latencies: Vec<Duration> = loops.join_all().await.into_iter().flatten().collect();
    let (elapsed, cpu) = (start.elapsed(), cpu_time().saturating_sub(cpu));
    latencies.sort_unstable();
    let turns = latencies.len() as f64;
    println!(
        "{conversations} conversations: {:.0} turns/s, {:.0} µs CPU per turn (this process), p50 {:.1?}, p99 {:.1?}",
        turns / elapsed.as_secs_f64(),
        cpu.as_secs_f64() * 1e6 / turns,
        latencies[latencies.len() / 2],
        latencies[latencies.len() * 99 / 100],
    );
    store.shutdown().await;
    Ok(())
}

async fn talk(here: &Workspace<'_>, id: &ConversationId, texts: &Texts, until: Instant) -> Vec<Duration> {
    let mut latencies = Vec::new();
    for base in 1.. {
        let start = Instant::now();
        if start > until {
            break;
        }
        let outcome = here.commit_turn(texts.turn(id, base, Base::Version(base))).await;
        assert_eq!(outcome.expect("the turn is written"), Committed::Done);
        latencies.push(start.elapsed());
    }
    latencies
}

/// Texts as long as those of a campaign briefing after some fifteen answers.
struct Texts {
    state: String,
    input: String,
    context: String,
    reply: String,
    said: String,
    ask: String,
}

impl Texts {
    fn new() -> Self {
        let fact = r#"{"is":"answered","raw":"uma frase que a pessoa escreveu","value":{"text":"uma frase"},"turn":3},"#;
        let text = |length| fact.chars().cycle().take(length).collect();
        let (state, input, context) = (text(4500), text(200), text(300));
        Self { state, input, context, reply: text(250), said: text(200), ask: text(800) }
    }

    fn turn(&self, conversation: &ConversationId, before: u64, base: Base) -> TurnWrite {
        let message = |seq, from: &str, body: &String| {
            let (kind, from, body) = ("ask".into(), from.into(), body.clone());
            NewMessage { seq, kind, from, body }
        };
        let inbound = Inbound {
            client_msg_id: format!(
                "{:08x}-7c1b-4def-8a00-000000000000",
                before.wrapping_mul(0x9e37_79b9) as u32
            ),
            body_hash: "0123456789abcdef0123456789abcdef".into(),
            reply: self.reply.clone(),
        };
        TurnWrite {
            conversation: conversation.clone(),
            base,
            head: Head {
                state: self.state.clone(),
                status: "active".into(),
                locale: "pt-BR".into(),
                title: "Padaria".into(),
                tree: "0123456789abcdef0123456789abcdef".into(),
                seq: before * 2 + 2,
            },
            event: NewEvent {
                input: self.input.clone(),
                context: self.context.clone(),
                who: r#""person""#.into(),
                engine: 1,
                inbound: Some(inbound),
            },
            messages: vec![
                message(before * 2 + 1, "person", &self.said),
                message(before * 2 + 2, "assistant", &self.ask),
            ],
            brief: None,
            brand: None,
            tasks: Vec::new(),
            fence: None,
            pieces: PieceWrites::default(),
            at: NOW,
        }
    }
}

/// The median time that the disk takes to make one page durable.
fn sync_time(dir: &Path) -> Duration {
    let mut file = std::fs::File::create(dir.join("sync")).expect("the directory exists and can be written");
    let mut times: Vec<Duration> = (0..SYNCS)
        .map(|_| {
            file.write_all(&[1; 4096]).expect("there is room");
            let start = Instant::now();
            file.sync_data().expect("the disk syncs");
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[SYNCS / 2]
}

/// User and system time of this process so far (Linux; ticks of 10 ms).
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}
