import { fileURLToPath } from 'node:url';

export const packageDirectory = fileURLToPath(new URL('..', import.meta.url));
/** What runs in the browser; nothing of it is imported here. */
export const browserDirectory = fileURLToPath(new URL('../browser/', import.meta.url));
export const buildScript = fileURLToPath(new URL('./build.ts', import.meta.url));
