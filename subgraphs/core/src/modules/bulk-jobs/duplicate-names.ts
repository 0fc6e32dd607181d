/**
 * A name that an object in this JSON has twice, of which reading it would lose one; null where there is none. The text has to be JSON;
 * it is walked once.
 */
export function duplicateNameIn(text: string): string | null {
  /** Of each object that is open its names so far; of an array, null. */
  const open: (Set<string> | null)[] = [];
  /** Whether a text that comes is a name. */
  let isNameNext = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
        open.push(new Set());
        isNameNext = true;
        break;
      case 0x5b: // [
        open.push(null);
        isNameNext = false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        isNameNext = false;
        break;
      case 0x2c: // ,
        isNameNext = open.at(-1) !== null;
        break;
      case 0x22: {
        const end = endOfText(text, at);
        if (isNameNext) {
          const name = JSON.parse(text.slice(at, end + 1)) as string;
          const names = open.at(-1);
          if (names?.has(name)) return name;
          names?.add(name);
          isNameNext = false;
        }
        at = end;
        break;
      }
    }
  }
  return null;
}

/** The closing quotation mark: one behind an even number of backslashes. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
}
