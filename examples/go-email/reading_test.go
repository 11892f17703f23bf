package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"math/rand"
	"mime/quotedprintable"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func decodeAll(source io.Reader, decoder decoder) (string, string) {
	var out bytes.Buffer
	if _, err := decode(&out, source, decoder); err != nil {
		return "", err.Error()
	}
	return out.String(), decoder.problem()
}

func TestDecodersUndoWhatTheStandardLibraryEncodes(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for round := 0; round < 200; round++ {
		data := make([]byte, random.Intn(300))
		random.Read(data)
		var quoted bytes.Buffer
		writer := quotedprintable.NewWriter(&quoted)
		writer.Binary = true
		_, _ = writer.Write(data)
		_ = writer.Close()
		if got, problem := decodeAll(&quoted, &quotedDecoder{}); got != string(data) || problem != "" {
			t.Fatalf("quoted-printable of %q gives %q, %s", data, got, problem)
		}
		encoded := base64.StdEncoding.EncodeToString(data)
		if got, problem := decodeAll(strings.NewReader(encoded), &base64Decoder{}); got != string(data) || problem != "" {
			t.Fatalf("Base64 of %q gives %q, %s", data, got, problem)
		}
	}
}

func TestDecodersDoNotCareHowTheirInputIsCut(t *testing.T) {
	random := rand.New(rand.NewSource(2))
	letters := "=====aAfF09+/ \t\r\n\nzZ\xff"
	for round := 0; round < 2000; round++ {
		data := make([]byte, random.Intn(200))
		for index := range data {
			data[index] = letters[random.Intn(len(letters))]
		}
		for _, fresh := range []func() decoder{
			func() decoder { return &quotedDecoder{} },
			func() decoder { return &base64Decoder{} },
		} {
			whole, problem := decodeAll(bytes.NewReader(data), fresh())
			pieces, problemOfPieces := decodeAll(iotest.OneByteReader(bytes.NewReader(data)), fresh())
			if whole != pieces || problem != problemOfPieces {
				t.Fatalf("%q gives %q (%s) at once, %q (%s) byte by byte", data, whole, problem, pieces, problemOfPieces)
			}
		}
	}
}

func TestBrokenEncodingsGiveWhatCanBeRead(t *testing.T) {
	for _, one := range []struct {
		decoder               decoder
		text, result, problem string
	}{
		{&base64Decoder{}, "SGVs!bG8=", "Hello", "1 characters in it are no Base64"},
		{&base64Decoder{}, "SGVsbG8=SGVsbG8", "HelloHello", ""},
		{&base64Decoder{}, "SGVsb", "Hel", "its Base64 is cut off"},
		{&quotedDecoder{}, "a=\r\nb=20\nc=  \nd", "ab \ncd", ""},
		{&quotedDecoder{}, "a=zz=4", "a=zz=4", "2 times = in it stands for nothing"},
		{&quotedDecoder{}, "end=", "end", ""},
	} {
		if result, problem := decodeAll(strings.NewReader(one.text), one.decoder); result != one.result || problem != one.problem {
			t.Errorf("%q gives %q (%s)", one.text, result, problem)
		}
	}
}

func TestDatesOfManyPrograms(t *testing.T) {
	for text, want := range map[string]string{
		"Thu, 29 Feb 2024 13:34:56 +0100 (CET)": "2024-02-29 12:34:56",
		"29 Feb 2024 13:34:56 +0100":            "2024-02-29 12:34:56",
		"Thu,  1 Feb 2024 3:04 GMT":             "2024-02-01 03:04:00",
		"1 Jan 24 08:00 EST":                    "2024-01-01 13:00:00",
		"Thu Feb 29 12:34:56 2024":              "2024-02-29 12:34:56",
		"2024-02-29T12:34:56Z":                  "2024-02-29 12:34:56",
		"yesterday":                             "",
		"Thu, 30 Feb 2024 13:34:56 +0100":       "",
		"":                                      "",
	} {
		if got := parseDate(text); got != want {
			t.Errorf("%q gives %q", text, got)
		}
	}
}

func TestAddressesAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string][]address{
		`"Doe, Jane" <j@x.org>, bob@x.org (Bob), a@x.org`: {{"Doe, Jane", "j@x.org"}, {"Bob", "bob@x.org"}, {"", "a@x.org"}},
		`team: a@x.org, <b@x.org>;, "c\"d" <c@x.org>`:     {{"", "a@x.org"}, {"", "b@x.org"}, {`c"d`, "c@x.org"}},
		`=?utf-8?q?Anna_Nov=C3=A1?= <a@x.org>`:            {{"Anna Nová", "a@x.org"}},
		`"never closed <a@x.org>, b@x.org`:                {{"never closed", "a@x.org"}, {"", "b@x.org"}},
		`undisclosed-recipients:;`:                        nil,
		"Bj\xf6rn <b@x.org>":                              {{"Björn", "b@x.org"}},
	} {
		if got := parseAddresses(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q gives %q", text, got)
		}
	}
}

func TestEncodedWords(t *testing.T) {
	for text, want := range map[string]string{
		"=?utf-8?q?a?= =?utf-8?q?b?= c":      "ab c",
		"=?iso-8859-1?Q?caf=E9?=":            "café",
		"=?windows-1252?Q?=80_=96?=":         "€ –",
		"=?iso-8859-15?Q?=A4?=":              "€",
		"=?koi8-r?B?8NLJ18XU?=":              "Привет",
		"=?windows-1251?B?z/Do4uXy?=":        "Привет",
		"=?iso-8859-2?Q?=BElu=BBou=E8k=FD?=": "žluťoučký",
		"=?x-none?Q?a?= =?utf-8?q?b?=":       "=?x-none?Q?a?= b",
		"=? =?a =?utf-8?q? =?utf-8?x?y?=":    "=? =?a =?utf-8?q? =?utf-8?x?y?=",
		"no words at all":                    "no words at all",
	} {
		if got := decodeWords(text); got != want {
			t.Errorf("%q gives %q, not %q", text, got, want)
		}
	}
}

func TestParametersInAnyForm(t *testing.T) {
	for text, want := range map[string]string{
		`multipart/mixed; boundary="a b"`:                           "a b",
		`multipart/mixed; ; boundary = "a;b" ; boundary=c; charset`: "a;b",
		`multipart/signed; boundary*="ansi-x3.4-1968''Ee%51"`:       "EeQ",
		`multipart/signed; boundary*=koi8-r''%F0%D2`:                "Пр",
		`multipart/signed; boundary*=x-none''a; charset=b`:          "",
		`multipart/mixed; boundary*0*=utf-8''%C5%99; boundary*1=b`:  "řb",
	} {
		if _, found := parameters(text); found["boundary"] != want {
			t.Errorf("%q gives %q", text, found["boundary"])
		}
	}
}

// What nobody wrote must not end in a panic or without end.
func TestNoiseIsReadToItsEnd(t *testing.T) {
	random := rand.New(rand.NewSource(3))
	pieces := []string{"=?", "?=", "?q?", "?b?", "utf-8", ";", "=", `"`, "*0*=", "''", "name", "boundary", "<", ">", "(", ")", ",", ":", "@", "\\", " ", "\xff", "%41", "1 Jan 2024", "/", "--"}
	for round := 0; round < 20_000; round++ {
		var text strings.Builder
		for count := random.Intn(30); count > 0; count-- {
			text.WriteString(pieces[random.Intn(len(pieces))])
		}
		decodeWords(text.String())
		parameters(text.String())
		parseAddresses(text.String())
		parseDate(text.String())
		looksLikeMessage([]byte(text.String()))
		isFromLine([]byte("From " + text.String()))
	}
}
