//! A listing: one offer page on one platform, as text fields and a price.
//!
//! Parsing is lenient about shapes that marketplaces really send (numbers as strings, unknown keys, attributes as map or list) and
//! strict about what cannot be read: the error names the field.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;
use std::str::FromStr;

/// One offer page on one platform.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The platform's id, kept as a string: ids have up to 19 digits and more.
    pub id: Option<String>,
    /// Texts in the order in which a reader meets them.
    pub fields: Vec<Field>,
    /// The asking price, where one is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// The places that the offer touches, as far as the record says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
}

/// A place that an offer touches, as the record writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// What happens there.
    pub role: Role,
    /// A code or a name.
    pub text: String,
}

/// What happens at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The market on which the offer appears.
    Site,
    /// The seller's place.
    Seller,
    /// Where the goods are sent from.
    ShipFrom,
    /// Where they may be sent.
    ShipTo,
    /// Where animal or plant come from.
    Origin,
}

/// A named text of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// `title`, `description`, `category` or `attributes.NAME`.
    pub name: String,
    /// The text as received.
    pub text: String,
}

/// An amount of money. The currency is an ISO 4217 code where it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The amount, exact.
    pub amount: Decimal,
    /// ISO 4217 code in capitals, or none.
    pub currency: Option<String>,
}

/// Why a record cannot be read as a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingError {
    /// The field at fault; empty for the record as a whole.
    pub field: String,
    /// What was wrong and what is expected.
    pub message: String,
}

impl fmt::Display for ListingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "{}", self.message)
        } else {
            write!(f, "field `{}`: {}", self.field, self.message)
        }
    }
}

impl std::error::Error for ListingError {}

const TITLE: &[&str] =
    &["title", "subject", "name", "headline", "item_title", "标题", "標題", "商品名称", "商品标题", "宝贝标题"];
const DESCRIPTION: &[&str] = &["description", "desc", "body", "text", "detail", "content", "描述", "详情", "商品描述"];
const CATEGORY: &[&str] = &["category", "category_name", "categories", "product_type", "类目", "分类", "類別"];
const ID: &[&str] = &["id", "item_id", "num_iid", "product_id", "listing_id", "sku", "编号", "商品id"];
const PRICE: &[&str] = &["price", "amount", "价格", "價格"];
const CURRENCY: &[&str] = &["currency", "currency_code", "price_currency", "币种"];
const ATTRIBUTES: &[&str] = &["attributes", "props", "properties", "item_specifics", "属性"];
/// Keys that name places. Their texts are read like any other, too.
const PLACES: &[(Role, &[&str])] = &[
    (Role::Site, &["site", "site_country", "marketplace", "market", "站点", "站點"]),
    (Role::Seller, &["seller_country", "seller_location", "location", "country", "卖家所在地", "所在地"]),
    (Role::ShipFrom, &["ship_from", "ships_from", "shipping_from", "item_location", "发货地", "發貨地"]),
    (Role::ShipTo, &["ship_to", "ships_to", "shipping_to", "destination", "收货地", "收貨地", "配送至"]),
    (Role::Origin, &["origin", "country_of_origin", "place_of_origin", "产地", "產地", "原产地"]),
];
/// Keys that carry no text of the offer: labels of test data, addresses, times.
const IGNORED: &[&str] = &[
    "label",
    "kind",
    "group",
    "form",
    "lang",
    "language",
    "url",
    "link",
    "image",
    "images",
    "created",
    "modified",
    "disguise",
    "platform",
    "seller",
    "seller_id",
];

