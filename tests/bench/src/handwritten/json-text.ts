/** All but quotes, backslashes, control characters and surrogates, which `JSON.stringify` may have to escape. */
const special = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** As `JSON.stringify`, which costs more to call than most names to read. */
export function quote(text: string): string {
  return text.length > 60 || special.test(text) ? JSON.stringify(text) : `"${text}"`;
}

export function quoteOrNull(text: string | null): string {
  return text === null ? 'null' : quote(text);
}
