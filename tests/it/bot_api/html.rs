//! Telegram's HTML: what is text, what is an entity, what is refused.

use super::{Here, refusal};
use serde_json::json;

#[tokio::test]
async fn html_is_read_as_telegram_reads_it() {
    let here = Here::new().await;
    let read = [
        ("<b>a</b> <strong>b</strong>", "a b", json!([["bold", 0, 1], ["bold", 2, 1]])),
        ("<i>é<u>😀</u></i>", "é😀", json!([["italic", 0, 3], ["underline", 1, 2]])),
        ("<pre><code class=\"language-rust\">x</code></pre>", "x", json!([["pre", 0, 1]])),
        ("<a href=\"https://a.example/?x=1&amp;y\">ir</a>", "ir", json!([["text_link", 0, 2]])),
        (
            "<span class='tg-spoiler'>s</span><tg-spoiler>t</tg-spoiler>",
            "st",
            json!([["spoiler", 0, 1], ["spoiler", 1, 1]]),
        ),
        ("<blockquote expandable>q</blockquote>", "q", json!([["expandable_blockquote", 0, 1]])),
        ("&lt;b&gt; &amp;amp; &quot; &#233; &#x1F600;", "<b> &amp; \" é 😀", json!([])),
        ("&nbsp; & &copy; a > b", "&nbsp; & &copy; a > b", json!([])),
        ("  <b> a </b>\n", "a", json!([["bold", 0, 1]])),
        ("<b></b>a", "a", json!([])),
    ];
    for (html, text, entities) in read {
        let answer = here.to_ana("sendMessage", json!({ "text": html, "parse_mode": "HTML" })).await;
        assert_eq!(answer["result"]["text"], text, "{html}: {answer}");
        let all = answer["result"]["entities"].as_array().cloned().unwrap_or_default();
        let all: Vec<_> = all.iter().map(|it| json!([it["type"], it["offset"], it["length"]])).collect();
        assert_eq!(json!(all), entities, "{html}");
    }
}

#[tokio::test]
async fn html_that_telegram_cannot_read_is_refused_in_its_words() {
    let here = Here::new().await;
    let refused = [
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("a <br> b", "Unsupported start tag \"br\" at byte offset 2"),
        ("<p>a</p>", "Unsupported start tag \"p\" at byte offset 0"),
        ("<span>a</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
        ("<b>a", "Can't find end tag corresponding to start tag \"b\""),
        ("<b><i>a</b></i>", "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\""),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        (
            "<a href>a</a>",
            "Expected equal sign in declaration of an attribute of the tag \"a\" at byte offset 0",
        ),
        ("<a =x>a</a>", "Empty attribute name in the tag \"a\" at byte offset 0"),
    ];
    for (html, why) in refused {
        let answer = here.to_ana("sendMessage", json!({ "text": html, "parse_mode": "HTML" })).await;
        assert_eq!(refusal(&answer), format!("Bad Request: can't parse entities: {why}"), "{html}");
    }
    let plain = here.to_ana("sendMessage", json!({ "text": "a <br> b" })).await;
    assert_eq!(plain["result"]["text"], "a <br> b", "without a mode, all is text");
}
