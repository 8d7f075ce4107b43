//! Questions of a briefing that a colleague was asked, and who can be asked.

use super::{
    StoreError, Workspace,
    bot_chat::GROUP,
    database::both,
    error::Unreadable,
    member::{Member, Role},
    row::id,
};
use crate::{
    id::{BotId, ConversationId, MemberId, VisitorId},
    time::Millis,
};

/// How far a question is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionState {
    Waiting,
    Answered,
    /// Whoever was asked has no answer.
    Declined,
    /// Somebody else answered, or it is not wanted any more.
    TakenBack,
}

impl QuestionState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Answered, Self::Declined, Self::TakenBack];

    fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Answered => "answered",
            Self::Declined => "declined",
            Self::TakenBack => "taken_back",
        }
    }
}

/// A question that a colleague was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColleagueQuestion {
    pub id: String,
    pub conversation: ConversationId,
    /// In whose name it was asked.
    pub visitor: VisitorId,
    pub path: String,
    /// What it fills, as the brief calls it.
    pub label: String,
    pub why: String,
    pub member: MemberId,
    /// Who asks, by the name that the colleague is told.
    pub asker: String,
    pub state: QuestionState,
    pub at: Millis,
    /// Whether they were shown it.
    pub is_put: bool,
}

type Row = (String, String, String, String, String, String, String, String, String, i64, Option<i64>);

fn question(row: Row) -> Result<ColleagueQuestion, StoreError> {
    let (key, conversation, visitor, path, label, why, member, asker, state, at, put_at) = row;
    let state = QuestionState::ALL.into_iter().find(|known| known.name() == state);
    Ok(ColleagueQuestion {
        id: key,
        conversation: id(&conversation)?,
        visitor: id(&visitor)?,
        path,
        label,
        why,
        member: id(&member)?,
        asker,
        state: state.ok_or(Unreadable("state"))?,
        at: Millis(at),
        is_put: put_at.is_some(),
    })
}

impl Workspace<'_> {
    /// Keeps a question for a member; the same one again changes nothing. Nothing is kept of a conversation or for
    /// a member of another workspace.
    pub async fn keep_colleague_question(&self, new: &ColleagueQuestion) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "INSERT INTO colleague_question (id, workspace, conversation, visitor, path, label, why, member, \
             asker, state, at) \
             SELECT $1, c.workspace, c.id, $4, $5, $6, $7, m.id, $9, 'waiting', $10 FROM conversation c, member m \
             WHERE c.workspace = $2 AND c.id = $3 AND m.workspace = $2 AND m.id = $8 ON CONFLICT DO NOTHING")
            .bind(&new.id)
            .bind(self.id.as_str())
            .bind(new.conversation.as_str())
            .bind(new.visitor.as_str())
            .bind(&new.path)
            .bind(&new.label)
            .bind(&new.why)
            .bind(new.member.as_str())
            .bind(&new.asker)
            .bind(new.at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    pub async fn colleague_question(&self, key: &str) -> Result<Option<ColleagueQuestion>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, conversation, visitor, path, label, why, member, asker, state, at, put_at \
             FROM colleague_question WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(key)
            .fetch_optional(db)
            .await)?;
        row.map(question).transpose()
    }

    /// What waits for a member, the oldest first.
    pub async fn questions_for(&self, member: &MemberId) -> Result<Vec<ColleagueQuestion>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, conversation, visitor, path, label, why, member, asker, state, at, put_at \
             FROM colleague_question WHERE workspace = $1 AND member = $2 AND state = 'waiting' ORDER BY at, id")
            .bind(self.id.as_str())
            .bind(member.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(question).collect()
    }

    /// Notes that whoever was asked was shown it.
    pub async fn colleague_question_put(&self, key: &str, at: Millis) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "UPDATE colleague_question SET put_at = $3 WHERE workspace = $1 AND id = $2 AND put_at IS NULL")
            .bind(self.id.as_str())
            .bind(key)
            .bind(at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Ends one that waits. `false` if it had ended.
    pub async fn end_colleague_question(
        &self,
        key: &str,
        state: QuestionState,
        at: Millis,
    ) -> Result<bool, StoreError> {
        let ended = both!(self.writing(), db => sqlx::query(
            "UPDATE colleague_question SET state = $3, ended_at = $4 \
             WHERE workspace = $1 AND id = $2 AND state = 'waiting'")
            .bind(self.id.as_str())
            .bind(key)
            .bind(state.name())
            .bind(at.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(ended > 0)
    }

    /// Chats of a bot whose person was not shown a question that waits for them.
    pub async fn chats_asked(&self, bot: &BotId) -> Result<Vec<i64>, StoreError> {
        Ok(both!(self.reading(), db => sqlx::query_scalar(
            "SELECT DISTINCT t.chat FROM colleague_question q CROSS JOIN telegram_chat t \
             WHERE t.workspace = q.workspace AND t.member = q.member AND q.workspace = $1 AND q.state = 'waiting' AND q.put_at IS NULL \
             AND t.bot = $2 AND t.kind <> $3 AND t.gone_at IS NULL")
            .bind(self.id.as_str())
            .bind(bot.as_str())
            .bind(GROUP)
            .fetch_all(db)
            .await)?)
    }

    /// Members who can be asked in Telegram, by their names.
    pub async fn colleagues(&self) -> Result<Vec<(MemberId, String, Role)>, StoreError> {
        let rows: Vec<(String, String, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT m.id, m.name, m.role FROM member m WHERE m.workspace = $1 AND EXISTS (SELECT 1 \
             FROM telegram_chat t WHERE t.workspace = $1 AND t.member = m.id AND t.kind <> $2 \
             AND t.gone_at IS NULL) ORDER BY m.name, m.id")
            .bind(self.id.as_str())
            .bind(GROUP)
            .fetch_all(db)
            .await)?;
        let colleague = |(key, name, role): (String, String, String)| {
            Ok((id(&key)?, name, Role::parse(&role).ok_or(Unreadable("role"))?))
        };
        rows.into_iter().map(colleague).collect()
    }

    /// Which member a visitor is, if they said so.
    pub async fn member_of(&self, visitor: &VisitorId) -> Result<Option<Member>, StoreError> {
        let found: Option<String> = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT m.id FROM visitor v JOIN member m ON m.workspace = v.workspace AND m.id = v.member \
             WHERE v.workspace = $1 AND v.id = $2")
            .bind(self.id.as_str())
            .bind(visitor.as_str())
            .fetch_optional(db)
            .await)?;
        match found {
            Some(key) => self.member(&id(&key)?).await,
            None => Ok(None),
        }
    }
}
