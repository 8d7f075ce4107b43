//! The one impure join: load, step, commit, wake.
