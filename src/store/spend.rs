//! What language models may cost and what they did: reserved before a call, settled after it.
//! Amounts are nano-dollars.

use super::{
    Installation, StoreError, Workspace,
    database::{Tx, both},
    row::id,
};
use crate::{
    id::{ConversationId, Id, WorkspaceId, kind},
    time::Millis,
};

/// What a budget is for. The order is that in which rows are locked, everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpendScope {
    Installation,
    Workspace,
    Conversation,
}

impl SpendScope {
    pub const ALL: [Self; 3] = [Self::Installation, Self::Workspace, Self::Conversation];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Installation => "installation",
            Self::Workspace => "workspace",
            Self::Conversation => "conversation",
        }
    }
}

/// The limits that hold where a workspace has none of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpendLimits {
    pub installation: i64,
    pub workspace: i64,
    pub conversation: i64,
}

/// Something set aside for one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub id: Id<kind::Call>,
    pub workspace: WorkspaceId,
    pub conversation: Option<ConversationId>,
    /// The month, as `2026-11`.
    pub period: String,
    pub amount: i64,
    /// Whether `amount` comes from a price, or stands in for one.
    pub priced: bool,
    /// When it is taken for spent if nobody has settled it.
    pub expires_at: Millis,
}

/// What a call cost in the end: so much, or nobody knows.
pub type Charge = Option<i64>;

/// One entry in the books.
#[derive(Clone, Debug)]
pub enum Booking {
    Reserve(Hold),
    /// For a hold that is gone already (its time was over, and it was taken for spent) nothing is changed.
    Settle(Hold, Charge),
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Booked {
    /// The budgets of which four fifths are used now for the first time.
    Done(Vec<SpendScope>),
    /// It does not fit into this budget; nothing is set aside anywhere.
    Over(SpendScope),
}

/// A budget as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    pub used: i64,
    /// Counted for calls whose price nobody knows.
    pub stood_in: i64,
    /// How many those were.
    pub unpriced: i64,
    pub reserved: i64,
    /// When four fifths were used.
    pub noticed_at: Option<Millis>,
}

/// Holds that are swept at once.
const SWEPT: i64 = 100;

impl Installation<'_> {
    /// Makes the entries in their order, in one transaction: all of them, or on an error none.
    pub async fn book(
        &self,
        entries: Vec<Booking>,
        limits: SpendLimits,
        at: Millis,
    ) -> Result<Vec<Booked>, StoreError> {
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let mut booked = Vec::with_capacity(entries.len());
                for entry in &entries {
                    booked.push(match entry {
                        Booking::Reserve(hold) => reserve(&mut tx, hold, limits).await?,
                        Booking::Settle(hold, charge) => {
                            Booked::Done(settle(&mut tx, hold, *charge, (limits, at)).await?)
                        }
                    });
                }
                tx.commit().await?;
                Ok(booked)
            })
            .await
    }

    /// Takes the holds whose time is over for spent: their process died with the call under way, which may
    /// have cost all of it. Gives how many they were.
    pub async fn sweep_holds(&self, limits: SpendLimits, at: Millis) -> Result<usize, StoreError> {
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let rows: Vec<HoldRow> = both!(&mut tx, db => sqlx::query_as(
                    "SELECT id, workspace, conversation, period, amount, priced, expires_at FROM reservation \
                     WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2")
                    .bind(at.0)
                    .bind(SWEPT)
                    .fetch_all(&mut **db)
                    .await)?;
                for row in &rows {
                    let hold = hold(row)?;
                    let charge = hold.priced.then_some(hold.amount);
                    settle(&mut tx, &hold, charge, (limits, at)).await?;
                }
                tx.commit().await?;
                Ok(rows.len())
            })
            .await
    }

    /// What the installation has spent in a month.
    pub async fn spent(&self, period: &str) -> Result<Spent, StoreError> {
        let row = both!(self.store.reading(), db => sqlx::query_as(SPENT)
            .bind(SpendScope::Installation.as_str())
            .bind("")
            .bind(period)
            .fetch_optional(db)
            .await)?;
        Ok(spent(row))
    }
}

