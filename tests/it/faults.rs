//! The real binary when things go wrong: kills, stops, hostile clients, a database that is not to be had.

mod database;
mod full_disk;
mod kills;
mod memory;
mod silent;
mod stops;
