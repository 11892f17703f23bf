import { describe, expect, it } from 'vitest';
import { FailureLog } from './failure-log.ts';

describe('the error message of a content', () => {
  it('is null when nothing went wrong', () => {
    const log = new FailureLog();
    log.beginModule('a');
    expect(log.take()).toBeNull();
  });

  it('has one line per module that failed', () => {
    const log = new FailureLog();
    log.add('unreadable');
    log.beginModule('a');
    log.beginModule('b\n');
    log.add('one');
    log.beginModule('c');
    log.add('two');
    log.addFirst('three');
    expect(log.take()).toBe("unreadable\nmodule 'b\\u{a}': one\nmodule 'c': three; two");
    expect(log.take()).toBeNull();
  });

  it('begins with what is wrong with the content itself, which is no module', () => {
    const log = new FailureLog();
    for (let i = 0; i < 7; i++) {
      log.beginModule(`m${i}`);
      log.add('returned 1');
    }
    log.beginModule(null);
    log.add('the file cannot be read');
    log.beginModule(null);
    log.add('it shrank');
    const lines = (log.take() ?? '').split('\n');
    expect(lines[0]).toBe('the file cannot be read; it shrank');
    expect(lines.slice(1, 6)).toEqual([0, 1, 2, 3, 4].map((i) => `module 'm${i}': returned 1`));
    expect(lines.slice(6)).toEqual(['and 2 more modules failed']);
    expect(log.take()).toBeNull();
  });

  it('keeps the first problems of a module, what ended it before all, and counts the others', () => {
    const log = new FailureLog();
    log.beginModule('a');
    for (let i = 1; i <= 10; i++) log.add(`p${i}`);
    expect(log.isFull).toBe(true);
    log.addFirst('trap');
    expect(log.take()).toBe("module 'a': trap; p1; p2; and 8 more");
    expect(log.isFull).toBe(false);
  });

  it('stays a few lines and about a thousand characters', () => {
    const log = new FailureLog();
    for (let i = 0; i < 9; i++) {
      log.beginModule(`m${i}`);
      log.add('😀'.repeat(2000));
    }
    const lines = (log.take() ?? '').split('\n');
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toBe('and 4 more modules failed');
    expect(lines.join('\n').length).toBeLessThan(1100);
    expect(lines.every((line) => line.isWellFormed())).toBe(true);
  });
});
