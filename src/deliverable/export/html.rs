//! A piece as a page of its own: no script, no style from elsewhere, every text escaped.

use super::{Item, Package, markdown};
use std::fmt::Write;

const STYLE: &str = "body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}\
    h2{font-size:1rem;margin:1.5rem 0 .25rem}section>p,blockquote{margin:.25rem 0;white-space:pre-line}\
    .about,footer{color:#555;overflow-wrap:anywhere}@media print{body{margin:0}}";

pub(super) fn piece(package: &Package, item: &Item) -> String {
    let title = escaped(&item.piece.title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p class=\"about\">{}</p>\n",
        escaped(&item.version.locale),
        escaped(&markdown::about(package, item).join(" · ")),
    );
    for line in item.lines() {
        let text = if markdown::is_flow(item.version.kind, &line.path) {
            flow(&line.text)
        } else {
            format!("<p>{}</p>", escaped(&line.text))
        };
        let _ = writeln!(page, "<section><h2>{}</h2>{text}</section>", escaped(&line.label));
    }
    let _ =
        writeln!(page, "<footer><p>sha256 {}</p></footer>\n</body>\n</html>", escaped(&item.version.sha256));
    page
}

/// The blocks of a Markdown text: headings, lists, quotes, paragraphs, and strong words within them.
fn flow(text: &str) -> String {
    let mut html = String::new();
    for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        let mut rest = block;
        while let Some(heading) = rest.strip_prefix('#') {
            let (line, more) = heading.split_once('\n').unwrap_or((heading, ""));
            let _ = write!(html, "<h3>{}</h3>", within(line.trim_start_matches('#').trim()));
            rest = more.trim_start();
        }
        if rest.is_empty() {
            continue;
        }
        let rows: Vec<&str> = rest.lines().map(str::trim).collect();
        let item = |row: &&str| row.starts_with("- ") || row.starts_with("* ");
        if rows.iter().all(item) {
            let items = rows.iter().map(|row| format!("<li>{}</li>", within(row[2..].trim())));
            let _ = write!(html, "<ul>{}</ul>", items.collect::<String>());
        } else if rows.iter().all(|row| row.starts_with('>')) {
            let quoted: Vec<&str> = rows.iter().map(|row| row[1..].trim()).collect();
            let _ = write!(html, "<blockquote>{}</blockquote>", within(&quoted.join("\n")));
        } else {
            let _ = write!(html, "<p>{}</p>", within(rest));
        }
    }
    html
}

/// Escaped, with what stands between `**` strong.
fn within(text: &str) -> String {
    let parts: Vec<&str> = text.split("**").collect();
    // An odd number of marks is no pair.
    if parts.len().is_multiple_of(2) {
        return escaped(text);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => escaped(part),
        _ => format!("<strong>{}</strong>", escaped(part)),
    };
    parts.iter().enumerate().map(part).collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_elements_and_html_becomes_text() {
        let text = "# T\nola **a** <b>\n\n- x\n- y\n\n> q\n\n[l](javascript:1)";
        assert_eq!(
            flow(text),
            "<h3>T</h3><p>ola <strong>a</strong> &lt;b&gt;</p><ul><li>x</li><li>y</li></ul>\
             <blockquote>q</blockquote><p>[l](javascript:1)</p>"
        );
        assert_eq!(within("a ** b"), "a ** b");
    }
}
