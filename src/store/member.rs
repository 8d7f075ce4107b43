//! Members: people with a name and a role in one workspace.

use super::{
    Installation, StoreError, Workspace, bot_member,
    database::{Tx, both},
    error::Unreadable,
    installation::workspace_title,
    row::id,
};
use crate::{
    id::{MemberId, WorkspaceId},
    time::Millis,
};

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything, with the people too.
    Owner,
    /// Briefings.
    Marketer,
    /// Says yes or no to briefings.
    Approver,
    /// Answers what only they can.
    Client,
}

impl Role {
    /// Every role, the mightiest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Marketer, Self::Approver, Self::Client];

    /// Whether they approve pieces.
    pub fn decides(self) -> bool {
        matches!(self, Self::Owner | Self::Approver)
    }

    /// As it is stored, and as the command line takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Marketer => "marketer",
            Self::Approver => "approver",
            Self::Client => "client",
        }
    }

    /// One that came from outside.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A named person with a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    pub email: Option<String>,
    pub role: Role,
    pub created_at: Millis,
    /// When they first came in; `None` while their invitation waits.
    pub joined_at: Option<Millis>,
    /// Sessions that were begun before are over.
    pub sessions_since: Millis,
}

/// A member with the workspace that they are one of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub workspace: WorkspaceId,
    /// As people read it.
    pub workspace_name: String,
    pub member: Member,
}

/// What became of a change to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberChange {
    Done,
    /// There is no such member here.
    Missing,
    /// Nobody who has come in could manage the workspace any more.
    LastOwner,
}

type Row = (String, String, Option<String>, String, i64, Option<i64>, i64);

fn member((key, name, email, role, created_at, joined_at, since): Row) -> Result<Member, StoreError> {
    Ok(Member {
        id: id(&key)?,
        name,
        email,
        role: Role::parse(&role).ok_or(Unreadable("role"))?,
        created_at: Millis(created_at),
        joined_at: joined_at.map(Millis),
        sessions_since: Millis(since),
    })
}

impl Workspace<'_> {
    /// Creates a member; `false` if the workspace has one with this e-mail already.
    pub async fn create_member(&self, member: &Member) -> Result<bool, StoreError> {
        let insert = "INSERT INTO member (id, workspace, name, email, role, created_at, joined_at, sessions_since) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace, email) DO NOTHING";
        self.insert_member(insert, member).await
    }

    /// Creates the member that an installation begins with; `false` if it has one already.
    pub async fn create_first_member(&self, member: &Member) -> Result<bool, StoreError> {
        let insert = "INSERT INTO member (id, workspace, name, email, role, created_at, joined_at, sessions_since) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $8 FROM workspace w \
             WHERE w.id = $2 AND NOT EXISTS (SELECT 1 FROM member)";
        self.insert_member(insert, member).await
    }

    /// Runs an insert of a member's eight columns; whether it wrote the row.
    async fn insert_member(&self, insert: &'static str, member: &Member) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(insert)
            .bind(member.id.as_str())
            .bind(self.id.as_str())
            .bind(&member.name)
            .bind(&member.email)
            .bind(member.role.as_str())
            .bind(member.created_at.0)
            .bind(member.joined_at.map(|at| at.0))
            .bind(member.sessions_since.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written == 1)
    }

    /// The workspace's members by name.
    pub async fn members(&self) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, email, role, created_at, joined_at, sessions_since FROM member \
             WHERE workspace = $1 ORDER BY name, id")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(member).collect()
    }

    pub async fn member(&self, id: &MemberId) -> Result<Option<Member>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, email, role, created_at, joined_at, sessions_since FROM member \
             WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(id.as_str())
            .fetch_optional(db)
            .await)?;
        row.map(member).transpose()
    }

    /// Gives a member another role.
    pub async fn set_role(&self, id: &MemberId, role: Role) -> Result<MemberChange, StoreError> {
        self.change_member(id, Some(role)).await
    }

    /// Removes a member: their links are void, their sessions over, and what their browsers wrote is each
    /// browser's own again.
    pub async fn remove_member(&self, id: &MemberId) -> Result<MemberChange, StoreError> {
        self.change_member(id, None).await
    }

    /// Ends every session that a member has begun so far, and what their browsers hold beside it: a device that is
    /// lost opens none of their conversations any more. The conversations stay theirs, wherever they sign in next.
    pub async fn end_sessions(&self, id: &MemberId, at: Millis) -> Result<(), StoreError> {
        let (workspace, id) = (self.id.as_str().to_owned(), id.as_str().to_owned());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                both!(&mut tx, db =>
                    sqlx::query("UPDATE member SET sessions_since = $1 WHERE workspace = $2 AND id = $3")
                        .bind(at.0)
                        .bind(&workspace)
                        .bind(&id)
                        .execute(&mut **db)
                        .await
                        .map(drop))?;
                for statement in [
                    "DELETE FROM visitor_token WHERE workspace = $1 \
                     AND visitor IN (SELECT id FROM visitor WHERE workspace = $1 AND member = $2)",
                    // No token's hash reads like this.
                    "UPDATE visitor SET token_hash = 'ended:' || id WHERE workspace = $1 AND member = $2",
                ] {
                    both!(&mut tx, db => sqlx::query(statement)
                        .bind(&workspace)
                        .bind(&id)
                        .execute(&mut **db)
                        .await
                        .map(drop))?;
                }
                tx.commit().await?;
                Ok(())
            })
            .await
    }

    async fn change_member(&self, id: &MemberId, role: Option<Role>) -> Result<MemberChange, StoreError> {
        let (workspace, id) = (self.id.as_str().to_owned(), id.as_str().to_owned());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let change = allowed(&mut tx, &workspace, &id, role).await?;
                if change != MemberChange::Done {
                    tx.rollback().await?;
                    return Ok(change);
                }
                match role {
                    Some(role) => {
                        both!(&mut tx, db =>
                            sqlx::query("UPDATE member SET role = $1 WHERE workspace = $2 AND id = $3")
                                .bind(role.as_str())
                                .bind(&workspace)
                                .bind(&id)
                                .execute(&mut **db)
                                .await
                                .map(drop))?;
                    }
                    None => remove(&mut tx, &workspace, &id).await?,
                }
                tx.commit().await?;
                Ok(change)
            })
            .await
    }
}

