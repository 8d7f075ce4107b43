//! Other ways to say the same, each unlike the one that there is and unlike the others.

use super::{
    Writer,
    order::{Inspect, Order, Part, Sought, Unwritten, Written},
    same,
};
use crate::{
    deliverable::Content,
    llm::{Answers, CacheUse},
};
use futures_util::future::join_all;

/// More at once is nothing that a person compares.
const MOST: u32 = 6;

impl<M: Answers> Writer<M> {
    /// As many as were asked for, or fewer. What came out like another one is asked for once more.
    pub(super) async fn variations(
        &self,
        order: &Order,
        of: &Content,
        count: u32,
        inspect: &Inspect<'_>,
    ) -> Result<Vec<Written>, Unwritten> {
        let sought: Vec<Sought> =
            (1..=count.clamp(1, MOST)).map(|nth| another(order, vec![of], nth)).collect();
        let all = join_all(sought.iter().map(|one| self.ask(one, CacheUse::Off, inspect))).await;
        let mut kept: Vec<Written> = Vec::new();
        let mut why = Unwritten::Unfit;
        let mut alike = Vec::new();
        for (one, nth) in all.into_iter().zip(1..) {
            match one {
                Ok(written) if is_new(&written, of, &kept) => kept.push(written),
                Ok(_) => alike.push(nth),
                Err(error) => why = error,
            }
        }
        for nth in alike {
            let taken: Vec<Content> = kept.iter().map(|written| written.content.clone()).collect();
            let unlike = std::iter::once(of).chain(&taken).collect();
            match self.ask(&another(order, unlike, nth), CacheUse::Off, inspect).await {
                Ok(written) if is_new(&written, of, &kept) => kept.push(written),
                Ok(_) => {}
                Err(error) => why = error,
            }
        }
        if kept.is_empty() { Err(why) } else { Ok(kept) }
    }
}

pub fn another<'a>(order: &'a Order, unlike: Vec<&'a Content>, nth: u32) -> Sought<'a> {
    Sought { order, part: Part::Whole, unlike, nth }
}

fn is_new(written: &Written, of: &Content, kept: &[Written]) -> bool {
    !same(&written.content, of) && kept.iter().all(|other| !same(&written.content, &other.content))
}
