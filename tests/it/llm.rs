//! The model at the table: one provider's wire, the gateway, its cache and its books.

mod cache;
mod gateway;
mod ledger;
mod provider;
mod wire;
