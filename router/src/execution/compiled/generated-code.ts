/** Whether this process may make code from text: some hosts forbid it (`--disallow-code-generation-from-strings`). */
export const mayGenerateCode: boolean = (() => {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
})();

/** Names that every object has without having been given them; a client may use them for aliases. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether `object[key]` of an ordinary object is what was written there, or undefined. */
export function isPlainKey(key: string): boolean {
  return !inherited.has(key);
}
