//! A link as a picture that a phone reads.

use qrcodegen::{QrCode, QrCodeEcc};

/// White around it, without which not every camera finds it.
const QUIET: i32 = 4;

/// The SVG of a text; `None` for one that no such picture can hold. It is black on white in every theme: an
/// inverted one is not read by every camera.
pub fn svg(text: &str, label: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let (side, label) = (size + 2 * QUIET, escaped(label));
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
         aria-label=\"{label}\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" \
         fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_drawn_with_room_around_it() {
        let svg = svg("https://t.me/pauta_bot?start=0a", "a <b> & \"c\"").unwrap();
        assert!(svg.contains("aria-label=\"a &lt;b> &amp; &quot;c&quot;\""));
        // The finder in the corner begins where the quiet zone ends, and nothing is in the zone.
        assert!(svg.contains("d=\"M4 4h1v1h-1zM5 4h1"), "{svg}");
        assert!(!svg.contains("M3 ") && !svg.contains("M0 "));
        assert!(super::svg(&"x".repeat(5_000), "").is_none());
    }
}
