//! What the terminal says, in three languages.

use crate::args::Language;

/// Words for people.
pub struct Messages {
    /// Index into the catalogue's titles: English, Simplified, Traditional.
    pub index: usize,
    /// Heading of a flagged listing.
    pub suspected: &'static str,
    /// A listing with weak findings.
    pub weak: &'static str,
    /// A listing with nothing in it.
    pub clear: &'static str,
    /// Before the reasons.
    pub why: &'static str,
    /// Before a reading.
    pub reads_as: &'static str,
    /// Before claims.
    pub claims: &'static str,
    /// Heading of the summary.
    pub summary: &'static str,
    /// Listings, flagged, rejected.
    pub counts: [&'static str; 3],
    /// Before the policy's decision.
    pub decision: &'static str,
    /// Decisions, mildest first.
    pub decisions: [&'static str; 4],
    /// Before what the law says.
    pub law: &'static str,
    /// The caution at the end.
    pub caution: &'static str,
}

/// The messages of a language; none for that of the environment.
pub fn messages(language: Option<Language>) -> &'static Messages {
    match language.unwrap_or_else(from_environment) {
        Language::En => &EN,
        Language::Hans => &HANS,
        Language::Hant => &HANT,
    }
}

/// The number of a language in the catalogue's titles.
pub fn index_of(language: Option<Language>) -> usize {
    messages(language).index
}

fn from_environment() -> Language {
    let value = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|v| !v.is_empty())
        .unwrap_or_default();
    match value.to_ascii_lowercase() {
        v if v.starts_with("zh_tw") || v.starts_with("zh_hk") || v.starts_with("zh_mo") || v.contains("hant") => {
            Language::Hant
        }
        v if v.starts_with("zh") => Language::Hans,
        _ => Language::En,
    }
}

static EN: Messages = Messages {
    index: 0,
    suspected: "SUSPECTED",
    weak: "unlikely",
    clear: "clear",
    why: "why",
    reads_as: "read as",
    claims: "claims",
    summary: "Summary",
    counts: ["listings", "flagged", "rejected"],
    decision: "decision",
    decisions: ["allow", "educate", "review", "block"],
    law: "law",
    caution: "A flag is a suspicion. A person decides.",
};

static HANS: Messages = Messages {
    index: 1,
    suspected: "涉嫌",
    weak: "可能性低",
    clear: "未见异常",
    why: "理由",
    reads_as: "读作",
    claims: "声称",
    summary: "汇总",
    counts: ["条", "条涉嫌", "条无法读取"],
    decision: "处置",
    decisions: ["放行", "提示教育", "人工复核", "拦截"],
    law: "法律",
    caution: "标记只是怀疑，由人来决定。",
};

static HANT: Messages = Messages {
    index: 2,
    suspected: "涉嫌",
    weak: "可能性低",
    clear: "未見異常",
    why: "理由",
    reads_as: "讀作",
    claims: "聲稱",
    summary: "彙總",
    counts: ["則", "則涉嫌", "則無法讀取"],
    decision: "處置",
    decisions: ["放行", "提示教育", "人工覆核", "攔截"],
    law: "法律",
    caution: "標記只是懷疑，由人來決定。",
};
