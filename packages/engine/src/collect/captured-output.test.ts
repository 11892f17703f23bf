import { describe, expect, it } from 'vitest';
import { OutputCapture } from './captured-output.ts';

const write = (capture: OutputCapture, text: string | Uint8Array): void => {
  const bytes = Buffer.from(text);
  capture.writeStdout(bytes, 0, bytes.length);
};

describe('captured output', () => {
  it('is null when nothing was printed', () => {
    const capture = new OutputCapture(100);
    write(capture, '');
    expect(capture.take()).toBeNull();
  });

  it('is what was printed, each stream by itself, and starts over', () => {
    const capture = new OutputCapture(100);
    write(capture, 'one ');
    capture.writeStderr(Buffer.from('xxerrorxx'), 2, 5);
    write(capture, 'two');
    expect(capture.take()).toEqual({
      stdout: 'one two',
      stderr: 'error',
      stdoutTruncated: false,
      stderrTruncated: false,
    });
    write(capture, 'x');
    expect(capture.take()).toEqual({ stdout: 'x', stderr: null, stdoutTruncated: false, stderrTruncated: false });
    expect(capture.take()).toBeNull();
  });

  it('is cut at the limit, which exactly that many bytes do not exceed', () => {
    const capture = new OutputCapture(10);
    write(capture, '0123456789');
    expect(capture.take()).toMatchObject({ stdout: '0123456789', stdoutTruncated: false });
    write(capture, '012345678');
    write(capture, '9a');
    write(capture, 'b');
    expect(capture.take()).toMatchObject({ stdout: '0123456789', stdoutTruncated: true });
  });

  it.each([
    ['ä', 1],
    ['€', 1],
    ['€', 2],
    ['😀', 1],
    ['😀', 2],
    ['😀', 3],
  ])('does not end in a part of %s after %i of its bytes', (character, kept) => {
    const capture = new OutputCapture(3 + kept);
    write(capture, `abc${character}`);
    expect(capture.take()).toMatchObject({ stdout: 'abc', stdoutTruncated: true });
    const whole = new OutputCapture(3 + Buffer.byteLength(character));
    write(whole, `abc${character}.`);
    expect(whole.take()).toMatchObject({ stdout: `abc${character}`, stdoutTruncated: true });
  });

  it('has invalid UTF-8 replaced, also at its end, and keeps NUL and byte-order marks', () => {
    const capture = new OutputCapture(100);
    write(capture, Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0, 0xff, 0x62, 0xe2, 0x82]));
    expect(capture.take()?.stdout).toBe('\ufeffa\u0000\ufffdb\ufffd');
    const cut = new OutputCapture(3);
    write(cut, Buffer.from([0x61, 0x80, 0x80, 0x80]));
    expect(cut.take()?.stdout).toBe('a\ufffd\ufffd');
  });

  it('is kept up to the limit however it comes', () => {
    const capture = new OutputCapture(1_048_576);
    for (let i = 0; i < 300; i++) write(capture, 'x'.repeat(5000));
    const output = capture.take();
    expect(output?.stdout?.length).toBe(1_048_576);
    expect(output?.stdoutTruncated).toBe(true);
    write(capture, 'y');
    expect(capture.take()?.stdout).toBe('y');
  });
});
