//! A form with a file, as a browser writes it.

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

/// What files of each kind begin with: name, bytes, media type.
pub fn kinds() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let document = |folder: &str| zip(&["[Content_Types].xml", "_rels/.rels", folder]);
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    let webp = b"RIFF\x24\0\0\0WEBPVP8 ".to_vec();
    vec![
        ("logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "image/png"),
        ("foto.JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec(), "image/jpeg"),
        ("foto.webp", webp, "image/webp"),
        ("anim.gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "image/gif"),
        ("iphone.heic", heic, "image/heic"),
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