impl Listing {
    /// A listing of one text, for plain lines and for tests.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self { id: None, fields: vec![Field { name: "title".into(), text: text.into() }], ..Self::default() }
    }

    /// Reads a JSON object as a listing.
    ///
    /// # Errors
    /// Where the value is not an object, a text field is not a text, a price is not a number, or no text is left at all.
    pub fn from_json(value: &Value) -> Result<Self, ListingError> {
        let object = match value {
            Value::Object(object) => object,
            Value::String(text) => return Ok(Self::from_text(text)),
            other => return Err(whole(format!("expected a JSON object with a `title`, found {}", kind(other)))),
        };
        let id = pick(object, ID).and_then(|(_, v)| scalar(v));
        let mut fields = Vec::new();
        for (names, canonical) in [(TITLE, "title"), (DESCRIPTION, "description"), (CATEGORY, "category")] {
            if let Some((key, value)) = pick(object, names) {
                push_text(&mut fields, key, canonical, value)?;
            }
        }
        if let Some((key, value)) = pick(object, ATTRIBUTES) {
            push_attributes(&mut fields, key, value)?;
        }
        push_unknown(&mut fields, object);
        let currency = pick(object, CURRENCY).and_then(|(_, v)| scalar(v));
        let price = match pick(object, PRICE) {
            Some((key, value)) => read_price(key, value, currency)?,
            None => None,
        };
        if let (None, Some((_, Value::String(words)))) = (&price, pick(object, PRICE))
            && !words.trim().is_empty()
        {
            // "price on request" and the like are words of the offer.
            fields.push(Field { name: "attributes.price".into(), text: words.clone() });
        }
        if fields.is_empty() {
            return Err(whole("no text to read: give at least a `title`".into()));
        }
        Ok(Self { id, fields, price, places: places(object) })
    }
}

/// The places that a record names: texts, lists of texts, or the country of a seller.
fn places(object: &Map<String, Value>) -> Vec<Place> {
    let mut places = Vec::new();
    let mut add = |role: Role, value: &Value| {
        let items = match value {
            Value::Array(items) => items.iter().filter_map(scalar).collect(),
            other => scalar(other).map(|text| vec![text]).unwrap_or_default(),
        };
        for text in items.iter().flat_map(|item| item.split([';', '|', '、'])).map(str::trim).filter(|t| !t.is_empty())
        {
            places.push(Place { role, text: text.into() });
        }
    };
    for (role, keys) in PLACES {
        for (key, value) in object.iter().filter(|(key, _)| keys.iter().any(|k| key.eq_ignore_ascii_case(k))) {
            if !key.is_empty() {
                add(*role, value);
            }
        }
    }
    if let Some((_, Value::Object(seller))) = pick(object, &["seller"])
        && let Some((_, value)) = pick(seller, &["country", "location", "place"])
    {
        add(Role::Seller, value);
    }
    places
}

fn whole(message: String) -> ListingError {
    ListingError { field: String::new(), message }
}

fn pick<'a>(object: &'a Map<String, Value>, names: &[&str]) -> Option<(&'a str, &'a Value)> {
    for name in names {
        for (key, value) in object {
            if key.eq_ignore_ascii_case(name) && !value.is_null() {
                return Some((key, value));
            }
        }
    }
    None
}

fn is_known(key: &str) -> bool {
    [TITLE, DESCRIPTION, CATEGORY, ID, PRICE, CURRENCY, ATTRIBUTES, IGNORED]
        .iter()
        .any(|names| names.iter().any(|name| key.eq_ignore_ascii_case(name)))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn push_text(fields: &mut Vec<Field>, key: &str, canonical: &str, value: &Value) -> Result<(), ListingError> {
    let text = match value {
        Value::Array(items) => items.iter().filter_map(scalar).collect::<Vec<_>>().join(" / "),
        other => scalar(other).ok_or_else(|| ListingError {
            field: key.into(),
            message: format!("expected a text, found {}", kind(other)),
        })?,
    };
    if !text.trim().is_empty() {
        fields.push(Field { name: canonical.into(), text });
    }
    Ok(())
}

fn push_attributes(fields: &mut Vec<Field>, key: &str, value: &Value) -> Result<(), ListingError> {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                if let Some(text) = scalar(value).filter(|text| !text.trim().is_empty()) {
                    fields.push(Field { name: format!("attributes.{name}"), text });
                }
            }
            Ok(())
        }
        other => push_text(fields, key, "attributes", other),
    }
}

