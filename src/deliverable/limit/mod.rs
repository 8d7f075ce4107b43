//! What channels take, as data: every row with its source and date.
