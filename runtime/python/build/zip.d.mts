export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function zip(files: readonly ZippedFile[]): Buffer;
export function zipFolder(folder: string): Buffer;