impl Workspace<'_> {
    /// What the workspace has spent in a month.
    pub async fn spent(&self, period: &str) -> Result<Spent, StoreError> {
        let row = both!(self.reading(), db => sqlx::query_as(SPENT)
            .bind(SpendScope::Workspace.as_str())
            .bind(self.id.as_str())
            .bind(period)
            .fetch_optional(db)
            .await)?;
        Ok(spent(row))
    }

    /// What a conversation has spent in all.
    pub async fn spent_on(&self, conversation: &ConversationId) -> Result<Spent, StoreError> {
        let row = both!(self.reading(), db => sqlx::query_as(
            "SELECT s.used, s.stood_in, s.unpriced, s.reserved, s.noticed_at FROM spend s \
             JOIN conversation c ON c.id = s.owner \
             WHERE s.scope = $1 AND s.owner = $2 AND s.period = $3 AND c.workspace = $4")
            .bind(SpendScope::Conversation.as_str())
            .bind(conversation.as_str())
            .bind("")
            .bind(self.id.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(spent(row))
    }

    /// The workspace's own limit of a month, if it has one.
    pub async fn budget(&self) -> Result<Option<i64>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(BUDGET)
            .bind(self.id.as_str())
            .fetch_optional(db)
            .await)?)
    }

    /// Gives the workspace a limit of its own, or takes it away.
    pub async fn set_budget(&self, month: Option<i64>, at: Millis) -> Result<(), StoreError> {
        match month {
            Some(month) => both!(self.writing(), db => sqlx::query(
                "INSERT INTO budget (workspace, month, set_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (workspace) DO UPDATE SET month = excluded.month, set_at = excluded.set_at")
                .bind(self.id.as_str())
                .bind(month)
                .bind(at.0)
                .execute(db)
                .await
                .map(drop))?,
            None => both!(self.writing(), db => sqlx::query("DELETE FROM budget WHERE workspace = $1")
                .bind(self.id.as_str())
                .execute(db)
                .await
                .map(drop))?,
        }
        Ok(())
    }
}

/// `$1` scope, `$2` owner, `$3` period.
const SPENT: &str = "SELECT used, stood_in, unpriced, reserved, noticed_at FROM spend \
    WHERE scope = $1 AND owner = $2 AND period = $3";
const BUDGET: &str = "SELECT month FROM budget WHERE workspace = $1";

fn spent(row: Option<(i64, i64, i64, i64, Option<i64>)>) -> Spent {
    row.map_or_else(Spent::default, |(used, stood_in, unpriced, reserved, noticed_at)| Spent {
        used,
        stood_in,
        unpriced,
        reserved,
        noticed_at: noticed_at.map(Millis),
    })
}

type HoldRow = (String, String, Option<String>, String, i64, bool, i64);

fn hold(
    (key, workspace, conversation, period, amount, priced, expires_at): &HoldRow,
) -> Result<Hold, StoreError> {
    Ok(Hold {
        id: id(key)?,
        workspace: id(workspace)?,
        conversation: conversation.as_deref().map(id).transpose()?,
        period: period.clone(),
        amount: *amount,
        priced: *priced,
        expires_at: Millis(*expires_at),
    })
}

/// A hold's budgets in the order of locking, each with its owner and window.
fn budgets(hold: &Hold) -> impl Iterator<Item = (SpendScope, &str, &str)> {
    SpendScope::ALL.into_iter().filter_map(|scope| match scope {
        SpendScope::Installation => Some((scope, "", hold.period.as_str())),
        SpendScope::Workspace => Some((scope, hold.workspace.as_str(), hold.period.as_str())),
        SpendScope::Conversation => Some((scope, hold.conversation.as_ref()?.as_str(), "")),
    })
}

async fn limit(
    tx: &mut Tx<'_>,
    scope: SpendScope,
    owner: &str,
    limits: SpendLimits,
) -> Result<i64, StoreError> {
    Ok(match scope {
        SpendScope::Installation => limits.installation,
        SpendScope::Conversation => limits.conversation,
        SpendScope::Workspace => {
            let own: Option<i64> = both!(tx, db =>
                sqlx::query_scalar(BUDGET).bind(owner).fetch_optional(&mut **db).await)?;
            own.unwrap_or(limits.workspace)
        }
    })
}

