import { unzipSync } from 'fflate';
import { type Node, parseXml } from './xml.ts';

/** Properties and relationships are small; what claims to be larger is no such part. */
const LARGEST_PART = 16 * 1024 * 1024;
/** The parts that are read. All others are only listed. */
const READ = /(?:^\[Content_Types\]|^docProps\/(?:core|app)|^xl\/workbook)\.xml$|\.rels$/i;

export interface Entry {
  readonly name: string;
  /** In bytes, unpacked, as the archive says. */
  readonly size: number;
}

export interface Package {
  readonly entries: readonly Entry[];
  /** Of the parts that can be read. */
  readonly names: readonly string[];
  readonly problems: readonly string[];
  /** `undefined`: there is no such part. @throws when it is not well-formed */
  readonly xml: (name: string) => Node | undefined;
}

/** `undefined`: it is no ZIP archive that hangs together. */
export function openPackage(bytes: Uint8Array): Package | undefined {
  const entries: Entry[] = [];
  const problems: string[] = [];
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        entries.push({ name, size: originalSize });
        if (!READ.test(name)) return false;
        if (originalSize > LARGEST_PART) problems.push(`${name} claims to have ${originalSize} bytes`);
        return originalSize <= LARGEST_PART;
      },
    });
  } catch {
    return undefined;
  }
  const xml = (name: string): Node | undefined => {
    const part = files[name];
    return part && parseXml(name, new TextDecoder().decode(part));
  };
  return { entries, names: Object.keys(files), problems, xml };
}
