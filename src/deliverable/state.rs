//! How far a piece is.

use serde::{Deserialize, Serialize};

/// The state of a piece. What may follow from which is in `board`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// In a plan that was not started, or waiting for what it is made from.
    Planned,
    /// A worker will take it.
    Queued,
    Generating,
    GenerationFailed,
    /// There is a version that nobody was asked about: it has errors, or its author works on it.
    Draft,
    /// Waits for the team.
    InReview,
    /// Waits for the client.
    ClientReview,
    ChangesRequested,
    ApprovedWithChanges,
    Approved,
    OnHold,
    /// What it was made from has changed.
    Stale,
    Rejected,
    /// Given up before there was a version.
    Cancelled,
}

impl State {
    pub const ALL: [Self; 14] = [
        Self::Planned,
        Self::Queued,
        Self::Generating,
        Self::GenerationFailed,
        Self::Draft,
        Self::InReview,
        Self::ClientReview,
        Self::ChangesRequested,
        Self::ApprovedWithChanges,
        Self::Approved,
        Self::OnHold,
        Self::Stale,
        Self::Rejected,
        Self::Cancelled,
    ];

    /// As rows and the protocol name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Queued => "queued",
            Self::Generating => "generating",
            Self::GenerationFailed => "generation_failed",
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::ClientReview => "client_review",
            Self::ChangesRequested => "changes_requested",
            Self::ApprovedWithChanges => "approved_with_changes",
            Self::Approved => "approved",
            Self::OnHold => "on_hold",
            Self::Stale => "stale",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// Somebody has to decide.
    pub fn waits(self) -> bool {
        matches!(self, Self::InReview | Self::ClientReview)
    }

    /// A worker has it, or will.
    pub fn runs(self) -> bool {
        matches!(self, Self::Queued | Self::Generating)
    }
}
