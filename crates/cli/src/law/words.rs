//! What `xiezhi law` says to people, in three languages: English, Simplified and Traditional Chinese.

use xiezhi_law::{Ruling, Transaction};

type Three = [&'static str; 3];

fn pick(three: Three, language: usize) -> &'static str {
    three.get(language).copied().unwrap_or(three[0])
}

/// A verdict.
pub fn ruling(ruling: Ruling, language: usize) -> &'static str {
    let three = match ruling {
        Ruling::Allowed => ["allowed", "法律未禁止", "法律未禁止"],
        Ruling::NeedsDocument => ["needs documents", "须有文件", "須有文件"],
        Ruling::Prohibited => ["prohibited", "禁止", "禁止"],
    };
    pick(three, language)
}

/// A transaction.
pub fn transaction(transaction: Transaction, language: usize) -> &'static str {
    let three = match transaction {
        Transaction::Offer => ["offer", "出售", "出售"],
        Transaction::Display => ["display", "展示", "展示"],
        Transaction::Advertise => ["advertise", "广告", "廣告"],
        Transaction::Buy => ["buy", "收购", "收購"],
        Transaction::Transport => ["transport", "运输", "運輸"],
    };
    pick(three, language)
}

/// A doubt, by its kind; `{}` stands for what it is about.
pub fn doubt(kind: &str, language: usize) -> &'static str {
    let three = match kind {
        "unknown-taxon" => [
            "no table knows the name `{}`; only rules for all wildlife were applied",
            "表中没有名称“{}”，只适用了针对一切野生动植物的规定",
            "表中沒有名稱「{}」，只適用了針對一切野生動植物的規定",
        ],
        "genus-only" => [
            "no table knows the species `{}`; it was judged by its genus",
            "表中没有物种“{}”，按其属判断",
            "表中沒有物種「{}」，按其屬判斷",
        ],
        "members-differ" => [
            "the name covers several species, and for some the verdict is: {}",
            "该名称包括多个物种，其中一些的结论为：{}",
            "該名稱包括多個物種，其中一些的結論為：{}",
        ],
        "unknown-form" => [
            "`{}` is no form and no CITES term code; the form counts as unknown",
            "“{}”不是已知的制品形态或 CITES 代码，按形态不明处理",
            "「{}」不是已知的製品形態或 CITES 代碼，按形態不明處理",
        ],
        "unknown-claim" => [
            "`{}` is no claim that the tables know; it was not counted",
            "表中没有声称“{}”，未予考虑",
            "表中沒有聲稱「{}」，未予考慮",
        ],
        "unknown-origin" => [
            "`{}` is no two-letter country code; the origin counts as unknown",
            "“{}”不是两字母国家代码，按产地不明处理",
            "「{}」不是兩字母國家代碼，按產地不明處理",
        ],
        "before-first-day" => [
            "the appendices are known from {} on; for the earlier day the first known ones were used",
            "附录数据始于 {}，更早的日期按最早已知的附录判断",
            "附錄資料始於 {}，更早的日期按最早已知的附錄判斷",
        ],
        "unsure" => [
            "the sources leave this provision in doubt: {}",
            "资料来源对此规定不确定：{}",
            "資料來源對此規定不確定：{}",
        ],
        _ => ["{}", "{}", "{}"],
    };
    pick(three, language)
}

/// A fact.
pub fn fact(fact: &str, language: usize) -> &'static str {
    let three = match fact {
        "taxon" => ["the species", "物种", "物種"],
        "form" => ["the form", "制品形态", "製品形態"],
        "origin" => ["the country of origin", "原产地", "原產地"],
        "claim" => ["a claim, proved by the documents named", "声称（须由所列文件证明）", "聲稱（須由所列文件證明）"],
        "transaction" => ["the transaction", "行为", "行為"],
        "date" => ["the date", "日期", "日期"],
        _ => ["another fact", "其他事实", "其他事實"],
    };
    pick(three, language)
}

/// Labels of an explanation.
pub struct Labels {
    pub basis: &'static str,
    pub documents: &'static str,
    pub or: &'static str,
    pub lifted: &'static str,
    pub applied: &'static str,
    pub missing: &'static str,
    pub would_change: &'static str,
    pub uncertain: &'static str,
    pub no_provision: &'static str,
    pub unknown_form: &'static str,
    pub claims: &'static str,
    pub unsure: &'static str,
}

/// The labels of a language.
pub fn labels(language: usize) -> &'static Labels {
    match language {
        1 => &HANS,
        2 => &HANT,
        _ => &EN,
    }
}

static EN: Labels = Labels {
    basis: "basis",
    documents: "documents",
    or: "or",
    lifted: "replaced by an exception",
    applied: "rows that applied",
    missing: "not known, and it matters",
    would_change: "what would change it",
    uncertain: "uncertain",
    no_provision: "no provision stands against it",
    unknown_form: "form not known",
    claims: "claims",
    unsure: "in doubt",
};

static HANS: Labels = Labels {
    basis: "依据",
    documents: "文件",
    or: "或",
    lifted: "被例外规定取代",
    applied: "适用的条款",
    missing: "尚不清楚而有影响的事实",
    would_change: "哪些事实会改变结论",
    uncertain: "不确定",
    no_provision: "未见禁止或限制规定",
    unknown_form: "形态不明",
    claims: "声称",
    unsure: "存疑",
};

static HANT: Labels = Labels {
    basis: "依據",
    documents: "文件",
    or: "或",
    lifted: "被例外規定取代",
    applied: "適用的條款",
    missing: "尚不清楚而有影響的事實",
    would_change: "哪些事實會改變結論",
    uncertain: "不確定",
    no_provision: "未見禁止或限制規定",
    unknown_form: "形態不明",
    claims: "聲稱",
    unsure: "存疑",
};
