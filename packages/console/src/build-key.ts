import { createHash } from 'node:crypto';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { browserDirectory, buildScript, packageDirectory } from './package-paths.ts';

/** Changes whenever a build could come out differently: our sources, or the version of any package that goes into it. */
export async function buildKey(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await sourceFiles()) {
    hash
      .update(`${path.slice(packageDirectory.length)}\0`)
      .update(await readFile(path))
      .update('\0');
  }
  for (const version of await installedVersions()) hash.update(`${version}\0`);
  return hash.digest('hex').slice(0, 20);
}

async function sourceFiles(): Promise<string[]> {
  const entries = await readdir(browserDirectory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return [buildScript, ...files].sort();
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** `name@version` of our dependencies and of theirs: a fix in Monaco or Markdown comes without a new version of graphiql. */
async function installedVersions(): Promise<string[]> {
  const own = join(packageDirectory, 'package.json');
  const versions = new Set<string>();
  const visited = new Set<string>();
  const paths = [own];
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    const { name, version, dependencies = {} } = JSON.parse(await readFile(path, 'utf8')) as PackageJson;
    if (path !== own) versions.add(`${name}@${version}`);
    for (const dependency of Object.keys(dependencies)) {
      // Our own packages never reach the browser.
      if (dependency.startsWith('@trivet/')) continue;
      const found = findPackageJSON(dependency, path);
      if (found === undefined) continue;
      const real = await realpath(found);
      if (visited.has(real)) continue;
      visited.add(real);
      paths.push(real);
    }
  }
  return [...versions].sort();
}
