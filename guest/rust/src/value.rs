use std::borrow::Cow;

use crate::json;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataType {
    /// A signed 64-bit whole number (SQLite INTEGER).
    Int64,
    /// A double-precision number (SQLite REAL).
    Float64,
    /// Unicode text (SQLite TEXT).
    String,
}

impl DataType {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            DataType::Int64 => "Int64",
            DataType::Float64 => "Float64",
            DataType::String => "String",
        }
    }
}

/// One value of a row. Made from whole numbers, floats, text, `bool` (0 or 1) and `Option` of these by `From`:
///
/// ```
/// # use wadup_guest::*;
/// let row: [Value; 4] = [7.into(), 0.5.into(), "text".into(), None::<i64>.into()];
/// assert_eq!(row[3], Value::Null);
/// ```
///
/// There is no `From<u64>`, because not every `u64` fits a column: say what should happen, as in `size as i64`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Int64(i64),
    /// NaN and the infinities are kept.
    Float64(f64),
    String(String),
    /// SQL NULL, in a column of any type.
    Null,
}

impl Value {
    /// `None` for NULL, which fits every column.
    pub(crate) const fn data_type(&self) -> Option<DataType> {
        match self {
            Value::Int64(_) => Some(DataType::Int64),
            Value::Float64(_) => Some(DataType::Float64),
            Value::String(_) => Some(DataType::String),
            Value::Null => None,
        }
    }

    pub(crate) fn push_json(&self, out: &mut String) {
        match self {
            Value::Int64(value) => {
                out.push_str("{\"Int64\":");
                json::push_i64(out, *value);
            }
            Value::Float64(value) => {
                out.push_str("{\"Float64\":");
                json::push_f64(out, *value);
            }
            Value::String(value) => {
                out.push_str("{\"String\":");
                json::push_string(out, value);
            }
            Value::Null => {
                out.push_str("null");
                return;
            }
        }
        out.push('}');
    }
}

macro_rules! from_whole_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Value {
            fn from(value: $number) -> Value {
                Value::Int64(i64::from(value))
            }
        }
    )*};
}
from_whole_numbers!(i64, i32, i16, i8, u32, u16, u8, bool);

/// Sizes and indexes inside a module: wasm32 has 32-bit ones, which always fit.
#[cfg(target_pointer_width = "32")]
impl From<usize> for Value {
    fn from(value: usize) -> Value {
        Value::Int64(value as i64)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::Float64(value)
    }
}

impl From<f32> for Value {
    fn from(value: f32) -> Value {
        Value::Float64(f64::from(value))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::String(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::String(value.to_owned())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Value {
        Value::String(value.clone())
    }
}

impl From<Cow<'_, str>> for Value {
    fn from(value: Cow<'_, str>) -> Value {
        Value::String(value.into_owned())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: impl Into<Value>) -> String {
        let mut out = String::new();
        value.into().push_json(&mut out);
        out
    }

    #[test]
    fn every_value_is_tagged_with_its_type() {
        assert_eq!(json(i64::MIN), r#"{"Int64":-9223372036854775808}"#);
        assert_eq!(json(i64::MAX), r#"{"Int64":9223372036854775807}"#);
        assert_eq!(json(2.5), r#"{"Float64":2.5}"#);
        assert_eq!(json("a\"b"), r#"{"String":"a\"b"}"#);
    }

    #[test]
    fn other_rust_types_become_the_three() {
        assert_eq!(json(true), r#"{"Int64":1}"#);
        assert_eq!(json(u32::MAX), r#"{"Int64":4294967295}"#);
        assert_eq!(json(0.5_f32), r#"{"Float64":0.5}"#);
        assert_eq!(json(&String::from("owned")), r#"{"String":"owned"}"#);
        assert_eq!(json(String::from_utf8_lossy(b"\xff")), "{\"String\":\"\u{fffd}\"}");
    }

    #[test]
    fn none_is_null_and_some_is_its_value() {
        assert_eq!(json(None::<&str>), "null");
        assert_eq!(json(Some(3)), r#"{"Int64":3}"#);
    }

    #[test]
    fn infinities_and_nan_are_strings_inside_the_tag() {
        assert_eq!(json(f64::NAN), r#"{"Float64":"NaN"}"#);
        assert_eq!(json(f64::NEG_INFINITY), r#"{"Float64":"-Infinity"}"#);
    }
}
