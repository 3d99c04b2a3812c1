//! Canonical JSON: the one way in which an event's body is written.
//!
//! It is what Python's `json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)` writes,
//! for values without fractions. Keys are sorted by code point, which for UTF-8 is the order of its octets.

use crate::error::{Result, StoreError};
use serde_json::{Map, Value};

/// Depth to which a body may nest.
const MAX_DEPTH: u32 = 16;

/// The canonical text of `value`.
///
/// # Errors
/// [`StoreError::NotCanonical`] for numbers that are not integers, or deeper nesting than 16.
pub(crate) fn canonical(value: &Value) -> Result<String> {
    let mut out = String::with_capacity(256);
    write(value, &mut out, 0)?;
    Ok(out)
}

/// Adds the canonical text of a string.
pub(super) fn text(text: &str, out: &mut String) {
    // Most of them have nothing to escape.
    if text.bytes().all(|octet| octet >= 0x20 && octet != b'"' && octet != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&Value::from(text).to_string());
    }
}

/// Adds the canonical text of an object that stands at this depth.
pub(super) fn object(members: &Map<String, Value>, out: &mut String, depth: u32) -> Result<()> {
    // Sorted here: whether the map is sorted by itself depends on features of other crates.
    let mut keys: Vec<_> = members.iter().collect();
    keys.sort_unstable_by_key(|(key, _)| *key);
    out.push('{');
    for (i, (key, member)) in keys.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        text(key, out);
        out.push(':');
        write(member, out, depth + 1)?;
    }
    out.push('}');
    Ok(())
}

fn write(value: &Value, out: &mut String, depth: u32) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(StoreError::NotCanonical);
    }
    match value {
        Value::Number(number) if number.is_f64() => return Err(StoreError::NotCanonical),
        Value::Null | Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
        Value::String(string) => text(string, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out, depth + 1)?;
            }
            out.push(']');
        }
        Value::Object(members) => object(members, out, depth)?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::canonical;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_nothing_is_escaped_that_need_not_be() {
        let value = json!({"b": [1, -2, null, true], "a": {"é\u{1F512}": "x\"\\\n\u{1}\u{7f}/"}, "B": 18_446_744_073_709_551_615_u64});
        assert_eq!(
            canonical(&value).unwrap(),
            "{\"B\":18446744073709551615,\"a\":{\"é\u{1F512}\":\"x\\\"\\\\\\n\\u0001\u{7f}/\"},\"b\":[1,-2,null,true]}"
        );
    }

    #[test]
    fn fractions_have_no_canonical_form() {
        assert!(canonical(&json!({"a": 1.5})).is_err());
        assert!(canonical(&json!([[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]])).is_err(), "nor has endless nesting");
    }
}
