import { describe, expect, it } from '@jest/globals';
import { differingPackages } from './same-packages.js';

const lock = (packages: object) => JSON.stringify({ packages });
const OURS = {
  '': { version: '1.0.0' },
  'apps/cli': { version: '1.0.0' },
  'node_modules/@waybill/cli': { link: true },
};

describe('differingPackages', () => {
  it('finds none where the newer lock has all of the older one, and more', () => {
    const older = lock({ ...OURS, 'node_modules/a': { version: '1.2.3' } });
    const newer = lock({
      'apps/cli': { version: '2.0.0' },
      'node_modules/a': { version: '1.2.3' },
      'node_modules/b': { version: '1.0.0' },
    });
    expect(differingPackages(older, newer)).toEqual([]);
  });

  it('names what is at another version, or gone', () => {
    const older = lock({
      'node_modules/a': { version: '1.2.3' },
      'apps/cli/node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0' },
    });
    const newer = lock({
      'node_modules/a': { version: '1.2.4' },
      'node_modules/b': { version: '1.0.0' },
    });
    expect(differingPackages(older, newer)).toEqual(['node_modules/a', 'apps/cli/node_modules/a']);
  });
});
