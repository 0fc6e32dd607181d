/** Of a `Cookie` header those with one of these names, as a header again; empty for none. */
export function cookiesNamed(header: string | string[] | undefined, names: readonly string[]): string {
  return [header ?? []]
    .flat()
    .flatMap((line) => line.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => names.includes(pair.split('=', 1)[0] ?? ''))
    .join('; ');
}
