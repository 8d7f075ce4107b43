//! Many streams at once: how late a piece is said after it left the provider.

use crate::{Failed, figures::Figures, node::Node, provider::Provider};
use pauta::{llm::CacheUse, outside::llm::Piece};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::Instant};

/// How many at once, from few to many.
const AT_ONCE: [usize; 3] = [1, 50, 200];
/// Answers in all for each of them.
const ANSWERS: usize = 600;

pub async fn run(dir: &Path, provider: &Provider) -> Result<(), Failed> {
    for at_once in AT_ONCE {
        let node = Arc::new(Node::open(dir, provider, "free", &[]).await?);
        let mut streams = JoinSet::new();
        for stream in 0..at_once {
            let (node, left) = (node.clone(), provider.left.clone());
            let answers = (ANSWERS / at_once).min(40);
            streams.spawn(async move {
                let mut heard: Vec<(String, Instant)> = Vec::new();
                for answer in 0..answers {
                    let asked = node.asked(stream * ANSWERS + answer, CacheUse::Off);
                    let mut say = |piece: Piece<'_>| {
                        if let Piece::Text(words) = piece {
                            heard.push((words.to_owned(), Instant::now()));
                        }
                        true
                    };
                    node.llm.ask(asked, &mut say).await.map_err(|error| error.to_string())?;
                }
                let left = left.lock().expect("nobody panics with it");
                let late = |(words, at): (String, Instant)| Some(at.duration_since(*left.get(&words)?));
                Ok::<Vec<Duration>, String>(heard.into_iter().filter_map(late).collect())
            });
        }
        let mut figures = Figures::default();
        while let Some(ended) = streams.join_next().await {
            ended??.into_iter().for_each(|late| figures.add(late));
        }
        println!("{at_once:3} streams        {} of {} pieces", figures.summary(), figures.count());
    }
    Ok(())
}
