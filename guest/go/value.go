package wadup

import "math"

// DataType is the type of a column.
type DataType uint8

const (
	// Int64 is a signed 64-bit whole number (SQLite INTEGER).
	Int64 DataType = iota + 1
	// Float64 is a double-precision number (SQLite REAL).
	Float64
	// String is Unicode text (SQLite TEXT).
	String
)

// String gives the name that the host knows the type by.
func (dataType DataType) String() string {
	switch dataType {
	case Int64:
		return "Int64"
	case Float64:
		return "Float64"
	case String:
		return "String"
	}
	return "no data type"
}

// Value is one value of a row. The zero Value is NULL.
type Value struct {
	// The type of a value, 0 for NULL, which fits every column.
	dataType DataType
	// A whole number, or the bits of a float.
	bits uint64
	text string
}

// NewInt64 makes a whole number. A uint64 past the largest int64 fits no column: say what should happen to it.
func NewInt64(value int64) Value {
	return Value{dataType: Int64, bits: uint64(value)}
}

// NewFloat64 makes a float. NaN and the infinities are kept.
func NewFloat64(value float64) Value {
	return Value{dataType: Float64, bits: math.Float64bits(value)}
}

// NewString makes a text. Bytes that are no UTF-8 become U+FFFD.
func NewString(value string) Value {
	return Value{dataType: String, text: value}
}

// NewNull makes SQL NULL, for a column of any type.
func NewNull() Value {
	return Value{}
}

func (value Value) appendJSON(out []byte) []byte {
	switch value.dataType {
	case Int64:
		out = appendInt64(append(out, `{"Int64":`...), int64(value.bits))
	case Float64:
		out = appendFloat64(append(out, `{"Float64":`...), math.Float64frombits(value.bits))
	case String:
		out = appendString(append(out, `{"String":`...), value.text)
	default:
		return append(out, "null"...)
	}
	return append(out, '}')
}
