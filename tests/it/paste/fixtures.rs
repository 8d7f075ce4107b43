//! Documents made by hand: small, and as wrong as they have to be.

/// A document of Word with these blocks of `word/document.xml`.
pub fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}</w:body></w:document>"
    );
    office("word/document.xml", document.as_bytes())
}

pub fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

pub fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph(cell))).collect();
    format!("<w:tr>{cells}</w:tr>")
}

/// A package of an office program whose main part this is.
pub fn office(main: &str, content: &[u8]) -> Vec<u8> {
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let types = format!(
        "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/{main}\" ContentType=\"{kind}\"/></Types>"
    );
    let relations = format!(
        "<?xml version=\"1.0\"?>\
         <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Target=\"{main}\" Type=\
         \"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>"
    );
    let stored = |name: &str, bytes: &[u8]| Entry::stored(name, bytes);
    zip(&[
        stored("[Content_Types].xml", types.as_bytes()),
        stored("_rels/.rels", relations.as_bytes()),
        stored(main, content),
    ])
}

/// One entry of a ZIP.
pub struct Entry {
    name: String,
    /// 0: as it is; 8: deflated.
    method: u16,
    bytes: Vec<u8>,
    crc: u32,
    size: u32,
}

impl Entry {
    pub fn stored(name: &str, bytes: &[u8]) -> Self {
        let size = u32::try_from(bytes.len()).unwrap();
        Self { name: name.into(), method: 0, bytes: bytes.to_vec(), crc: crc(bytes), size }
    }

    /// `megabytes` of the letter a, deflated to a hundred-and-fiftieth.
    pub fn bomb(name: &str, megabytes: u32) -> Self {
        let matches = megabytes * 1_048_576 / 258;
        let mut bits = Bits::default();
        // One last block with fixed codes: the letter, then "the last one 258 times more".
        bits.put(&[1, 1, 0]);
        bits.put(&[1, 0, 0, 1, 0, 0, 0, 1]);
        for _ in 0..matches {
            bits.put(&[1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
        }
        bits.put(&[0; 7]);
        Self { name: name.into(), method: 8, bytes: bits.bytes, crc: 0, size: matches * 258 + 1 }
    }
}

/// Bits, the lowest of each byte first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn put(&mut self, bits: &[u8]) {
        for bit in bits {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= bit << (self.count % 8);
            self.count += 1;
        }
    }
}

pub fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    let (two, four) = (|n: u16| n.to_le_bytes(), |n: u32| n.to_le_bytes());
    for entry in entries {
        let (name, length) = (entry.name.as_bytes(), u32::try_from(entry.bytes.len()).unwrap());
        let shared = [
            &two(20)[..],
            &two(0),
            &two(entry.method),
            &four(0),
            &four(entry.crc),
            &four(length),
            &four(entry.size),
            &two(u16::try_from(name.len()).unwrap()),
            &two(0),
        ]
        .concat();
        let at = four(u32::try_from(file.len()).unwrap());
        directory.extend([b"PK\x01\x02", &two(20)[..], &shared, &[0; 10], &at, name].concat());
        file.extend([b"PK\x03\x04", &shared[..], name, &entry.bytes].concat());
    }
    let count = two(u16::try_from(entries.len()).unwrap());
    let (size, at) = (u32::try_from(directory.len()).unwrap(), u32::try_from(file.len()).unwrap());
    let end = [b"PK\x05\x06", &[0; 4][..], &count, &count, &four(size), &four(at), &two(0)].concat();
    [file, directory, end].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// A PDF of these objects, the first the catalogue, with more in its trailer.
pub fn pdf(objects: &[String], trailer: &str) -> Vec<u8> {
    let (mut file, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (n, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).into_bytes());
    }
    let start = file.len();
    let size = objects.len() + 1;
    let table: String = places.iter().map(|at| format!("{at:010} 00000 n \n")).collect();
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n\
         startxref\n{start}\n%%EOF\n"
    );
    [file, end.into_bytes()].concat()
}

/// So many pages; each says its words, or nothing at all.
pub fn pages(count: usize, words: Option<&str>) -> Vec<String> {
    let kids: String = (0..count).map(|n| format!("{} 0 R ", n + 5)).collect();
    let stream = words.map_or(String::new(), |words| format!("BT /F1 12 Tf 20 100 Td ({words}) Tj ET"));
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {count}/Kids[{kids}]>>"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        format!("<</Length {}>>\nstream\n{stream}\nendstream", stream.len()),
    ];
    let page =
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 200]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>";
    objects.extend((0..count).map(|_| page.to_owned()));
    objects
}
