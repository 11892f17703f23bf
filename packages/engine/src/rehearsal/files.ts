/** Files put into a filesystem before its guest begins, and taken out of it afterwards. */
import type { FileSystem } from '../vfs/filesystem.ts';
import { DirectoryNode, FileNode } from '../vfs/inode.ts';
import { nameFromText, textFromName } from '../vfs/path.ts';

/** Makes a file and the directories that it needs; without bytes, only the directories up to the last slash. */
export function placeFile(fs: FileSystem, path: string, bytes: Uint8Array | null): void {
  const names = nameFromText(path)
    .split('/')
    .filter((name) => name !== '');
  const last = bytes === null ? undefined : names.pop();
  let directory = fs.root;
  for (const name of names) {
    const found = directory.find(name);
    if (found instanceof DirectoryNode) directory = found;
    else if (typeof found !== 'number') throw new Error(`'${path}' is in a file`);
    else {
      const made = new DirectoryNode(fs.nextNumber(), 0, directory);
      directory.link(name, made, 0);
      directory = made;
    }
  }
  if (last === undefined || bytes === null) return;
  const file = fs.createFile(directory, last);
  directory.link(last, file, 0);
  if (file.storage.write(bytes, 0, bytes.length, 0) < 0) throw new Error(`there is no room for '${path}'`);
}

/** All files below a directory, by their path in it. Links are left out. */
export function collectFiles(fs: FileSystem, path: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let directory: DirectoryNode | null = fs.root;
  for (const name of nameFromText(path).split('/')) {
    if (name === '') continue;
    const found: unknown = directory?.find(name);
    directory = found instanceof DirectoryNode ? found : null;
  }
  if (directory !== null) collect(directory, '', files);
  return files;
}

function collect(directory: DirectoryNode, prefix: string, files: Map<string, Uint8Array>): void {
  for (const [name, { node }] of directory.entries) {
    const path = `${prefix}${textFromName(name)}`;
    if (node instanceof DirectoryNode) collect(node, `${path}/`, files);
    else if (node instanceof FileNode) {
      const bytes = new Uint8Array(node.storage.size);
      node.storage.read(bytes, 0, bytes.length, 0);
      files.set(path, bytes);
    }
  }
}