/// Sets the amount aside in every budget, or in none.
async fn reserve(tx: &mut Tx<'_>, hold: &Hold, limits: SpendLimits) -> Result<Booked, StoreError> {
    let mut held = Vec::new();
    for (scope, owner, period) in budgets(hold) {
        let limit = limit(tx, scope, owner, limits).await?;
        // The condition and the addition are one statement: however many come at once, each sees the others.
        let fits = hold.amount <= limit
            && both!(&mut *tx, db => sqlx::query(
                "INSERT INTO spend (scope, owner, period, used, stood_in, unpriced, reserved) \
                 VALUES ($1, $2, $3, 0, 0, 0, $4) ON CONFLICT (scope, owner, period) \
                 DO UPDATE SET reserved = spend.reserved + excluded.reserved \
                 WHERE spend.used + spend.stood_in + spend.reserved + excluded.reserved <= $5")
                .bind(scope.as_str())
                .bind(owner)
                .bind(period)
                .bind(hold.amount)
                .bind(limit)
                .execute(&mut **db)
                .await
                .map(|done| done.rows_affected()))?
                == 1;
        if !fits {
            for (scope, owner, period) in held {
                give_back(tx, (scope, owner, period), hold.amount, (0, 0, 0)).await?;
            }
            return Ok(Booked::Over(scope));
        }
        held.push((scope, owner, period));
    }
    both!(tx, db => sqlx::query(
        "INSERT INTO reservation (id, workspace, conversation, period, amount, priced, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(hold.id.as_str())
        .bind(hold.workspace.as_str())
        .bind(hold.conversation.as_ref().map(Id::as_str))
        .bind(&hold.period)
        .bind(hold.amount)
        .bind(hold.priced)
        .bind(hold.expires_at.0)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(Booked::Done(Vec::new()))
}

/// Takes a hold back and books what it cost. Gives the budgets that came to four fifths by it.
async fn settle(
    tx: &mut Tx<'_>,
    hold: &Hold,
    charge: Charge,
    (limits, at): (SpendLimits, Millis),
) -> Result<Vec<SpendScope>, StoreError> {
    let found = both!(&mut *tx, db => sqlx::query("DELETE FROM reservation WHERE id = $1")
        .bind(hold.id.as_str())
        .execute(&mut **db)
        .await
        .map(|done| done.rows_affected()))?;
    let mut noticed = Vec::new();
    if found == 0 {
        return Ok(noticed);
    }
    let added = charge.map_or((0, hold.amount, 1), |cost| (cost, 0, 0));
    for (scope, owner, period) in budgets(hold) {
        let Some((counted, before)) = give_back(tx, (scope, owner, period), hold.amount, added).await? else {
            continue;
        };
        let limit = limit(tx, scope, owner, limits).await?;
        if before.is_none() && counted > 0 && counted >= limit / 5 * 4 {
            both!(&mut *tx, db => sqlx::query(
                "UPDATE spend SET noticed_at = $1 WHERE scope = $2 AND owner = $3 AND period = $4")
                .bind(at.0)
                .bind(scope.as_str())
                .bind(owner)
                .bind(period)
                .execute(&mut **db)
                .await
                .map(drop))?;
            noticed.push(scope);
        }
    }
    Ok(noticed)
}

/// Takes `amount` out of what is set aside and adds to what is used, stood in for, and without a price.
/// Gives what then counts against the limit, and when that was noticed.
async fn give_back(
    tx: &mut Tx<'_>,
    (scope, owner, period): (SpendScope, &str, &str),
    amount: i64,
    (used, stood_in, unpriced): (i64, i64, i64),
) -> Result<Option<(i64, Option<i64>)>, StoreError> {
    Ok(both!(tx, db => sqlx::query_as(
        "UPDATE spend SET reserved = reserved - $1, used = used + $2, stood_in = stood_in + $3, \
         unpriced = unpriced + $4 WHERE scope = $5 AND owner = $6 AND period = $7 \
         RETURNING used + stood_in, noticed_at")
        .bind(amount)
        .bind(used)
        .bind(stood_in)
        .bind(unpriced)
        .bind(scope.as_str())
        .bind(owner)
        .bind(period)
        .fetch_optional(&mut **db)
        .await)?)
}
