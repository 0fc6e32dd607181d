const letters = { parse: 0x50, bind: 0x42 } as const;
/** Of the unnamed portal, all rows. */
const execute = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
const sync = Buffer.from([0x53, 0, 0, 0, 4]);

/** Messages of PostgreSQL's protocol (version 3), written one behind the other into memory that is used again. */
export class MessageWriter {
  #bytes = Buffer.allocUnsafeSlow(8192);
  #end = 0;

  /** `text` becomes the prepared statement `name`; PostgreSQL infers the types of its parameters. */
  parse(name: string, text: string): void {
    const start = this.#begin(letters.parse);
    this.#terminated(name);
    this.#terminated(text);
    this.#int16(0);
    this.#finish(start);
  }

  /** Parameters are given as text. `resultFormats` is the end of the message: how many, then 0 for text or 1 for binary each. */
  bind(name: string, parameters: readonly (string | null)[], resultFormats: Uint8Array): void {
    const start = this.#begin(letters.bind);
    this.#terminated('');
    this.#terminated(name);
    this.#int16(0);
    this.#int16(parameters.length);
    for (const parameter of parameters) {
      if (parameter === null) {
        this.#int32(-1);
      } else {
        const length = this.#end;
        this.#int32(0);
        this.#text(parameter);
        this.#bytes.writeInt32BE(this.#end - length - 4, length);
      }
    }
    this.#raw(resultFormats);
    this.#finish(start);
  }

  execute(): void {
    this.#raw(execute);
  }

  /** Ends the implicit transaction. Returns everything since the last one; the next message overwrites it. */
  sync(): Buffer {
    this.#raw(sync);
    const written = this.#bytes.subarray(0, this.#end);
    this.#end = 0;
    return written;
  }

  #begin(letter: number): number {
    this.#reserve(5);
    this.#bytes[this.#end] = letter;
    this.#end += 5;
    return this.#end - 4;
  }

  #finish(start: number): void {
    this.#bytes.writeInt32BE(this.#end - start, start);
  }

  #terminated(text: string): void {
    this.#text(text);
    this.#reserve(1);
    this.#bytes[this.#end++] = 0;
  }

  #text(text: string): void {
    this.#reserve(text.length * 3);
    this.#end += this.#bytes.write(text, this.#end);
  }

  #int16(value: number): void {
    this.#reserve(2);
    this.#end = this.#bytes.writeInt16BE(value, this.#end);
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#end = this.#bytes.writeInt32BE(value, this.#end);
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + length));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}
