/** JSON that stays text from the database to the socket: nobody looks into it on its way. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** For whoever writes it as an ordinary value. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}
