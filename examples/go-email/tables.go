package main

import (
	"strings"

	"wadup"
)

// tables are those of messages.
type tables struct {
	messages, headers, addresses, parts *wadup.Table
}

func define(name string, columns ...string) (*wadup.Table, error) {
	builder := wadup.NewTableBuilder(name)
	for _, column := range columns {
		// Whole numbers are marked; all others are text.
		if number, isNumber := strings.CutPrefix(column, "#"); isNumber {
			builder.Column(number, wadup.Int64)
		} else {
			builder.Column(column, wadup.String)
		}
	}
	return builder.Build()
}

func defineTables() (*tables, error) {
	var all tables
	for _, one := range []struct {
		table   **wadup.Table
		name    string
		columns []string
	}{
		{&all.messages, "email_messages", []string{"message_id", "in_reply_to", "date", "date_header", "from_address", "subject", "#parts", "#files", "problem"}},
		{&all.headers, "email_headers", []string{"#number", "name", "value"}},
		{&all.addresses, "email_addresses", []string{"field", "name", "address"}},
		{&all.parts, "email_parts", []string{"part", "content_type", "charset", "encoding", "disposition", "filename", "content_id", "#size", "emitted_as", "problem"}},
	} {
		var err error
		if *one.table, err = define(one.name, one.columns...); err != nil {
			return nil, err
		}
	}
	return &all, nil
}

func (all *tables) insertPart(part *leaf, about description, size int64, problem string) error {
	emitted := wadup.NewNull()
	if size > 0 {
		emitted = wadup.NewString(about.name)
	}
	return all.parts.InsertRow([]wadup.Value{
		wadup.NewString(part.number),
		wadup.NewString(about.kind),
		textOrNull(about.charset),
		textOrNull(about.encoding),
		textOrNull(about.disposition),
		textOrNull(about.filename),
		textOrNull(about.contentID),
		wadup.NewInt64(size),
		emitted,
		textOrNull(problem),
	})
}

var addressFields = []string{"From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Return-Path", "Delivered-To", "Resent-From", "Resent-To"}

func (one *message) insert() error {
	for number, field := range one.header.fields {
		err := one.tables.headers.InsertRow([]wadup.Value{
			wadup.NewInt64(int64(number) + 1), wadup.NewString(field.name), wadup.NewString(decodeWords(field.value)),
		})
		if err != nil {
			return err
		}
	}
	from, err := one.insertAddresses()
	if err != nil {
		return err
	}
	date := one.header.get("Date")
	return one.tables.messages.InsertRow([]wadup.Value{
		textOrNull(strings.TrimSpace(one.header.get("Message-ID"))),
		textOrNull(strings.TrimSpace(one.header.get("In-Reply-To"))),
		textOrNull(parseDate(date)),
		textOrNull(toUnicode(date)),
		textOrNull(from),
		textOrNull(decodeWords(one.header.get("Subject"))),
		wadup.NewInt64(max(one.parts, 1)),
		wadup.NewInt64(one.files),
		textOrNull(strings.Join(one.problems, "; ")),
	})
}

// insertAddresses gives the first address of From.
func (one *message) insertAddresses() (string, error) {
	from, left := "", mostAddresses
	for _, field := range one.header.fields {
		name := canonical(field.name)
		if name == "" {
			continue
		}
		for _, found := range parseAddresses(field.value) {
			if name == "From" && from == "" {
				from = found.address
			}
			if left--; left < 0 {
				continue
			}
			err := one.tables.addresses.InsertRow([]wadup.Value{
				wadup.NewString(name), textOrNull(found.name), wadup.NewString(found.address),
			})
			if err != nil {
				return from, err
			}
		}
	}
	if left < 0 {
		one.note("there are more than 5000 addresses")
	}
	return from, nil
}

// canonical gives a field's name as the standard writes it, or nothing when it has no addresses.
func canonical(name string) string {
	for _, known := range addressFields {
		if strings.EqualFold(known, name) {
			return known
		}
	}
	return ""
}
