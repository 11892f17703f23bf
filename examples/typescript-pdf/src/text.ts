/** Strings of PDF as text (7.9.2): UTF-16 or UTF-8 with a mark in front, or a set of its own that is nearly Latin-1. */
import { Buffer } from 'node:buffer';
import type { Value } from './syntax.ts';

export function textOf(value: Value): string | null {
  if (typeof value !== 'string') return null;
  const bytes = Buffer.from(value, 'latin1');
  const encoding = value.startsWith('\xfe\xff') ? 'utf-16be' : value.startsWith('\xff\xfe') ? 'utf-16le' : undefined;
  if (encoding !== undefined) return new TextDecoder(encoding).decode(bytes);
  if (value.startsWith('\xef\xbb\xbf')) return new TextDecoder().decode(bytes);
  return new TextDecoder('latin1').decode(bytes);
}

/** `D:20240305070809+01'00'` as `2024-03-05T07:08:09+01:00`; what is no date stays as it is. */
export function dateOf(value: Value): string | null {
  const text = textOf(value);
  const parts = /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?)?/.exec(text ?? '');
  if (text === null || parts === null) return text;
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    utc = '',
    zone,
    zoneMinute = '00',
  ] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${zone === undefined ? utc : `${zone}:${zoneMinute}`}`;
}
