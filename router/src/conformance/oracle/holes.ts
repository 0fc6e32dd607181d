export type Path = readonly (string | number)[];

/**
 * What is wrong with data that some subgraph's failure has left incomplete: they may lack what the whole answer has, null in
 * its place, but each null has to be explained; and nothing may be there that is not in the whole.
 */
export function holes(whole: unknown, dataText: string | undefined, isExplained: (place: Path) => boolean): string[] {
  const found: string[] = [];
  const compare = (expected: unknown, actual: unknown, place: Path): void => {
    if (actual === null || actual === undefined) {
      const isMissing = expected !== null && expected !== undefined;
      if (isMissing && !isExplained(place)) found.push(`null without an error at ${JSON.stringify(place)}`);
    } else if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
      for (const [index, element] of expected.entries()) compare(element, actual[index], [...place, index]);
    } else if (isObject(expected) && isObject(actual) && Object.keys(expected).join() === Object.keys(actual).join()) {
      for (const [key, value] of Object.entries(expected)) compare(value, actual[key], [...place, key]);
    } else if (JSON.stringify(expected) !== JSON.stringify(actual)) {
      found.push(`${JSON.stringify(actual)} at ${JSON.stringify(place)} should be ${JSON.stringify(expected)}`);
    }
  };
  compare(JSON.parse(JSON.stringify(whole ?? null)), JSON.parse(dataText ?? 'null'), []);
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function startsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => path[index] === step);
}
