/** The virtual filesystem without WASI: a path is parsed and walked; a content begins and ends. */
import type { ContentSource } from '../../packages/engine/src/stages.ts';
import { ModuleFileSystem } from '../../packages/engine/src/vfs/module-fs.ts';
import { parsePath } from '../../packages/engine/src/vfs/path.ts';
import { Resolver, WALK } from '../../packages/engine/src/vfs/resolver.ts';
import type { MicroBenchmark, MicroGroup } from './timing.ts';

const SOURCE: ContentSource = {
  trouble: null,
  size: () => 0,
  modifiedMs: () => 0,
  read: () => 0,
  close: () => {},
};

function lookup(files: ModuleFileSystem, path: string): MicroBenchmark {
  const bytes = Buffer.from(path);
  const { root, quota } = files.fs;
  const resolver = new Resolver(root, quota);
  return {
    name: `parse and look up ${path}`,
    run: (times) => {
      for (let done = 0; done < times; done++) {
        const errno = resolver.walk(root, parsePath(bytes, 0, bytes.length, quota.limits), WALK.FOLLOW);
        if (errno !== 0) throw new Error(`${path}: errno ${errno}`);
      }
    },
  };
}

export const filesystem: MicroGroup = {
  name: 'filesystem',
  make: async () => {
    const sink = {
      onMetadata: () => {},
      onSubcontent: () => {},
      createStorage: () => {
        throw new Error('nothing is emitted here');
      },
    };
    const files = new ModuleFileSystem({ bytes: 1 << 20, files: 1000, descriptors: 64 }, sink);
    files.beginContent(SOURCE);
    const ended = new ModuleFileSystem({ bytes: 1 << 20, files: 1000, descriptors: 64 }, sink);
    return [
      lookup(files, 'data.bin'),
      lookup(files, 'subcontent/metadata_100.json'),
      {
        name: 'begin and end a content',
        run: (times) => {
          for (let done = 0; done < times; done++) {
            ended.beginContent(SOURCE);
            ended.endContent();
          }
        },
      },
    ];
  },
};
