import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, wherever the command was given. */
export const workspaceRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

// The AWS SDK tells every process on Node 20 that its releases of 2027 will want Node 22. Ours is
// pinned: nobody who reads this terminal can do anything about it.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
