//! What calls cost, what they may cost, and what is kept of them.

mod budgets;
mod costs;
mod currencies;
mod records;
mod redaction;
