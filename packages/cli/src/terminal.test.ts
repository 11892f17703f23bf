import { describe, expect, it } from 'vitest';
import { printable, Terminal, type TextStream } from './terminal.ts';

interface Recorder extends TextStream {
  written: string;
}

function recorder(isTTY: boolean): Recorder {
  return {
    written: '',
    isTTY,
    write(text: string): void {
      this.written += text;
    },
  };
}

describe('printable', () => {
  it('writes what could move the cursor or turn text around as numbers', () => {
    expect(printable('a\u001B[31mb\r\n\u0007\u202Egpj\u2028é漢😀')).toBe(
      'a\\x1b[31mb\\x0d\\x0a\\x07\\u{202e}gpj\\u{2028}é漢😀',
    );
  });

  it('writes half a surrogate pair as a number', () => {
    expect(printable('a\uD800b')).toBe('a\\u{d800}b');
  });
});

describe('Terminal', () => {
  it('prints lines above the live line', () => {
    const stream = recorder(true);
    const terminal = new Terminal(stream, {});
    terminal.showLive('10 done');
    terminal.print('hello');
    expect(stream.written).toBe('\r\u001B[K10 done\r\u001B[Khello\n10 done');
  });

  it('shows no live line where there is no terminal, or only a dumb one', () => {
    for (const [stream, environment] of [
      [recorder(false), {}],
      [recorder(true), { TERM: 'dumb' }],
    ] as const) {
      const terminal = new Terminal(stream, environment);
      terminal.showLive('10 done');
      terminal.print('hello');
      expect(stream.written).toBe('hello\n');
    }
  });

  it('writes an unchanged live line only once', () => {
    const stream = recorder(true);
    const terminal = new Terminal(stream, {});
    terminal.showLive('10 done');
    terminal.showLive('10 done');
    expect(stream.written).toBe('\r\u001B[K10 done');
  });

  it('uses no colour when NO_COLOR is set or nobody looks', () => {
    expect(new Terminal(recorder(true), {}).alarming('x')).toBe('\u001B[31mx\u001B[39m');
    expect(new Terminal(recorder(true), { NO_COLOR: '' }).alarming('x')).toBe('\u001B[31mx\u001B[39m');
    expect(new Terminal(recorder(true), { NO_COLOR: '1' }).alarming('x')).toBe('x');
    expect(new Terminal(recorder(false), {}).alarming('x')).toBe('x');
  });
});
