//! Tells what a file is from its first bytes: character set, record format, delimiter, header.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The record format of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON value a line.
    Ndjson,
    /// Delimited columns, with or without a header.
    Table {
        /// The delimiter.
        delimiter: u8,
        /// Whether the first record names the columns.
        header: bool,
    },
    /// One text a line.
    Lines,
}

/// The character set of a file's first bytes.
pub fn charset(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    match std::str::from_utf8(head) {
        Ok(_) => return UTF_8,
        // The look may end within a character.
        Err(error) if error.error_len().is_none() => return UTF_8,
        Err(error) if error.valid_up_to() > head.len() / 2 && head.len() > 4096 => return UTF_8,
        Err(_) => {}
    }
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count() * 4 > head.len();
    if zeros(1) {
        return UTF_16LE;
    }
    if zeros(0) {
        return UTF_16BE;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(head, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

/// Column names that a header of listings may have.
const HEADERS: &[&str] = &[
    "id",
    "title",
    "name",
    "description",
    "desc",
    "price",
    "category",
    "text",
    "subject",
    "currency",
    "item_id",
    "label",
    "url",
    "标题",
    "標題",
    "商品名称",
    "商品标题",
    "宝贝标题",
    "价格",
    "價格",
    "描述",
    "类目",
    "分类",
    "編號",
    "编号",
    "商品id",
    "body",
    "content",
    "product_name",
    "item_title",
    "seller",
    "location",
];

/// The format of a decoded source.
pub fn format(head: &str, extension: Option<&str>) -> Format {
    let first = head.trim_start_matches('\u{feff}').lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    if first.trim_start().starts_with('{') {
        return Format::Ndjson;
    }
    let wanted = match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Some(None),
        Some("tsv" | "tab") => Some(Some(b'\t')),
        Some("ndjson" | "jsonl") => return Format::Ndjson,
        _ => None,
    };
    for delimiter in [b'\t', b',', b';', b'|'] {
        if names_columns(first, delimiter) {
            return Format::Table { delimiter, header: true };
        }
    }
    if let Some(delimiter) = wanted.flatten() {
        return Format::Table { delimiter, header: false };
    }
    let delimiter = [b'\t', b',', b';', b'|'].into_iter().find(|d| is_regular(head, *d));
    match (delimiter, wanted) {
        (Some(b'\t'), _) => Format::Table { delimiter: b'\t', header: false },
        (found, Some(_)) => Format::Table { delimiter: found.unwrap_or(b','), header: false },
        _ if names_columns(first, b'\0') && head.lines().count() > 1 => Format::Table { delimiter: b',', header: true },
        _ => Format::Lines,
    }
}

fn names_columns(line: &str, delimiter: u8) -> bool {
    let cells: Vec<String> =
        line.split(char::from(delimiter)).map(|cell| cell.trim().trim_matches('"').trim().to_lowercase()).collect();
    let known = cells.iter().filter(|cell| HEADERS.contains(&cell.as_str())).count();
    let text = cells.iter().any(|cell| {
        [
            "title",
            "name",
            "text",
            "subject",
            "description",
            "标题",
            "標題",
            "商品名称",
            "商品标题",
            "宝贝标题",
            "item_title",
            "product_name",
            "content",
            "body",
        ]
        .contains(&cell.as_str())
    });
    if delimiter == 0 { known == 1 && text } else { cells.len() > 1 && text && known * 2 >= cells.len().min(4) }
}

/// Whether every line of the look has the same number of delimiters, and at least one.
fn is_regular(head: &str, delimiter: u8) -> bool {
    let lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let counts: Vec<usize> = lines.iter().map(|line| line.bytes().filter(|b| *b == delimiter).count()).collect();
    // The last line may be cut off by the look.
    let whole = counts.len().saturating_sub(usize::from(counts.len() > 1));
    counts.first().is_some_and(|first| {
        *first > 0 && counts.len() > 1 && counts.iter().take(whole.max(1)).all(|count| count == first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_formats_apart() {
        let table = |delimiter, header| Format::Table { delimiter, header };
        let cases = [
            ("{\"title\":\"a\"}\n", None, Format::Ndjson),
            ("id,title,price\n1,a,2\n", None, table(b',', true)),
            ("id\ttitle\n1\ta\n", Some("txt"), table(b'\t', true)),
            ("\u{feff}标题;价格\n象牙;1\n", None, table(b';', true)),
            ("1\ta\n2\tb\n3\tc\n", None, table(b'\t', false)),
            ("ivory, antique\nplain line\n", None, Format::Lines),
            ("a,b\nc,d\ne,f\n", Some("csv"), table(b',', false)),
            ("title\nivory\n", None, table(b',', true)),
            ("just a line", None, Format::Lines),
            ("", None, Format::Lines),
        ];
        for (head, extension, want) in cases {
            assert_eq!(format(head, extension), want, "{head}");
        }
    }

    #[test]
    fn tells_charsets_apart() {
        let text = "纯天然手工雕刻挂件 老物件收藏 欢迎选购";
        for encoding in [encoding_rs::UTF_8, encoding_rs::GBK] {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(charset(&bytes), encoding, "{}", encoding.name());
        }
        let (bytes, _, _) = encoding_rs::BIG5.encode("純天然手工雕刻掛件 老物件收藏 歡迎選購");
        assert_eq!(charset(&bytes), encoding_rs::BIG5);
    }
}
