import { loadOrCreateKeys } from '../key-file.ts';

/** A process that is ready to load the keys of a file, does so when it is told to, and tells what it got. */
const [path = ''] = process.argv.slice(2);
process.once('message', () => {
  process.send?.(loadOrCreateKeys(path), () => process.disconnect());
});
process.send?.('ready');
