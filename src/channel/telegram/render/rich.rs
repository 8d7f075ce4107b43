//! A text with its formatted places, as Telegram itself keeps one. HTML is made of it last, so that nothing that
//! people wrote can become a tag, and no cut can leave one open.

use super::super::limits::length;

/// A text and what of it is formatted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    text: String,
    /// In the order in which they begin; each lies within those that begin before it and are still open.
    spans: Vec<Span>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    from: usize,
    to: usize,
    style: Style,
}

/// How a place is formatted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    Bold,
    Italic,
    /// Struck through.
    Struck,
    Code,
    Quote,
    Link(String),
}

impl Style {
    fn tag(&self) -> &'static str {
        match self {
            Self::Bold => "b",
            Self::Italic => "i",
            Self::Struck => "s",
            Self::Code => "code",
            Self::Quote => "blockquote",
            Self::Link(_) => "a",
        }
    }

    fn of_tag(tag: &str) -> Option<Self> {
        Some(match tag {
            "b" => Self::Bold,
            "i" => Self::Italic,
            "s" => Self::Struck,
            "code" => Self::Code,
            "blockquote" => Self::Quote,
            tag => Self::Link(unescaped(tag.strip_prefix("a href=\"")?.strip_suffix('"')?)),
        })
    }
}

impl Rich {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn of(text: &str) -> Self {
        Self::new().with(text)
    }

    /// The text goes on, plain.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        self.push(text);
        self
    }

    /// The text goes on, formatted.
    #[must_use]
    pub fn styled(mut self, style: Style, text: &str) -> Self {
        let from = self.text.len();
        self.push(text);
        let to = self.text.len();
        if from < to {
            self.spans.push(Span { from, to, style });
        }
        self
    }

    #[must_use]
    pub fn bold(self, text: &str) -> Self {
        self.styled(Style::Bold, text)
    }

    #[must_use]
    pub fn italic(self, text: &str) -> Self {
        self.styled(Style::Italic, text)
    }

    /// What follows begins a line of its own.
    #[must_use]
    pub fn line(mut self) -> Self {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self
    }

    /// What follows begins a paragraph of its own.
    #[must_use]
    pub fn paragraph(mut self) -> Self {
        let end = self.text.trim_end_matches('\n').len();
        if end > 0 {
            self.shorten(end);
            self.text.push_str("\n\n");
        }
        self
    }

    /// Another text behind this one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let by = self.text.len();
        self.text.push_str(&other.text);
        let moved = |span: Span| Span { from: span.from + by, to: span.to + by, style: span.style };
        self.spans.extend(other.spans.into_iter().map(moved));
        self
    }

    /// What is read, without its formats.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// As Telegram counts.
    pub fn length(&self) -> usize {
        length(&self.text)
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn push(&mut self, text: &str) {
        self.text.extend(text.chars().filter_map(shown));
    }

    fn shorten(&mut self, to: usize) {
        self.text.truncate(to);
        self.spans.retain_mut(|span| {
            span.to = span.to.min(to);
            span.from < span.to
        });
    }

    /// The part between two bytes, its formats cut with it.
    #[must_use]
    pub fn part(&self, from: usize, to: usize) -> Self {
        let spans = self.spans.iter().filter_map(|span| {
            let (start, end) = (span.from.max(from), span.to.min(to));
            (start < end).then(|| Span { from: start - from, to: end - from, style: span.style.clone() })
        });
        Self { spans: spans.collect(), text: self.text[from..to].to_owned() }
    }

    /// The text in Telegram's HTML. Every tag that is opened is closed, in its order.
    pub fn html(&self) -> String {
        let mut html = String::with_capacity(self.text.len() + 32);
        let mut open: Vec<&Span> = Vec::new();
        let mut spans = self.spans.iter().peekable();
        for (at, c) in self.text.char_indices() {
            while let Some(span) = open.pop_if(|span| span.to <= at) {
                close(&mut html, &span.style);
            }
            while let Some(span) = spans.next_if(|span| span.from <= at) {
                begin(&mut html, &span.style);
                open.push(span);
            }
            escape(&mut html, c);
        }
        while let Some(span) = open.pop() {
            close(&mut html, &span.style);
        }
        html
    }

    /// Reads what [`Self::html`] made. A tag that is none of ours is read as text.
    pub fn parse(html: &str) -> Self {
        let mut rich = Self::new();
        let mut open: Vec<usize> = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            rich.push(&unescaped(&rest[..at]));
            rest = &rest[at + 1..];
            let known = rest.split_once('>').filter(|(tag, _)| {
                let closes = tag.strip_prefix('/').is_some() && !open.is_empty();
                closes || Style::of_tag(tag).is_some()
            });
            let Some((tag, after)) = known else {
                rich.push("<");
                continue;
            };
            match Style::of_tag(tag) {
                Some(style) => {
                    open.push(rich.spans.len());
                    rich.spans.push(Span { from: rich.text.len(), to: usize::MAX, style });
                }
                None => {
                    if let Some(span) = open.pop() {
                        rich.spans[span].to = rich.text.len();
                    }
                }
            }
            rest = after;
        }
        rich.push(&unescaped(rest));
        let end = rich.text.len();
        rich.shorten(end);
        rich
    }
}

fn begin(html: &mut String, style: &Style) {
    html.push('<');
    html.push_str(style.tag());
    if let Style::Link(url) = style {
        html.push_str(" href=\"");
        url.chars().for_each(|c| escape(html, c));
        html.push('"');
    }
    html.push('>');
}

fn close(html: &mut String, style: &Style) {
    html.push_str("</");
    html.push_str(style.tag());
    html.push('>');
}

fn escape(html: &mut String, c: char) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        c => html.push(c),
    }
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// What Telegram shows of a letter: it turns control characters into blanks, and leaves out those that turn the
/// direction of a line, so that lengths and cuts are those of what is seen.
fn shown(c: char) -> Option<char> {
    match c {
        '\r' | '\u{2028}'..='\u{202e}' => None,
        '\n' => Some(c),
        c if c.is_ascii_control() => Some(' '),
        c => Some(c),
    }
}

/// A text as it is shown: without what would turn its direction, and blanks for control characters.
pub fn cleaned(text: &str) -> String {
    text.chars().filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped_and_its_tags_are_closed() {
        let link = Style::Link("https://x.y/?a=1&b=\"2".into());
        let rich = Rich::new().bold("a < b").with(" & ").styled(link, "\"c\"");
        let html = "<b>a &lt; b</b> &amp; <a href=\"https://x.y/?a=1&amp;b=&quot;2\">&quot;c&quot;</a>";
        assert_eq!(rich.html(), html);
        assert_eq!(Rich::parse(html), rich);
    }

    #[test]
    fn a_part_keeps_its_formats() {
        let rich = Rich::new().bold("abc").with("d");
        assert_eq!((rich.part(1, 4).html(), rich.part(3, 4).html()), ("<b>bc</b>d".into(), "d".into()));
    }

    #[test]
    fn what_is_no_tag_of_ours_is_text() {
        assert_eq!(Rich::parse("a < b <u>c</u>").text(), "a < b <u>c</u>");
        assert_eq!(Rich::parse("<b>a").html(), "<b>a</b>");
    }

    #[test]
    fn paragraphs_are_one_blank_line_apart() {
        let rich = Rich::new().bold("a\n\n\n").paragraph().with("b").line().with("c");
        assert_eq!(rich.html(), "<b>a</b>\n\nb\nc");
    }
}
