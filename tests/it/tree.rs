mod conditions;
mod rendering;
