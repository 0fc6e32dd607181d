import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Beside the files it lists, and written last. */
export const manifestName = 'manifest.json';
export const pageName = 'index.html';

export interface BuiltFile {
  readonly contentType: string;
  /** Of the uncompressed content, quoted as in the header. */
  readonly etag: string;
  /** The name holds a hash of the content, so the content never changes. */
  readonly immutable: boolean;
  /** `<path>.gz` lies beside it. */
  readonly gzip: boolean;
}

/** The files of a build by their path below `/explorer/`. What is not listed is not served. */
export type BuildManifest = Readonly<Record<string, BuiltFile>>;

export interface Build {
  readonly directory: string;
  readonly files: ReadonlyMap<string, BuiltFile>;
}

/** @throws when there is no build in `directory`, or a file of it is missing. */
export async function readBuild(directory: string): Promise<Build> {
  const manifest = JSON.parse(await readFile(join(directory, manifestName), 'utf8')) as BuildManifest;
  const files = new Map(Object.entries(manifest));
  await Promise.all(
    [...files]
      .flatMap(([path, { gzip }]) => (gzip ? [path, `${path}.gz`] : [path]))
      .map((path) => access(join(directory, path))),
  );
  return { directory, files };
}
