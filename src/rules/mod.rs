//! The built-in rules: what stands in for a model. Pure; they invent nothing.
