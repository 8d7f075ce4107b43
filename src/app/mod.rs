//! Everything a turn needs, built from the configuration.
