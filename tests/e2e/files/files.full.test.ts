import { describe } from 'vitest';
import { doesEverything, waysInFull } from '../../support/stack.ts';
import { filesSuite } from './suite.ts';

/** 200 MB go to the disk each time, and to S3 with `EVERYTHING=1`; 48 are enough parts for a break in between. */
const sizes = { disk: 200, s3: doesEverything ? 200 : 48 };

describe.each(waysInFull)('files, %s', (way) => {
  describe.each(['disk', 's3'] as const)('in %s', (store) => {
    filesSuite({ way, store, megabytes: Number(process.env['MEGABYTES'] ?? (way === 'services' ? sizes[store] : 48)) });
  });
});
