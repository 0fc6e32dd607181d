import type { Keys } from '../key-file.ts';
import { rotateMasterKey } from '../key-rotation.ts';

/** A process that is ready to rotate the master key of a file many times, does so when it is told to, and tells what it made. */
const [path = ''] = process.argv.slice(2);
process.once('message', () => {
  const made: Keys[] = Array.from({ length: 20 }, () => rotateMasterKey(path, new Date()));
  process.send?.(made, () => process.disconnect());
});
process.send?.('ready');
