//! The outside world: one concrete struct each over a private enum of backends.
