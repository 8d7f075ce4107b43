//! Configuration: one TOML file and the environment, one struct per concern, read once at start.
