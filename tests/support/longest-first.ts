import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Below `tests`, what took more than half a minute when it was looked at, the longest first. */
const long = ['e2e/authorization-matrix/', 'faults/process-death', 'faults/faults', 'e2e/files/', 'e2e/bulk-jobs/']
  .concat(['launcher/', 'faults/', 'e2e/dead-letters/', 'e2e/master-key/', 'e2e/one-installation/', 'e2e/'])
  .map((path) => `/tests/${path}`);

/**
 * Vitest begins with the largest files, and of these many only name a suite: the longest of all would begin last, beside
 * a worker that has nothing left to do.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return long
      .map((path) => sorted.filter(({ moduleId }) => placeOf(moduleId) === path))
      .concat([sorted.filter(({ moduleId }) => placeOf(moduleId) === undefined)])
      .flat();
  }
}

const placeOf = (moduleId: string) => long.find((path) => moduleId.includes(path));
