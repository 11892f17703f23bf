package main

import (
	"strings"
	"unicode/utf8"
)

// What windows-1252 has where ISO 8859-1 has control characters; 0 where it has nothing.
const windows1252 = "€\x00‚ƒ„…†‡ˆ‰Š‹Œ\x00Ž\x00\x00‘’“”•–—˜™š›œ\x00žŸ"

var (
	upper1252 = []rune(windows1252)
	// What ISO 8859-15 has in other places than ISO 8859-1.
	latin9 = map[byte]rune{0xa4: '€', 0xa6: 'Š', 0xa8: 'š', 0xb4: 'Ž', 0xb8: 'ž', 0xbc: 'Œ', 0xbd: 'œ', 0xbe: 'Ÿ'}
	// KOI8-R from 0xc0 on.
	koi8 = []rune("юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ")
	// windows-1251 from 0x80 to 0xbf; the alphabet follows.
	upper1251 = []rune("ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\x00™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї")
	// ISO 8859-2 from 0xa0 on.
	latin2 = []rune("\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙")
)

// decodeCharset knows the charsets of most old mail in European languages; whatever else there is, is UTF-8.
func decodeCharset(charset string, data []byte) (string, bool) {
	var letter func(value byte) rune
	switch strings.ToLower(charset) {
	case "utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968", "ansi-x3.4-1968", "":
		return toUnicode(string(data)), true
	case "iso-8859-1", "latin1", "windows-1252", "cp1252":
		letter = from1252
	case "iso-8859-15", "latin9":
		letter = func(value byte) rune {
			if special, isSpecial := latin9[value]; isSpecial {
				return special
			}
			return rune(value)
		}
	case "iso-8859-2", "latin2":
		letter = func(value byte) rune { return fromTable(latin2, 0xa0, value) }
	case "koi8-r":
		letter = func(value byte) rune { return fromTable(koi8, 0xc0, value) }
	case "windows-1251", "cp1251":
		letter = func(value byte) rune {
			if value >= 0xc0 {
				return 'А' + rune(value-0xc0)
			}
			return fromTable(upper1251, 0x80, value)
		}
	default:
		return "", false
	}
	var text strings.Builder
	for _, value := range data {
		text.WriteRune(letter(value))
	}
	return text.String(), true
}

func fromTable(table []rune, first, value byte) rune {
	if value < 0x80 {
		return rune(value)
	}
	if value < first || table[value-first] == 0 {
		return utf8.RuneError
	}
	return table[value-first]
}

func from1252(value byte) rune {
	if value >= 0x80 && value < 0xa0 {
		return fromTable(upper1252, 0x80, value)
	}
	return rune(value)
}

// toUnicode takes bytes that nobody declared: UTF-8 when they are, else what Windows wrote for decades.
func toUnicode(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	decoded, _ := decodeCharset("windows-1252", []byte(text))
	return decoded
}
