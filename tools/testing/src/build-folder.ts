import { fileURLToPath } from 'node:url';

/** Where today's build is. Another release's lies in a folder of the same shape. */
export const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