/// Whether a workspace would still have an owner who has come in.
async fn allowed(
    tx: &mut Tx<'_>,
    workspace: &str,
    member: &str,
    role: Option<Role>,
) -> Result<MemberChange, StoreError> {
    // Two owners who demote each other at once must not both succeed: the workspace's row orders them.
    both!(&mut *tx, db => sqlx::query("UPDATE workspace SET name = name WHERE id = $1")
        .bind(workspace)
        .execute(&mut **db)
        .await
        .map(drop))?;
    let found: Option<String> = both!(&mut *tx, db =>
        sqlx::query_scalar("SELECT role FROM member WHERE workspace = $1 AND id = $2")
            .bind(workspace)
            .bind(member)
            .fetch_optional(&mut **db)
            .await)?;
    let Some(found) = found else { return Ok(MemberChange::Missing) };
    if found != Role::Owner.as_str() || role == Some(Role::Owner) {
        return Ok(MemberChange::Done);
    }
    let others: i64 = both!(tx, db => sqlx::query_scalar(
        "SELECT count(*) FROM member WHERE workspace = $1 AND id <> $2 AND role = $3 AND joined_at IS NOT NULL")
        .bind(workspace)
        .bind(member)
        .bind(Role::Owner.as_str())
        .fetch_one(&mut **db)
        .await)?;
    Ok(if others > 0 { MemberChange::Done } else { MemberChange::LastOwner })
}

async fn remove(tx: &mut Tx<'_>, workspace: &str, member: &str) -> Result<(), StoreError> {
    bot_member::unlink(&mut *tx, (workspace, member), None).await?;
    for statement in [
        "UPDATE visitor SET member = NULL WHERE workspace = $1 AND member = $2",
        "DELETE FROM entry_link WHERE workspace = $1 AND member = $2",
        "DELETE FROM member WHERE workspace = $1 AND id = $2",
    ] {
        both!(&mut *tx, db => sqlx::query(statement)
            .bind(workspace)
            .bind(member)
            .execute(&mut **db)
            .await
            .map(drop))?;
    }
    Ok(())
}

impl Installation<'_> {
    /// How many members there are, over all workspaces: an installation without one is nobody's yet.
    pub async fn members(&self) -> Result<u64, StoreError> {
        let found: i64 = both!(self.store.reading(), db =>
            sqlx::query_scalar("SELECT count(*) FROM member").fetch_one(db).await)?;
        Ok(super::row::count(found)?)
    }

    /// A member with their workspace, for a session that names them.
    pub async fn membership(&self, member_id: &MemberId) -> Result<Option<Membership>, StoreError> {
        let found: Option<(String, String)> = both!(self.store.reading(), db => sqlx::query_as(
            "SELECT w.id, w.name FROM workspace w JOIN member m ON m.workspace = w.id WHERE m.id = $1")
            .bind(member_id.as_str())
            .fetch_optional(db)
            .await)?;
        let Some((workspace, workspace_name)) = found else { return Ok(None) };
        let workspace: WorkspaceId = id(&workspace)?;
        let workspace_name = workspace_title(&workspace_name).to_owned();
        let member = self.store.workspace(&workspace).member(member_id).await?;
        Ok(member.map(|member| Membership { workspace, workspace_name, member }))
    }
}
