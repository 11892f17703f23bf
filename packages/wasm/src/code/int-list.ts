/** A list of 32-bit integers that keeps its storage when cleared. */
export class IntList {
  data: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.grow();
    this.data[this.length++] = value;
  }

  /** Gives entry `index` a value, growing the list to hold it. */
  put(index: number, value: number): void {
    while (index >= this.data.length) this.grow();
    this.data[index] = value;
    if (index >= this.length) this.length = index + 1;
  }

  private grow(): void {
    const grown = new Int32Array(this.data.length * 2);
    grown.set(this.data);
    this.data = grown;
  }
}
