//! From tokens to nano-dollars: each token once, nothing negative, nothing unknown taken for nothing.

use pauta::{
    llm::{Cost, Long, Price, Used, tokens},
    outside::llm::{Image, Part, Request, Role, Turn, Usage},
};

/// Dollars for a million tokens: 3 in, 0.3 from the cache, 3.75 into it, 15 out.
fn price() -> Price {
    Price {
        version: "2026-11-26".into(),
        input: Some(3_000),
        cache_read: Some(300),
        cache_write: Some(3_750),
        output: Some(15_000),
        ..Price::default()
    }
}

fn usage(input: u64, output: u64) -> Usage {
    Usage { input: Some(input), output: Some(output), ..Usage::default() }
}

fn cost(usage: Usage, price: &Price) -> Cost {
    Used { usage, ..Used::default() }.cost(Some(price))
}

#[test]
fn each_token_is_paid_for_once() {
    assert_eq!(cost(usage(1000, 200), &price()), Cost::Computed(1000 * 3_000 + 200 * 15_000));
    let cached = Usage { cache_read: Some(600), cache_write: Some(300), ..usage(1000, 200) };
    let wanted = 100 * 3_000 + 600 * 300 + 300 * 3_750 + 200 * 15_000;
    assert_eq!(cost(cached, &price()), Cost::Computed(wanted), "the input has the cached ones in it");
    let thought = Usage { reasoning: Some(150), ..usage(1000, 200) };
    assert_eq!(
        cost(thought, &price()),
        cost(usage(1000, 200), &price()),
        "the output has the thoughts in it"
    );
    let no_discount = Price { cache_read: None, ..price() };
    let read = Usage { cache_read: Some(600), ..usage(1000, 0) };
    assert_eq!(cost(read, &no_discount), Cost::Computed(1000 * 3_000), "no discount is known");
}

#[test]
fn a_count_that_cannot_be_is_never_negative() {
    let odd = Usage { cache_read: Some(900), cache_write: Some(900), ..usage(1000, 0) };
    assert_eq!(cost(odd, &price()), Cost::Computed(900 * 300 + 900 * 3_750));
    let odd = Usage { image_input: Some(5000), image_output: Some(5000), ..usage(10, 0) };
    assert_eq!(cost(odd, &price()), Cost::Computed(10 * 3_000));
    assert_eq!(cost(usage(u64::MAX, u64::MAX), &price()), Cost::Computed(i64::MAX));
}

#[test]
fn what_has_no_price_is_unknown_and_never_nothing() {
    let used = Used { usage: usage(10, 10), ..Used::default() };
    assert_eq!(used.cost(None), Cost::Unknown);
    assert_eq!(used.cost(Some(&Price::default())), Cost::Unknown);
    let no_output = Price { output: None, ..price() };
    assert_eq!(cost(usage(10, 10), &no_output), Cost::Unknown);
    assert_eq!(cost(usage(10, 0), &no_output), Cost::Computed(30_000), "it was not needed");
    let no_write = Price { cache_write: None, ..price() };
    assert_eq!(cost(Usage { cache_write: Some(1), ..usage(10, 0) }, &no_write), Cost::Unknown);
    assert_eq!(cost(Usage { image_output: Some(1), ..usage(10, 10) }, &price()), Cost::Unknown);
    assert_eq!(used.cost(Some(&Price::free())), Cost::Computed(0), "a server of one's own sends no bill");
}

#[test]
fn long_prompts_pictures_and_sound_have_prices_of_their_own() {
    let long =
        Long { above: 200_000, input: 6_000, cache_read: Some(600), cache_write: None, output: 22_500 };
    let price = Price { long: Some(long), ..price() };
    assert_eq!(cost(usage(200_000, 10), &price), Cost::Computed(200_000 * 3_000 + 10 * 15_000));
    assert_eq!(cost(usage(200_001, 10), &price), Cost::Computed(200_001 * 6_000 + 10 * 22_500));

    let drawn = Usage { image_input: Some(400), image_output: Some(1000), ..usage(500, 1010) };
    let by_token = Price { image_input: Some(8_000), image_output: Some(30_000), ..price.clone() };
    let wanted = 100 * 3_000 + 400 * 8_000 + 10 * 15_000 + 1000 * 30_000;
    assert_eq!(cost(drawn, &by_token), Cost::Computed(wanted));
    let by_piece = Price { image: Some(20_000_000), ..Price::default() };
    let two = Used { images: 2, ..Used::default() };
    assert_eq!(two.cost(Some(&by_piece)), Cost::Computed(40_000_000));
    let heard = Used { seconds: 90, ..Used::default() };
    let by_minute = Price { minute: Some(6_000_000), ..Price::default() };
    assert_eq!(heard.cost(Some(&by_minute)), Cost::Computed(9_000_000));
    assert_eq!(heard.cost(Some(&price)), Cost::Unknown);
}

#[test]
fn what_nobody_counted_is_estimated_and_says_so() {
    assert_eq!((tokens(""), tokens("pão"), tokens("pães"), tokens("漢字")), (0, 1, 2, 2));
    let image = Image { kind: "image/png".into(), bytes: (*b"x").into() };
    let parts = vec![Part::Text("abc".repeat(100)), Part::Image(image)];
    let turns = vec![Turn { role: Role::User, parts }];
    let request = Request { system: "abc".repeat(10), turns, max_tokens: 50, ..Request::default() };
    let prompt = 8 + 10 + 8 + 100 + 1600;
    let silent = Used::of(Usage::default(), &request, "abcabc");
    assert_eq!((silent.usage, silent.estimated), (usage(prompt, 2), true));
    assert_eq!(
        silent.cost(Some(&price())),
        Cost::Estimated(i64::try_from(prompt).unwrap() * 3_000 + 2 * 15_000)
    );
    let endless = Used::of(Usage::default(), &request, &"abc".repeat(1_000));
    assert_eq!(endless.usage, usage(prompt, 50), "nobody bills more than was allowed");
    let counted = Used::of(usage(7, 3), &request, "abcabc");
    assert_eq!((counted.usage, counted.estimated), (usage(7, 3), false));
    assert_eq!(Used::at_most(&request).usage, usage(prompt, 50));
    assert_eq!(Used::until_now(&request, "abc").usage, usage(prompt, 1));
}
