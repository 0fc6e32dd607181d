/** A version as lists name rows, so that their cursors are those of all lists. */
export function idOfVersion(version: number): string {
  return `00000000-0000-0000-0000-${version.toString(16).padStart(12, '0')}`;
}

/** Of a cursor's row; of another list's it is some number. */
export function versionOfId(id: string): number {
  return Math.min(Number.parseInt(id.slice(-12), 16), 2 ** 31 - 1);
}
