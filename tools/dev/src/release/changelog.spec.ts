import { describe, expect, it } from '@jest/globals';
import { closeUnreleased } from './changelog.js';

const before = '# Changelog\n\n## [Unreleased]\n\n- new\n\n## [0.1.0] - 2026-01-01\n\n- old\n';

describe('closeUnreleased', () => {
  it('puts what is unreleased under the version, newest first', () => {
    expect(closeUnreleased(before, '0.2.0', '2026-02-02')).toBe(
      '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-02-02\n\n- new\n\n## [0.1.0] - 2026-01-01\n\n- old\n',
    );
  });

  it('releases nothing that has no notes', () => {
    const empty = before.replace('- new\n\n', '');
    expect(() => closeUnreleased(empty, '0.2.0', '2026-02-02')).toThrow('nothing');
  });

  it('releases no version twice', () => {
    expect(() => closeUnreleased(before, '0.1.0', '2026-02-02')).toThrow('already');
  });
});
