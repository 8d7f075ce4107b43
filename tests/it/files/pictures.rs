//! Pictures are written anew: what is kept shows the same, and says nothing else.

use super::{blobs, refusal, taken};
use crate::harness::{
    api::Caller,
    app::{Start, TestApp},
    form, trees,
};
use image::{
    Delay, DynamicImage, Frame, GrayImage, ImageFormat, Rgb, RgbImage, RgbaImage, codecs::gif::GifEncoder,
};
use serde_json::Value;
use std::io::Cursor;

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG that says to be larger than it is; its sums are right.
fn boasting(width: u32, height: u32) -> Vec<u8> {
    let mut png = form::png(0);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let mut sum = u32::MAX;
    for byte in &png[12..29] {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    png[29..33].copy_from_slice(&(!sum).to_be_bytes());
    png
}

fn moving(frames: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    for nth in 0..frames {
        let dot = image::Rgba([u8::try_from(nth % 256).unwrap(), 0, 0, 255]);
        let frame =
            Frame::from_parts(RgbaImage::from_pixel(4, 4, dot), 0, 0, Delay::from_numer_denom_ms(40, 1));
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    bytes
}

/// A photo that lies on its side, with what a camera writes beside it.
fn photo() -> Vec<u8> {
    let dot = |x: u32, _| if x < 16 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
    let jpeg = written(&RgbImage::from_fn(32, 16, dot).into(), ImageFormat::Jpeg);
    let turned = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS -23.55 -46.63";
    let length = u16::try_from(turned.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, turned, &jpeg[2..]].concat()
}

async fn kept(ana: &Caller<'_>, file: &Value) -> Vec<u8> {
    ana.get(&format!("files/{}", file["id"].as_str().unwrap())).await.bytes().await.unwrap().to_vec()
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_too_much_is_refused_and_leaves_nothing() {
    let app = Start::new().tree(&trees::ten_questions()).run().await;
    let ana = Caller::starts(&app).await;
    let png =
        written(&RgbImage::from_fn(90, 90, |x, y| Rgb([(x * y % 251) as u8, 3, 9])).into(), ImageFormat::Png);
    let narrow = written(&GrayImage::new(12_001, 1).into(), ImageFormat::Png);
    let page = [&form::png(0)[..16], b"<html><script>alert(1)</script>"].concat();
    let unread = "could not be read to its end";
    for (name, bytes, status, why) in [
        ("bomba.png", boasting(20_000, 20_000), 413, "measures too much"),
        ("larga.png", boasting(11_000, 11_000), 413, "51 million"),
        ("fina.png", narrow, 413, "12000 pixels"),
        ("mexe.gif", moving(200), 413, "at most 120 frames"),
        ("meia.png", png[..png.len() / 2].to_vec(), 422, unread),
        ("pagina.png", page, 422, unread),
        ("foto.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec(), 422, unread),
        ("foto.webp", b"RIFF\x24\0\0\0WEBPVP8 ".to_vec(), 422, unread),
        ("iphone.heic", form::heic(b"x")[..40].to_vec(), 422, unread),
    ] {
        let (came, _, message) = refusal(ana.sends(name, &bytes).await).await;
        assert_eq!((came, message.contains(why)), (status, true), "{name}: {message}");
    }
    assert_eq!(blobs(&app), 0);
    taken(ana.sends("mexe.gif", &moving(12)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_kept_upright_and_does_not_say_where_it_was_taken() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let sent = photo();
    assert!(holds(&sent, b"GPS -23.55"));
    let file = taken(ana.sends("praia.jpg", &sent).await).await;
    let bytes = kept(&ana, &file).await;
    assert!(!holds(&bytes, b"GPS") && !holds(&bytes, b"Exif"));
    let image = image::load_from_memory(&bytes).unwrap().into_rgb8();
    assert_eq!(image.dimensions(), (16, 32));
    let (above, below) = (image.get_pixel(8, 4).0, image.get_pixel(8, 28).0);
    assert!(above[0] > 150 && below[2] > 150, "{above:?} {below:?}");

    let words = b"Exif\0\0II*\0 GPS -23.55 -46.63";
    let sent = form::heic(words);
    let file = taken(ana.sends("IMG_1.HEIC", &sent).await).await;
    let bytes = kept(&ana, &file).await;
    assert_eq!((bytes.len(), holds(&bytes, b"the dots"), holds(&bytes, b"GPS")), (sent.len(), true, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hides_behind_a_picture_is_not_kept() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let script = b"<script>alert(document.domain)</script>";
    for (name, format) in [
        ("a.png", ImageFormat::Png),
        ("a.gif", ImageFormat::Gif),
        ("a.jpg", ImageFormat::Jpeg),
        ("a.webp", ImageFormat::WebP),
    ] {
        let sent = [&form::picture(7, format)[..], script].concat();
        let file = taken(ana.sends(name, &sent).await).await;
        let bytes = kept(&ana, &file).await;
        assert_eq!((&file["file"], holds(&bytes, b"script")), (&name.into(), false), "{file}");
        let (was, is) = (image::load_from_memory(&sent).unwrap(), image::load_from_memory(&bytes).unwrap());
        assert_eq!((was.width(), was.height()), (is.width(), is.height()), "{name}");
        let seen = |image: DynamicImage| {
            let dots = image.into_rgba8();
            dots.pixels().map(|dot| if dot.0[3] == 0 { [0; 4] } else { dot.0 }).collect::<Vec<_>>()
        };
        assert!(format == ImageFormat::Jpeg || seen(was) == seen(is), "{name} shows the same");
    }
    // A photo in WebP, through which nothing shows, is kept as one in JPEG, and is called so.
    let photo = written(&RgbImage::new(8, 8).into(), ImageFormat::WebP);
    let file = taken(ana.sends("praia.webp", &photo).await).await;
    assert_eq!((&file["file"], &file["kind"]), (&"praia.jpg".into(), &"image/jpeg".into()));
}