/// Further texts of the record are read too: a word hidden in an unusual column must not slip through.
fn push_unknown(fields: &mut Vec<Field>, object: &Map<String, Value>) {
    for (key, value) in object {
        if let Value::String(text) = value
            && !is_known(key)
            && !text.trim().is_empty()
        {
            fields.push(Field { name: format!("attributes.{key}"), text: text.clone() });
        }
    }
}

fn read_price(key: &str, value: &Value, currency: Option<String>) -> Result<Option<Price>, ListingError> {
    let text = match value {
        Value::Object(map) => {
            let inner = pick(map, &["value", "amount", "price"]).map(|(_, v)| v.clone()).unwrap_or(Value::Null);
            let unit = pick(map, CURRENCY).and_then(|(_, v)| scalar(v)).or(currency);
            return if inner.is_object() || inner.is_null() { Ok(None) } else { read_price(key, &inner, unit) };
        }
        other => scalar(other).ok_or_else(|| ListingError {
            field: key.into(),
            message: format!("expected an amount such as 120.50, found {}", kind(other)),
        })?,
    };
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    if !trimmed.chars().any(|c| c.is_ascii_digit()) {
        return Ok(None);
    }
    let digits: String = trimmed.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
    let amount =
        Decimal::from_str(&digits).or_else(|_| Decimal::from_scientific(trimmed)).map_err(|_| ListingError {
            field: key.into(),
            message: format!("`{}` is not an amount: write it as 120.50", trimmed.chars().take(40).collect::<String>()),
        })?;
    let currency = currency.map(|code| code.trim().to_ascii_uppercase()).filter(|code| !code.is_empty());
    Ok(Some(Price { amount, currency }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Listing, ListingError> {
        Listing::from_json(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn reads_the_shapes_that_marketplaces_send() {
        let cases: &[(&str, &[(&str, &str)], Option<&str>)] = &[
            (r#"{"id":12,"title":"a"}"#, &[("title", "a")], None),
            (r#"{"title":"a","price":"1,200.50","currency":"cny"}"#, &[("title", "a")], Some("1200.50 CNY")),
            (r#"{"title":"a","price":{"value":"9","currency":"USD"}}"#, &[("title", "a")], Some("9 USD")),
            (r#"{"title":"a","attributes":{"材质":"象牙"}}"#, &[("title", "a"), ("attributes.材质", "象牙")], None),
            (r#"{"标题":"a","notes":"b"}"#, &[("title", "a"), ("attributes.notes", "b")], None),
            (r#""just text""#, &[("title", "just text")], None),
            (r#"{"title":"a","price":"ask me"}"#, &[("title", "a"), ("attributes.price", "ask me")], None),
            (r#"{"title":"a","price":1e3}"#, &[("title", "a")], Some("1000.0")),
        ];
        for (json, fields, price) in cases {
            let listing = read(json).unwrap();
            let got: Vec<_> = listing.fields.iter().map(|f| (f.name.as_str(), f.text.as_str())).collect();
            assert_eq!(&got, fields, "{json}");
            let got = listing.price.map(|p| match p.currency {
                Some(c) => format!("{} {c}", p.amount),
                None => p.amount.to_string(),
            });
            assert_eq!(got.as_deref(), *price, "{json}");
        }
    }

    #[test]
    fn names_the_field_at_fault() {
        let cases = [
            (r#"{"title":{"a":1}}"#, "field `title`: expected a text, found an object"),
            (r#"{"title":"x","price":"1.2.3"}"#, "field `price`: `1.2.3` is not an amount: write it as 120.50"),
            (r#"{"title":"x","price":[1]}"#, "field `price`: expected an amount such as 120.50, found a list"),
            (r#"[1]"#, "expected a JSON object with a `title`, found a list"),
            (r#"{"id":"1"}"#, "no text to read: give at least a `title`"),
        ];
        for (json, message) in cases {
            assert_eq!(read(json).unwrap_err().to_string(), message, "{json}");
        }
    }
}
