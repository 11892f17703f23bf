package main

import (
	"bytes"
	"strings"
)

// Fields that only mail has.
var certain = []string{"received", "return-path", "delivered-to", "message-id", "mime-version", "x-mailer", "dkim-signature"}

// Fields that mail has among others.
var likely = []string{"from", "to", "cc", "subject", "date", "sender", "reply-to", "content-type", "content-transfer-encoding", "x-priority", "references", "in-reply-to"}

// looksLikeMessage wants the first lines to be fields, with enough of them those of mail.
func looksLikeMessage(first []byte) bool {
	points, count := 0, 0
	for len(first) > 0 {
		text, rest, isWhole := bytes.Cut(first, []byte("\n"))
		text = bytes.TrimRight(text, "\r")
		if len(text) == 0 {
			break
		}
		first = rest
		if text[0] == ' ' || text[0] == '\t' {
			if count == 0 {
				return false
			}
			continue
		}
		name, _, isField := bytes.Cut(text, []byte(":"))
		if !isField || !isFieldName(name) {
			// One that the beginning cuts off is no proof against it.
			return points >= 3 && (count >= 3 || !isWhole)
		}
		count++
		switch lower := strings.ToLower(string(name)); {
		case contains(certain, lower), lower == "content-type" && bytes.Contains(bytes.ToLower(text), []byte("multipart/")):
			points += 2
		case contains(likely, lower):
			points++
		}
	}
	return points >= 2
}

func contains(names []string, name string) bool {
	for _, one := range names {
		if one == name {
			return true
		}
	}
	return false
}

// looksLikeMailbox wants the line that begins each message in a mailbox, and a message behind it.
func looksLikeMailbox(first []byte) bool {
	text, rest, _ := bytes.Cut(first, []byte("\n"))
	return isFromLine(text) && looksLikeMessage(bytes.TrimPrefix(rest, []byte(">From ")))
}

// isFromLine knows "From somebody Thu Feb 29 12:34:56 2024": a sender, a time, a year.
func isFromLine(text []byte) bool {
	if !bytes.HasPrefix(text, []byte("From ")) || len(text) > 1000 {
		return false
	}
	hasTime, hasYear := false, false
	for _, word := range strings.Fields(string(text[5:])) {
		hasTime = hasTime || (strings.Count(word, ":") >= 1 && len(word) >= 4 && len(word) <= 8 && word[0] >= '0' && word[0] <= '9')
		hasYear = hasYear || (len(word) == 4 && (strings.HasPrefix(word, "19") || strings.HasPrefix(word, "20")))
	}
	return hasTime && hasYear
}
