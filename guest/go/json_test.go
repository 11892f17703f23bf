package wadup

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"
	"unicode/utf8"
)

func TestPlainTextIsOnlyQuoted(t *testing.T) {
	for _, text := range []string{"", "plain", "žluťoučký \u007f \u2028 🐎", "\uFFFD"} {
		if found := string(appendString(nil, text)); found != `"`+text+`"` {
			t.Errorf("%q became %s", text, found)
		}
	}
}

func TestQuotesBackslashesAndControlCharactersAreEscaped(t *testing.T) {
	for text, expected := range map[string]string{
		`a"b\c`:        `"a\"b\\c"`,
		"\n\r\t":       `"\n\r\t"`,
		"\x00\x01\x1f": `"\u0000\u0001\u001f"`,
		"é\"é\x0b":     `"é\"é\u000b"`,
	} {
		if found := string(appendString(nil, text)); found != expected {
			t.Errorf("%q became %s, not %s", text, found, expected)
		}
	}
}

func TestWhatIsNoUTF8BecomesReplacementCharacters(t *testing.T) {
	for text, expected := range map[string]string{
		"\xff":             "\"\uFFFD\"",
		"a\xc3":            "\"a\uFFFD\"",
		"\xc3\"b":          "\"\uFFFD\\\"b\"",
		"\xed\xa0\x80 end": "\"\uFFFD\uFFFD\uFFFD end\"",
		"ok\xf0\x9f\x90":   "\"ok\uFFFD\uFFFD\uFFFD\"",
	} {
		if found := string(appendString(nil, text)); found != expected {
			t.Errorf("%q became %s, not %s", text, found, expected)
		}
	}
}

func FuzzStringsAreReadBackByAnotherReader(f *testing.F) {
	f.Add("a\"\\\x00\xff\xed\xa0\x80é🐎")
	f.Fuzz(func(t *testing.T, text string) {
		encoded := appendString(nil, text)
		var decoded, expected string
		if err := json.Unmarshal(encoded, &decoded); err != nil {
			t.Fatalf("%q became %s: %v", text, encoded, err)
		}
		for _, letter := range text {
			expected += string(letter)
		}
		if decoded != expected || !utf8.Valid(encoded) {
			t.Errorf("%q became %s", text, encoded)
		}
	})
}

func TestWholeNumbersAreExactToTheExtremes(t *testing.T) {
	for _, value := range []int64{0, 1, -1, math.MaxInt64, math.MinInt64, 1<<53 + 1} {
		found, err := strconv.ParseInt(string(appendInt64(nil, value)), 10, 64)
		if err != nil || found != value {
			t.Errorf("%d became %d, %v", value, found, err)
		}
	}
}

func TestFloatsReadBackAsTheSameBits(t *testing.T) {
	for _, value := range []float64{0, math.Copysign(0, -1), 1, 0.1, 1e16, 1e21, 1e300, -1e-300, math.MaxFloat64, 5e-324, 1.0 / 3} {
		encoded := appendFloat64(nil, value)
		var found float64
		if err := json.Unmarshal(encoded, &found); err != nil {
			t.Errorf("%s is no JSON: %v", encoded, err)
		}
		if math.Float64bits(found) != math.Float64bits(value) {
			t.Errorf("%v became %s", value, encoded)
		}
	}
}

func TestWhatJSONCannotSayIsAString(t *testing.T) {
	for expected, value := range map[string]float64{
		`"NaN"`: math.NaN(), `"Infinity"`: math.Inf(1), `"-Infinity"`: math.Inf(-1),
	} {
		if found := string(appendFloat64(nil, value)); found != expected {
			t.Errorf("%v became %s", value, found)
		}
	}
}

func TestEveryValueIsTaggedWithItsType(t *testing.T) {
	for expected, value := range map[string]Value{
		`{"Int64":-9223372036854775808}`: NewInt64(math.MinInt64),
		`{"Float64":2.5}`:                NewFloat64(2.5),
		`{"String":"a\"b"}`:              NewString(`a"b`),
		`null`:                           NewNull(),
	} {
		if found := string(value.appendJSON(nil)); found != expected {
			t.Errorf("%v became %s", value, found)
		}
	}
	if NewNull() != (Value{}) {
		t.Error("the zero Value is not NULL")
	}
}
