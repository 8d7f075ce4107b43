//! The currencies that are read and shown.

use super::token::Token;

/// A currency: its ISO 4217 code, its sign, how many digits its minor unit has, and other words for it.
#[derive(Debug)]
pub struct Currency {
    pub code: &'static str,
    pub sign: &'static str,
    pub digits: u32,
    words: &'static [&'static str],
}

const CURRENCIES: &[Currency] = &[
    currency("BRL", "R$", 2, &["real", "reais", "conto", "contos", "pila", "pilas", "merreis"]),
    currency("USD", "US$", 2, &["u$", "dolar", "dolares", "dollar", "dollars", "bucks", "buck"]),
    currency("EUR", "€", 2, &["euro", "euros"]),
    currency("GBP", "£", 2, &["libra", "libras", "pound", "pounds", "quid"]),
    currency("CAD", "CA$", 2, &["c$"]),
    currency("AUD", "A$", 2, &["au$"]),
    currency("CHF", "CHF", 2, &["franco", "francos", "franc", "francs"]),
    currency("JPY", "¥", 0, &["yen", "iene", "ienes"]),
    currency("MXN", "MXN", 2, &[]),
    currency("ARS", "ARS", 2, &[]),
    currency("CLP", "CLP", 0, &[]),
    currency("COP", "COP", 2, &[]),
    currency("UYU", "UYU", 2, &[]),
    currency("INR", "₹", 2, &["rupee", "rupees"]),
    currency("CNY", "CNY", 2, &["yuan"]),
];

const fn currency(
    code: &'static str,
    sign: &'static str,
    digits: u32,
    words: &'static [&'static str],
) -> Currency {
    Currency { code, sign, digits, words }
}

/// The currency of that code.
pub fn by_code(code: &str) -> Option<&'static Currency> {
    CURRENCIES.iter().find(|c| c.code == code)
}

/// The currency that the token names; a bare `$` is that of the question where it has dollars of its own
/// or reais, else US dollars.
pub fn named(token: &Token, own: &'static Currency) -> Option<&'static Currency> {
    if token.text == "$" {
        return if own.sign.ends_with('$') { Some(own) } else { by_code("USD") };
    }
    let says = |c: &&Currency| {
        let word = token.text.as_str();
        c.words.contains(&word) || c.code.eq_ignore_ascii_case(word) || c.sign.eq_ignore_ascii_case(word)
    };
    CURRENCIES.iter().find(says)
}
