mod canonical;
mod compat;
mod conditions;
mod examples;
mod findings;
mod rendering;
mod schema;
