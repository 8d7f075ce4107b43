//! A form with a file, as a browser writes it.

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use std::io::Cursor;

const BOUNDARY: &str = "----pauta-boundary";
/// Its `Content-Type`.
pub const KIND: &str = "multipart/form-data; boundary=----pauta-boundary";

/// A form with one field `file`.
pub fn of_file(name: &str, bytes: &[u8]) -> Vec<u8> {
    [&part("file", name)[..], bytes, end().as_bytes()].concat()
}

/// What stands before the bytes of a field.
pub fn part(field: &str, name: &str) -> Vec<u8> {
    let disposition = format!("form-data; name=\"{field}\"; filename=\"{}\"", name.replace('"', "%22"));
    format!("--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\nContent-Type: image/png\r\n\r\n")
        .into_bytes()
}

/// What stands behind the last one.
pub fn end() -> String {
    format!("\r\n--{BOUNDARY}--\r\n")
}

/// A picture that can be read, and another one for each number.
pub fn png(nth: usize) -> Vec<u8> {
    picture(nth, ImageFormat::Png)
}

/// A small picture with something clear in it, where the format has that.
pub fn picture(nth: usize, format: ImageFormat) -> Vec<u8> {
    let digits = nth.to_le_bytes();
    let dots = RgbaImage::from_fn(8, 8, |x, y| {
        let clear = if x == 0 && y == 0 { 0 } else { u8::MAX };
        Rgba([digits[0], digits[1], u8::try_from(x * 30 + y).unwrap(), clear])
    });
    let dots = DynamicImage::ImageRgba8(dots);
    let dots = if format == ImageFormat::Jpeg { dots.into_rgb8().into() } else { dots };
    let mut bytes = Cursor::new(Vec::new());
    dots.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The boxes of an iPhone's photo: what is written beside the dots, and the dots.
pub fn heic(words: &[u8]) -> Vec<u8> {
    let one = |name: &[u8], inner: &[u8]| {
        let length = u32::try_from(inner.len() + 8).unwrap().to_be_bytes();
        [&length[..], name, inner].concat()
    };
    let info = |item: u8, kind: &[u8]| one(b"infe", &[&[2, 0, 0, 0, 0, item, 0, 0], kind, b"\0"].concat());
    let infos = one(b"iinf", &[&[0, 0, 0, 0, 0, 2][..], &info(1, b"hvc1"), &info(2, b"Exif")].concat());
    let head = one(b"ftyp", b"heic\0\0\0\0mif1heic");
    let dots = b"the dots";
    let places = |at: u32| {
        let place = |item: u8, at: u32, length: usize| {
            let length = u32::try_from(length).unwrap().to_be_bytes();
            [&[0, item, 0, 0, 0, 1][..], &at.to_be_bytes(), &length].concat()
        };
        let places = [place(1, at, dots.len()), place(2, at + 8, words.len())].concat();
        one(b"iloc", &[&[0, 0, 0, 0, 0x44, 0, 0, 2][..], &places].concat())
    };
    let meta = |at: u32| one(b"meta", &[&[0; 4][..], &infos, &places(at)].concat());
    let start = u32::try_from(head.len() + meta(0).len() + 8).unwrap();
    [head, meta(start), one(b"mdat", &[&dots[..], words].concat())].concat()
}

/// A file of each kind that is taken, as short as can be: name, bytes, media type.
pub fn kinds() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let document = |folder: &str| zip(&["[Content_Types].xml", "_rels/.rels", folder]);
    vec![
        ("logo.png", png(0), "image/png"),
        ("foto.JPEG", picture(0, ImageFormat::Jpeg), "image/jpeg"),
        ("foto.webp", picture(0, ImageFormat::WebP), "image/webp"),
        ("anim.gif", picture(0, ImageFormat::Gif), "image/gif"),
        ("iphone.heic", heic(b"Exif"), "image/heic"),
        ("manual.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), "application/pdf"),
        ("sans.ttf", b"\0\x01\0\0\0\x0c\0\x80".to_vec(), "font/ttf"),
        ("sans.otf", b"OTTO\0\x0c\0\x80".to_vec(), "font/otf"),
        ("sans.woff", b"wOFFOTTO\0\0".to_vec(), "font/woff"),
        ("sans.woff2", b"wOF2\0\x01\0\0".to_vec(), "font/woff2"),
        ("notas.txt", "Pão na chapa, às 7h".as_bytes().to_vec(), "text/plain"),
        ("leia-me.md", "# Marca\n\n<b>nunca</b> inclinar".as_bytes().to_vec(), "text/markdown"),
        ("lista.csv", "nome;preço\nPão;5,00\n".as_bytes().to_vec(), "text/csv"),
        (
            "texto.docx",
            document("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "tabela.xlsx",
            document("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "telas.pptx",
            document("ppt/presentation.xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
    ]
}

/// The local headers of a ZIP with these entries.
pub fn zip(names: &[&str]) -> Vec<u8> {
    let entry = |name: &&str| {
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        [b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], name.as_bytes(), b"<xml/>"].concat()
    };
    names.iter().flat_map(entry).collect()
}
