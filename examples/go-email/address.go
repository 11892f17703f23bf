package main

import (
	"strings"
	"time"
)

// Addresses of one message beyond these are passed over.
const mostAddresses = 5000

type address struct {
	name    string
	address string
}

// parseAddresses reads a list of addresses as it is found in the world: what RFC 5322 allows, and what programs write.
// Names of groups are passed over.
func parseAddresses(value string) []address {
	found, isWhole := readAddresses(value)
	if !isWhole {
		// Quotes or brackets that are never closed would swallow the rest.
		found, _ = readAddresses(strings.NewReplacer(`"`, " ", "(", " ", ")", " ", `\`, " ").Replace(value))
	}
	return found
}

func readAddresses(value string) (found []address, isWhole bool) {
	var one addressReader
	for at := 0; at < len(value) && len(found) <= mostAddresses; at++ {
		switch letter := value[at]; {
		case letter == '\\' && (one.inQuotes || one.depth > 0) && at+1 < len(value):
			at++
			one.add(value[at])
		case letter == '"' && one.depth == 0:
			one.inQuotes = !one.inQuotes
		case one.inQuotes:
			one.add(letter)
		case letter == '(':
			one.depth++
		case letter == ')' && one.depth > 0:
			one.depth--
		case one.depth > 0:
			one.comment.WriteByte(letter)
		case letter == '<':
			one.inAngle = true
		case letter == '>':
			one.inAngle = false
		case letter == ',' || letter == ';':
			found = one.take(found)
		case letter == ':' && !one.inAngle:
			one = addressReader{}
		default:
			one.add(letter)
		}
	}
	isWhole = !one.inQuotes && one.depth == 0
	return one.take(found), isWhole
}

// addressReader is an address that is being read.
type addressReader struct {
	inQuotes, inAngle bool
	// Of comments in each other.
	depth                int
	text, angle, comment strings.Builder
}

func (one *addressReader) add(letter byte) {
	switch {
	case one.depth > 0:
		one.comment.WriteByte(letter)
	case one.inAngle:
		one.angle.WriteByte(letter)
	default:
		one.text.WriteByte(letter)
	}
}

func (one *addressReader) take(found []address) []address {
	text, angle, comment := strings.TrimSpace(one.text.String()), strings.TrimSpace(one.angle.String()), one.comment.String()
	*one = addressReader{}
	switch {
	case angle != "":
		return append(found, address{decodeWords(text), toUnicode(angle)})
	case text != "":
		// Without brackets a comment is the name, as it was of old.
		return append(found, address{decodeWords(strings.TrimSpace(comment)), toUnicode(text)})
	}
	return found
}

var dateLayouts = []string{
	"2 Jan 2006 15:04:05 -0700",
	"2 Jan 2006 15:04:05 MST",
	"2 Jan 2006 15:04:05",
	"2 Jan 2006 15:04 -0700",
	"2 Jan 2006 15:04 MST",
	"2 Jan 06 15:04:05 -0700",
	"2 Jan 06 15:04:05 MST",
	"2 Jan 06 15:04 MST",
	"2-Jan-2006 15:04:05 -0700",
	"Jan 2 15:04:05 2006 -0700",
	"Jan 2 15:04:05 2006",
	"Jan 2 15:04:05 MST 2006",
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05",
}

// parseDate gives a date in UTC as SQL writes it, or nothing. Weekday, comments and blanks too many do not matter.
func parseDate(value string) string {
	value, _, _ = strings.Cut(value, "(")
	if weekday, rest, hasWeekday := strings.Cut(value, ","); hasWeekday && len(strings.TrimSpace(weekday)) <= 10 {
		value = rest
	}
	parts := strings.Fields(value)
	if len(parts) > 0 && len(parts[0]) == 3 && isWeekday(parts[0]) {
		parts = parts[1:]
	}
	if len(parts) == 0 || len(parts) > 8 {
		return ""
	}
	for _, layout := range dateLayouts {
		if found, err := time.Parse(layout, strings.Join(parts, " ")); err == nil && found.Year() > 0 {
			return atZone(found, parts[len(parts)-1]).UTC().Format("2006-01-02 15:04:05")
		}
	}
	return ""
}

func isWeekday(text string) bool {
	return strings.Contains(" mon tue wed thu fri sat sun ", " "+strings.ToLower(text)+" ")
}

// Names of zones that RFC 5322 knows; of others, time.Parse takes the name and UTC.
var zones = map[string]int{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}

func atZone(found time.Time, zone string) time.Time {
	hours, isKnown := zones[strings.ToUpper(zone)]
	if _, offset := found.Zone(); !isKnown || offset != 0 {
		return found
	}
	return found.Add(time.Duration(-hours) * time.Hour)
}
