use super::{readable::Readable, setting::concern};

concern! {
    /// What is kept of the calls of language models. Numbers are always kept; texts for as long as it says here.
    Records in "records" {
        /// For how many days prompts and answers are kept, to be looked at when something went wrong.
        prompt_days: Days = "30", "PAUTA_PROMPT_DAYS";
        /// Whether e-mail addresses, telephone numbers and CPF are taken out of them first. Keys always are.
        hide_people: bool = "true", "PAUTA_PROMPT_HIDE_PEOPLE";
    }
}

/// A number of days, at most a hundred years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(pub u32);

impl Readable for Days {
    const ACCEPTS: &str = "a number of days; 0 keeps nothing";

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|days| *days <= 36_500).map(Self)
    }
}
