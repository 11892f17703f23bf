// What is written in the sample's text files.

export function readme() {
  return `Sample data
===========

Made by scripts/sample-data.mjs, the same bytes on every machine. There are letters in two encodings, a table, a mail
with an attachment, documents, pictures, a packed log, archives in archives, a database in an archive, an empty file,
and two damaged archives: one is cut off, one holds a file whose checksum is wrong.
`;
}

export function travelReport() {
  return `Zpráva o cestě · Travel report

Žluťoučký kůň pěl ďábelské ódy nad řekou, když vlak opouštěl nádraží v Kolíně.
The train left at 7:42, three minutes late, with two carriages instead of four.
Η θάλασσα ήταν ήρεμη, και το πλοίο έφτασε στην ώρα του.
В городе шёл дождь; музей был закрыт до понедельника.
京都では桜がもう散り始めていた。
“Nothing is lost”, said the guide – and counted the luggage again: 12 pieces. 🧳

Costs: 148.50 € for the train, ¥ 3,200 for the museum, £ 12 for tea.
`;
}

/** Only characters of ISO 8859-1. */
export function germanLetter() {
  return `Sehr geehrte Frau Müller,\r
\r
für die Prüfung der Unterlagen benötigen wir noch eine Größenangabe: Wie viele Stücke enthält\r
die Lieferung vom 29. Februar? Die Rechnung nennt 14 Kisten à 12 Flaschen, der Lieferschein dreizehn.\r
\r
Mit freundlichen Grüßen\r
J. Weiß, Straßenbauamt Süd\r
`;
}

export function measurements(count) {
  const next = numbers(20240229);
  const lines = ['time,station,temperature_c,humidity_percent,remark'];
  for (let index = 0; index < count; index += 1) {
    const hour = String(Math.floor(index / 60) % 24).padStart(2, '0');
    const minute = String(index % 60).padStart(2, '0');
    const station = ['north', 'south', 'harbour, east'][next(3)];
    const remark = next(20) === 0 ? '"recalibrated, see ""log"""' : '';
    const quoted = station.includes(',') ? `"${station}"` : station;
    lines.push(`2024-02-29T${hour}:${minute}:00Z,${quoted},${(next(300) - 80) / 10},${40 + next(55)},${remark}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

export function serverLog(count) {
  const next = numbers(7);
  const lines = [];
  for (let index = 0; index < count; index += 1) {
    const second = String(index % 60).padStart(2, '0');
    const minute = String(Math.floor(index / 60)).padStart(2, '0');
    const path = ['/', '/index.html', '/images/logo.png', '/search?q=archive', '/admin'][next(5)];
    const status = path === '/admin' ? 403 : [200, 200, 200, 304, 404][next(5)];
    lines.push(
      `192.0.2.${1 + next(60)} - - [29/Feb/2024:12:${minute}:${second} +0000] "GET ${path} HTTP/1.1" ${status} ${next(9000)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A mail of two parts: a text, and `attachment` as a PNG file. */
export function mail(attachment) {
  const encoded = Buffer.from(attachment).toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    'From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.org>',
    'To: team@example.com',
    'Subject: Invitation, with a drawing',
    'Date: Thu, 29 Feb 2024 12:34:56 +0000',
    'Message-ID: <20240229123456.1@example.org>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="=-part-of-the-sample-="',
    '',
    '--=-part-of-the-sample-=',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Dear all,',
    '',
    'we meet on Friday at the caf=C3=A9. The drawing is attached.',
    '--=-part-of-the-sample-=',
    'Content-Type: image/png; name="drawing.png"',
    'Content-Disposition: attachment; filename="drawing.png"',
    'Content-Transfer-Encoding: base64',
    '',
    encoded,
    '--=-part-of-the-sample-=--',
    '',
  ].join('\r\n');
}

/** Whole numbers below a bound, the same ones each time. */
function numbers(seed) {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
