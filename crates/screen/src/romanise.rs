//! Words of Korean, Japanese kana and Russian in Latin letters, as sellers spell them who hide from a search in the script itself.
//!
//! Korean by the Revised Romanization without its sound changes, kana by Hepburn with long vowels written out, Russian as passports have it.

/// The word in Latin letters; none where it has other letters than those of one of these scripts, or is too short to be told from others.
#[must_use]
pub fn romanise(text: &str) -> Option<String> {
    const SHORTEST: usize = 6;
    let mut out = String::new();
    let kana: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(ch) = kana.get(at) {
        let next = kana.get(at + 1).copied();
        if *ch == ' ' {
            out.push(' ');
            at += 1;
            continue;
        }
        let (latin, length) = hangul(*ch)
            .map(|latin| (latin, 1))
            .or_else(|| cyrillic(*ch).map(|latin| (latin.to_owned(), 1)))
            .or_else(|| syllable(*ch, next))?;
        // A small tsu doubles what follows; a long mark draws out the vowel before.
        match *ch {
            'っ' | 'ッ' => {
                let following = next.and_then(|n| syllable(n, kana.get(at + 2).copied()));
                out.extend(following.and_then(|(latin, _)| latin.chars().next()));
            }
            'ー' => out.extend(out.chars().next_back()),
            _ => out.push_str(&latin),
        }
        at += length;
    }
    (out.chars().filter(char::is_ascii_alphabetic).count() >= SHORTEST).then_some(out)
}

const LEADS: [&str; 19] =
    ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
const VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
];
const TAILS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
];

fn hangul(ch: char) -> Option<String> {
    let index = (ch as u32).checked_sub(0xac00).filter(|i| *i < 11_172)? as usize;
    let (lead, vowel, tail) = (LEADS.get(index / 588)?, VOWELS.get(index % 588 / 28)?, TAILS.get(index % 28)?);
    Some(format!("{lead}{vowel}{tail}"))
}

/// Hangul letters in a row as one syllable: lead, vowel and, if there is one, tail; with how many letters it took.
#[must_use]
pub fn compose(letters: &[char]) -> Option<(char, usize)> {
    let lead = |ch: char| (ch as u32).checked_sub(0x1100).filter(|i| *i < 19);
    let vowel = |ch: char| (ch as u32).checked_sub(0x1161).filter(|i| *i < 21);
    let (start, used) = match letters {
        [a, b, ..] if lead(*a).is_some() => (0xac00 + (lead(*a)? * 21 + vowel(*b)?) * 28, 2),
        // A syllable without a tail may take the next letter for one.
        [a, ..] if (0xac00..0xac00 + 11_172).contains(&(*a as u32)) && (*a as u32 - 0xac00).is_multiple_of(28) => {
            (*a as u32, 1)
        }
        _ => return None,
    };
    let rest = letters.get(used..).unwrap_or(&[]);
    let tail = match rest {
        [a, b, ..] if vowel(*b).is_some() => lead(*a).map(|_| 0),
        [a, ..] => lead(*a).and_then(|index| TAIL_OF_LEAD.get(index as usize).copied()),
        [] => None,
    };
    match tail.filter(|t| *t > 0) {
        Some(tail) => Some((char::from_u32(start + tail)?, used + 1)),
        None if used > 1 => Some((char::from_u32(start)?, used)),
        None => None,
    }
}

/// The number of each lead as a tail; zero for those that cannot be one.
const TAIL_OF_LEAD: [u32; 19] = [1, 2, 4, 7, 0, 8, 16, 17, 0, 19, 20, 21, 22, 0, 23, 24, 25, 26, 27];

fn cyrillic(ch: char) -> Option<&'static str> {
    Some(match ch.to_lowercase().next()? {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

/// Kana by rows; the vowels a, i, u, e, o in turn.
const ROWS: [(&str, &str); 15] = [
    ("あいうえお", ""),
    ("かきくけこ", "k"),
    ("さしすせそ", "s"),
    ("たちつてと", "t"),
    ("なにぬねの", "n"),
    ("はひふへほ", "h"),
    ("まみむめも", "m"),
    ("や ゆ よ", "y"),
    ("らりるれろ", "r"),
    ("わ   を", "w"),
    ("がぎぐげご", "g"),
    ("ざじずぜぞ", "z"),
    ("だぢづでど", "d"),
    ("ばびぶべぼ", "b"),
    ("ぱぴぷぺぽ", "p"),
];

fn syllable(ch: char, next: Option<char>) -> Option<(String, usize)> {
    let hiragana = |c: char| match c as u32 {
        code @ 0x30a1..=0x30f6 => char::from_u32(code - 0x60).unwrap_or(c),
        _ => c,
    };
    let ch = hiragana(ch);
    if matches!(ch, 'ん') {
        return Some(("n".into(), 1));
    }
    if matches!(ch, 'っ' | 'ー') {
        return Some((String::new(), 1));
    }
    let latin = ROWS.iter().find_map(|(row, lead)| {
        let at = row.chars().position(|c| c == ch)?;
        Some(format!("{lead}{}", ["a", "i", "u", "e", "o"].get(at)?))
    })?;
    let latin = match latin.as_str() {
        "si" => "shi",
        "ti" => "chi",
        "tu" => "tsu",
        "hu" => "fu",
        "zi" | "di" => "ji",
        "du" => "zu",
        "wo" => "o",
        other => other,
    };
    let glide = match next.map(hiragana) {
        Some('ゃ') => "a",
        Some('ゅ') => "u",
        Some('ょ') => "o",
        _ => return Some((latin.into(), 1)),
    };
    let lead = latin.strip_suffix('i')?;
    let middle = if matches!(lead, "sh" | "ch" | "j") { "" } else { "y" };
    Some((format!("{lead}{middle}{glide}"), 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_three_scripts() {
        let cases = [
            ("천산갑", Some("cheonsangap")),
            ("코끼리 상아", Some("kokkiri sanga")),
            ("べっこう", Some("bekkou")),
            ("ウミガメ", Some("umigame")),
            ("センザンコウ", Some("senzankou")),
            ("слоновая кость", Some("slonovaya kost")),
            ("象牙", None),
            ("상아", None),
        ];
        for (text, want) in cases {
            assert_eq!(romanise(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn composes_hangul() {
        let cases = [
            ("\u{1109}\u{1161}\u{110b}아", Some(('상', 3))),
            ("사\u{110b}아", Some(('상', 2))),
            ("\u{110f}\u{110f}", None),
        ];
        for (text, want) in cases {
            assert_eq!(compose(&text.chars().collect::<Vec<_>>()), want, "{text}");
        }
    }
}
