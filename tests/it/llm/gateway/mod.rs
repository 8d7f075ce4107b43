//! The gateway: keys, what rests, failover, mode.
