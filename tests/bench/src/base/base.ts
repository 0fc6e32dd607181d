import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BaseVariantName } from '../config/config.ts';
import { basesFolder, repository } from '../config/config.ts';
import { removeDataSets } from '../data/bench-data.ts';
import { type Ground, type GroundOptions, type GroundParts, openGround } from '../ground.ts';
import type { Variant } from '../variant.ts';
import { BaseError } from './base.errors.ts';
import { installPackages } from './install-packages.ts';
import { openWorktree, type Worktree } from './worktree.ts';

/** Trivet at another commit. */
export interface Base {
  readonly commit: string;
  readonly variants: readonly Variant[];
  /** A data set that its own generator made for its own migrations. @throws {BaseError} */
  openGround(options: GroundOptions): Promise<Ground>;
}

export interface BaseOptions {
  readonly ref: string;
  /** Aborted when nobody wants it any more. */
  readonly signal: AbortSignal;
  readonly say: (message: string) => void;
}

/** @throws {BaseError} */
export async function openBase({ ref, signal, say }: BaseOptions): Promise<Base> {
  const worktree = await openWorktree({
    repository,
    folder: basesFolder,
    ref,
    release: (folder) => removeDataSets(join(folder, '.cache/bench')),
  });
  say(`Making ready ${ref}, commit ${worktree.commit.slice(0, 12)}.`);
  await installPackages(worktree, signal);
  const { standaloneBase, routerBase, ...parts } = await importParts(worktree);
  const about = `at ${worktree.commit.slice(0, 12)}`;
  const variants = Object.entries({ standaloneBase, routerBase }).map(([name, variant]) => ({
    ...variant,
    name,
    about: `${variant.about}, ${about}`,
  }));
  return {
    commit: worktree.commit,
    variants,
    openGround: (options) =>
      openGround(parts, options).catch((cause: unknown) => {
        throw new BaseError(`${ref} cannot be started: ${cause instanceof Error ? cause.message : String(cause)}`, {
          cause,
        });
      }),
  };
}

/** What the base's own benchmark has to hold, and in which of its modules. */
const needed = {
  openBenchData: ['data/bench-data.ts', 'openBenchData'],
  openEnvironment: ['environment.ts', 'openEnvironment'],
  benchRequests: ['data/persons.ts', 'benchRequests'],
  standaloneBase: ['trivet/trivet.variants.ts', 'trivetStandalone'],
  routerBase: ['trivet/trivet.variants.ts', 'trivetRouter'],
} as const;

type Parts = GroundParts & Readonly<Record<BaseVariantName, Variant>>;

/** They run in this process, which nobody counts, with the packages of their own checkout. */
async function importParts({ commit, folder }: Worktree): Promise<Parts> {
  const found = await Promise.all(
    Object.entries(needed).map(async ([part, [file, name]]) => {
      const path = join(folder, 'tests/bench/src', file);
      try {
        const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
        if (module[name] === undefined) throw new Error(`tests/bench/src/${file} has no ${name}`);
        return [part, module[name]];
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new BaseError(`The benchmark of ${commit.slice(0, 12)} is no base for this one: ${reason}.`, { cause });
      }
    }),
  );
  return Object.fromEntries(found) as Parts;
}
