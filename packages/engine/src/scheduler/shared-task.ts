import type { InputFile } from '../input/input-file.ts';
import type { ContentSource, ContentTask } from '../stages.ts';
import type { Location } from './shared-storage.ts';

/** A content as a worker processes it, with what the scheduler needs to know of it. */
export class SharedTask implements ContentTask {
  readonly filename: string;
  readonly depth: number;
  readonly parentUuid: string | null;
  readonly inputIndex: number;
  /** The how-manieth file of the walk its input is. */
  readonly fileNumber: number;
  readonly source: ContentSource;
  /** Where the bytes are; `null` for an input. */
  readonly location: Location | null;
  /** The input's source; `null` for a sub-content. */
  readonly input: InputFile | null;
  /** Slot of the tree; -1 for an input that has emitted nothing yet. */
  tree: number;
  /** Contents and bytes that the current module has emitted of it. */
  children = 0;
  emittedBytes = 0;

  constructor(
    filename: string,
    depth: number,
    parentUuid: string | null,
    inputIndex: number,
    fileNumber: number,
    tree: number,
    source: ContentSource,
    location: Location | null,
    input: InputFile | null,
  ) {
    this.filename = filename;
    this.depth = depth;
    this.parentUuid = parentUuid;
    this.inputIndex = inputIndex;
    this.fileNumber = fileNumber;
    this.tree = tree;
    this.source = source;
    this.location = location;
    this.input = input;
  }
}
