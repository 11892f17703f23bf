import { expect, it } from 'vitest';
import { compactMap } from './source-map.ts';

const line = (source: number, number: number): number => source * 2 ** 20 + number;

it('gives each position with its source in the line, all counted from 1', () => {
  // Generated 1:1 and 1:5 are a.ts 1:1 and 3:3; generated 3:3 is b.ts 2:2.
  const { positions, sources } = compactMap({ sources: ['a.ts', 'b.ts'], mappings: 'AAAA,IAEE;;ECDD' });
  expect(sources).toEqual(['a.ts', 'b.ts']);
  expect([...positions]).toEqual([1, 1, line(1, 1), 1, 1, 5, line(1, 3), 3, 3, 3, line(2, 2), 2]);
});

it('knows columns far to the right, and steps backwards', () => {
  // 1:1001 is 1:1001; 1:1002 is 1:1.
  const { positions } = compactMap({ sources: ['a'], mappings: 'w+BAAw+B,CAAx+B' });
  expect([...positions]).toEqual([1, 1001, line(1, 1), 1001, 1, 1002, line(1, 1), 1]);
});

it('leaves out what has no source, and sources that a line has no room for', () => {
  const sources = Array.from({ length: 3000 }, (_, number) => `${number}.ts`);
  // The source of the last segment is the 2048th.
  const compact = compactMap({ sources, mappings: 'A,CAAA,C+//DAA' });
  expect(compact.sources).toHaveLength(2047);
  expect([...compact.positions]).toEqual([1, 2, line(1, 1), 1]);
});
