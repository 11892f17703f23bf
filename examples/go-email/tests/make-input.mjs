// Makes the files in input/, the same bytes everywhere: `node examples/go-email/tests/make-input.mjs`
import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('./input/', import.meta.url);

/** Lines as mail has them. Text in latin1: each character is a byte, so that wrong bytes can be said. */
const mail = (...lines) => Buffer.from(lines.flat().join('\r\n'), 'latin1');
const utf8 = (text) => Buffer.from(text, 'utf8').toString('latin1');
const base64 = (text) => Buffer.from(text, 'latin1').toString('base64').replace(/.{76}/g, '$&\r\n');

const HEAD = [
  'Return-Path: <anna@example.org>',
  'Received: from mx.example.org (mx.example.org [192.0.2.1])',
  '\tby mail.example.com with ESMTPS; Thu, 29 Feb 2024 13:34:58 +0100 (CET)',
  'From: =?utf-8?q?Anna_Nov=C3=A1kov=C3=A1?= <anna@example.org>',
  'To: "Doe, Jane" <jane@example.com>, bob@example.com (Bob),',
  ' team: a@example.net, <b@example.net>;',
  'Date: Thu, 29 Feb 2024 13:34:56 +0100 (CET)',
  'Message-ID: <1@example.org>',
  'MIME-Version: 1.0',
];

const inner = mail(
  'From: c@example.org',
  'Subject: the inner one',
  'Date: 1 Jan 24 08:00 EST',
  '',
  'Meet me at noon.',
).toString('latin1');

const mixed = mail(
  HEAD,
  'Subject: =?iso-8859-2?Q?P=F8=EDloha?= =?windows-1251?B?7+Xw5eTg9+A=?= and =?x-unknown?Q?=41?=',
  'Content-Type: multipart/mixed; boundary="=-outer"',
  '',
  'This is a message in MIME format.',
  '--=-outer',
  'Content-Type: multipart/alternative; boundary="=-outer-inner"',
  '',
  '--=-outer-inner',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Dob=C3=BD den, a soft =',
  'break, a blank at the end=20',
  'and an equals sign: =3D.',
  '--=-outer-inner',
  'Content-Type: text/html; charset=utf-8',
  '',
  utf8('<p>Dobrý den</p>'),
  '--=-outer-inner--',
  '--=-outer',
  'Content-Type: application/pdf; name*0*=utf-8\'\'p%C5%99%C3%ADloha%20; name*1="1.pdf"',
  'Content-Disposition: attachment',
  'Content-Transfer-Encoding: base64',
  '',
  base64('%PDF-1.4 not a whole one'),
  '--=-outer',
  'Content-Type: message/rfc822',
  'Content-Disposition: attachment; filename="../../inner.eml"',
  '',
  inner,
  '--=-outer',
  'Content-Type: text/plain; name="=?utf-8?q?pr=C3=A1zdn=C3=BD.txt?="',
  '',
  '--=-outer--',
  '',
);

const nested = (depth) => {
  const lines = [];
  for (let level = 0; level < depth; level += 1) {
    lines.push(`Content-Type: multipart/mixed; boundary=b${level}`, '', `--b${level}`);
  }
  lines.push('', 'at the bottom');
  for (let level = depth - 1; level >= 0; level -= 1) lines.push(`--b${level}--`);
  return lines;
};

const files = {
  empty: mail(),
  'note.txt': mail('Subject: this is a note', 'that begins like a mail', ''),
  'plain.eml': mail(HEAD, 'Subject: plain', '', 'Hello.', '-- ', 'Anna'),
  'mixed.eml': mixed,
  'unix-lines.eml': Buffer.from(mixed.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
  'raw-bytes.eml': mail(
    'Subject: caf\xe9 \x96 na\xefve',
    `From: ${utf8('Žofie')} <z@example.org>`,
    'Date: 2024-02-29 10:00:00',
    '',
    'x',
  ),
  'cut-off.eml': mixed.subarray(0, mixed.length - 420),
  'bad-base64.eml': mail(
    HEAD,
    'Content-Type: application/octet-stream; name=a.bin',
    'Content-Transfer-Encoding: BASE64',
    '',
    'SGVs!!bG8s*IHdv',
    'cmxkLg==SGVsbG8',
  ),
  'bad-quoted.eml': mail(
    HEAD,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'a=zz b=4 c= ',
    'd=41=',
    '=C3=A9 end=4',
  ),
  'unknown-encoding.eml': mail(HEAD, 'Content-Transfer-Encoding: x-uuencode', '', 'begin 644 a', '#0V%T', '`', 'end'),
  'bad-parameters.eml': mail(
    HEAD,
    'Content-Type: Multipart/Mixed; ; boundary = "a;b" ; boundary=c; charset',
    '',
    '--c',
    '--a;b',
    'Content-Type: image/png; filename=picture one.png',
    'Content-Disposition: attachment; filename="=?utf-8?B?xb0ucG5n?="; filename=second.png',
    '',
    'PNG',
    '--a;b--',
    'hidden behind the end',
  ),
  'no-boundary-found.eml': mail(
    HEAD,
    'Content-Type: multipart/mixed; boundary=never',
    '',
    'all of this',
    'is not split',
  ),
  'boundary-in-header.eml': mail(
    HEAD,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '--b',
    'no field',
    '--bb',
    '--b --',
    '--b  ',
    '',
    'last',
    '--b--  ',
  ),
  'deep.eml': mail(HEAD, nested(60)),
  'giant-field.eml': mail(HEAD, `Subject: ${'long '.repeat(20_000)}`, '', 'body'),
  'many-fields.eml': mail(
    HEAD,
    Array.from({ length: 2500 }, (_, index) => `X-${index}: ${index}`),
    '',
    'body',
  ),
  'many-addresses.eml': mail(
    'Message-ID: <2@x>',
    `Cc: ${Array.from({ length: 5100 }, (_, index) => `u${index}@x.org`)}`,
    '',
    '',
  ),
  'open-quotes.eml': mail(
    'Message-ID: <3@x>',
    'From: "((((((<a@x.org>, (b@x.org',
    'To: <<<<c@x.org>, <>, ,;;:, d',
    '',
    '',
  ),
  'inbox.mbox': mail(
    'From anna@example.org Thu Feb 29 12:34:56 2024',
    HEAD,
    'Subject: first',
    '',
    'From here on, nothing is new.',
    '',
    'From nobody Thu Feb 29 12:34:56 2024',
    'is a text, and no message.',
    '',
    'From bob@example.com Fri Mar  1 08:00:00 +0100 2024',
    'Subject: second',
    'From: bob@example.com',
    '',
    'Bye.',
    '',
    'From MAILER-DAEMON Fri Mar  1 08:00:01 2024',
    'Subject: third',
    'From: daemon@example.com',
    '',
    '',
  ),
};

mkdirSync(folder, { recursive: true });
for (const [name, bytes] of Object.entries(files)) writeFileSync(new URL(name, folder), bytes);
