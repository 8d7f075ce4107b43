//! Between a row's columns and the types of the rest of Pauta.

use super::error::Unreadable;
use crate::id::Id;

/// A count as a column. What no column can hold is beyond every row, which is what the largest one says.
pub(super) fn column(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) fn count(column: i64) -> Result<u64, Unreadable> {
    u64::try_from(column).map_err(|_| Unreadable("count"))
}

pub(super) fn small(column: i64) -> Result<u32, Unreadable> {
    u32::try_from(column).map_err(|_| Unreadable("count"))
}

pub(super) fn id<K>(column: &str) -> Result<Id<K>, Unreadable> {
    Id::parse(column).ok_or(Unreadable("id"))
}

pub(super) fn maybe_id<K>(column: Option<&str>) -> Result<Option<Id<K>>, Unreadable> {
    column.map(id).transpose()
}
