/**
 * Builds the explorer into the folder given as its only argument. Runs as a process of its own, so that neither the
 * memory (0.9 GB at its peak) nor the threads of the bundler are the server's, and ends when that server does.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type BuildManifest, type BuiltFile, manifestName } from './build-manifest.ts';
import { browserDirectory } from './package-paths.ts';

/** How a build that failed says why. */
export interface BuildFailure {
  readonly failure: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
/** Already compressed. */
const incompressible = new Set(['.woff', '.woff2']);
/** Below it, the header costs more than compression saves. */
const GZIP_FROM_BYTES = 1_024;

const compress = promisify(gzip);

async function bundle(directory: string): Promise<void> {
  // Not at the top: threads take the priority of the one that makes them, and Vite makes many.
  const { build } = await import('vite');
  await build({
    root: join(browserDirectory, 'explorer'),
    base: '/explorer/',
    // Nothing above or beside this package has a say.
    configFile: false,
    envDir: false,
    publicDir: false,
    css: { postcss: {} },
    logLevel: 'silent',
    worker: { format: 'es' },
    build: {
      outDir: directory,
      emptyOutDir: true,
      // Files of their own are cached and checked by the policy; `data:` addresses are neither.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      // GraphiQL makes the alternative texts of its icons from the names of functions.
      rolldownOptions: { output: { keepNames: true } },
      license: { fileName: 'licenses.md' },
    },
  });
}

async function describe(directory: string): Promise<void> {
  const manifest: Record<string, BuiltFile> = {};
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = relative(directory, file).replaceAll(sep, '/');
    const extension = extname(path);
    const contentType = contentTypes[extension];
    if (contentType === undefined) throw new Error(`There is no content type for ${path}; add one in build.ts.`);
    const content = await readFile(file);
    const isGzipped = content.length >= GZIP_FROM_BYTES && !incompressible.has(extension);
    if (isGzipped) await writeFile(`${file}.gz`, await compress(content, { level: 9 }));
    manifest[path] = {
      contentType,
      etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
      immutable: path.startsWith('assets/'),
      gzip: isGzipped,
    };
  }
  await writeFile(join(directory, manifestName), JSON.stringify(manifest satisfies BuildManifest, null, 1));
}

async function main(directory: string): Promise<void> {
  process.once('disconnect', () => abandon(directory));
  // It may be gone already: then the event was before the listener.
  if (!process.connected) abandon(directory);
  try {
    // Only now, when somebody would remove it.
    await mkdir(directory);
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    await bundle(directory);
    await describe(directory);
    process.exit(0);
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    process.send?.({ failure } satisfies BuildFailure, () => process.exit(1));
  }
}

/** Whoever wanted the build is gone. */
function abandon(directory: string): never {
  rmSync(directory, { recursive: true, force: true });
  process.exit(1);
}

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('The folder to build into is missing.');
await main(directory);
