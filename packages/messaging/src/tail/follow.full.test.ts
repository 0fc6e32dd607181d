import { it } from 'vitest';
import { followAndAppend } from '../tests/follow-and-append.ts';
import { stage } from '../tests/stage.ts';

it.each(Array.from({ length: 12 }, (_, index) => 100 + index))(
  'has no gap and no duplicate while many events are appended (seed %d)',
  async (seed) => {
    await followAndAppend(await stage(), { seed, batches: 400, readers: 40 });
  },
);
