import { randomBytes } from 'node:crypto';

/**
 * JSON that stays text from the database to the socket: nobody looks into it on its way. The text `null` is for nobody:
 * where a type allows no null, only a null is seen.
 */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** For whoever writes it as an ordinary value. */
  toJSON(): unknown {
    if (!collected) return JSON.parse(this.text);
    collected.push(this.text);
    return marker;
  }
}

/** While `stringifyResult` is at work: the texts that it has met. */
let collected: string[] | undefined;

/** Stands for a text until it is put in. Nobody outside this process knows it, so no data can hold it. */
const marker = `raw-${randomBytes(16).toString('hex')}`;

/** `JSON.stringify`, with the text of each `RawJson` as it is: neither parsed nor written anew. */
export function stringifyResult(result: unknown): string {
  const texts: string[] = [];
  collected = texts;
  let json: string;
  try {
    json = JSON.stringify(result);
  } finally {
    collected = undefined;
  }
  if (texts.length === 0) return json;
  const [first = '', ...others] = json.split(`"${marker}"`);
  return others.reduce((written, part, index) => written + texts[index] + part, first);
}
