//! Fonts, logos and pictures that people sent: used where they can be, told where they cannot, and harmless.

use super::{dots, kit, layout, order, rules};
use image::{DynamicImage, ImageFormat, Rgb, Rgba, RgbaImage};
use pauta::{
    deliverable::Level,
    layout::{Order, Studio},
};
use std::io::Cursor;

const ORANGE: Rgb<u8> = Rgb([255, 102, 0]);

#[test]
fn a_brands_letters_come_first_and_inter_stands_in_for_them() {
    let (studio, kit) = (Studio::new(), kit());
    let layout = layout("typographic", "Sem papelada", &["landscape"]);
    let with = |fonts: &[Vec<u8>]| studio.compose(&Order { fonts, ..order(&layout, &kit) });
    let plain = with(&[]);
    let own = with(&[include_bytes!("../../../src/layout/fonts/Inter-Regular.otf").to_vec()]);
    assert_eq!(own.checks, []);
    assert_ne!(own.pictures[0].png, plain.pictures[0].png, "the headline is in the brand's font");
    let cut = include_bytes!("../../../src/layout/fonts/Inter-Regular.otf")[..900].to_vec();
    for broken in [b"no font at all".to_vec(), Vec::new(), b"wOF2\0\x01\0\0".to_vec(), cut] {
        let composed = with(&[broken]);
        assert_eq!(rules(&composed), [("font_unreadable", Level::Warn, "")]);
        assert_eq!(composed.pictures, plain.pictures);
    }
}

/// How many dots of the logo's colour are drawn, and what was told.
fn shown(logo: &[u8]) -> (usize, Vec<String>) {
    let (studio, kit) = (Studio::new(), kit());
    let layout = layout("typographic", "Sem papelada", &["landscape"]);
    let composed = studio.compose(&Order { logo: Some(logo), ..order(&layout, &kit) });
    let told = composed.checks.iter().map(|check| check.rule.clone()).collect();
    (dots(&composed, 0).pixels().filter(|dot| **dot == ORANGE).count(), told)
}

fn svg(inner: &str) -> Vec<u8> {
    format!("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 200 50'>{inner}</svg>").into_bytes()
}

#[test]
fn a_logo_is_shown_whatever_kind_it_is() {
    let square = RgbaImage::from_fn(120, 40, |x, _| Rgba([255, 102, 0, if x < 4 { 0 } else { 255 }]));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(square.clone()).write_to(&mut bytes, format).unwrap();
        let (dots, told) = shown(&bytes.into_inner());
        assert!(dots > 3_000 && told.is_empty(), "{format:?}: {dots} {told:?}");
    }
    let rect = "<rect width='200' height='50' fill='#ff6600'/>";
    let prolog =
        b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/x.dtd'>";
    let copied = format!("<defs><g id='a'>{rect}</g></defs><use xlink:href='#a'/>");
    let huge = String::from_utf8(svg(rect)).unwrap().replace("viewBox", "width='1e9' height='25e7' viewBox");
    for logo in [svg(rect), [&prolog[..], &svg(rect)].concat(), svg(&copied), huge.into_bytes()] {
        let (dots, told) = shown(&logo);
        assert!(dots > 3_000 && told.is_empty(), "{dots} {told:?} {}", String::from_utf8_lossy(&logo));
    }
}

#[test]
fn a_logo_that_means_harm_is_left_out() {
    let rect = "<rect width='200' height='50' fill='#ff6600'/>";
    let doubled: String =
        (1..30).map(|n| format!("<g id='g{n}'><use href='#g{0}'/><use href='#g{0}'/></g>", n - 1)).collect();
    let bomb = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>";
    let outside = "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>";
    let with_text = |prolog: &str, name: &str| {
        [prolog.as_bytes(), &svg(&format!("<title>&{name};</title>{rect}"))].concat()
    };
    for logo in [
        svg(&format!("{rect}<image href='file:///etc/passwd' width='9' height='9'/>")),
        svg(&format!("{rect}<image xlink:href='http://169.254.169.254/' width='9' height='9'/>")),
        svg(&format!("{rect}<script>alert(1)</script>")),
        svg(&format!("{rect}<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>")),
        svg(&format!("<filter id='f'><feGaussianBlur stdDeviation='9999'/></filter>{rect}")),
        svg(&format!("<defs><g id='g0'>{rect}</g>{doubled}</defs><use href='#g29'/>")),
        with_text(bomb, "b"),
        with_text(outside, "x"),
        svg(&"<g/>".repeat(30_000)),
        svg(&"<g>".repeat(5_000)),
        svg(""),
        b"<svg".to_vec(),
        b"\x89PNG\r\n\x1a\nnot".to_vec(),
        Vec::new(),
    ] {
        let (dots, told) = shown(&logo);
        let head = String::from_utf8_lossy(&logo[..logo.len().min(200)]).into_owned();
        assert_eq!((dots, told), (0, vec!["logo_unreadable".to_owned()]), "{head}");
    }
}

#[test]
fn a_logo_that_would_not_be_seen_gets_a_plate() {
    // In the very colour of the ground.
    let (studio, kit) = (Studio::new(), kit());
    let layout = layout("typographic", "Sem papelada", &["landscape"]);
    let logo = svg("<rect width='200' height='50' fill='#4c1d95'/>");
    let composed = studio.compose(&Order { logo: Some(&logo), ..order(&layout, &kit) });
    let image = dots(&composed, 0);
    let corner =
        image.enumerate_pixels().filter(|(x, y, dot)| *x < 300 && *y < 110 && dot.0 == [255; 3]).count();
    assert!(corner > 1_000, "{corner}");
}

#[test]
fn a_picture_that_cannot_be_read_is_told_and_done_without() {
    let (studio, kit) = (Studio::new(), kit());
    let layout = layout("photo_overlay", "Sem papelada", &["landscape"]);
    for picture in [b"no picture".to_vec(), b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec()] {
        let composed = studio.compose(&Order { picture: Some(&picture), ..order(&layout, &kit) });
        assert_eq!(rules(&composed), [("picture_unreadable", Level::Warn, "")]);
        assert_eq!(composed.pictures.len(), 1);
    }
}
