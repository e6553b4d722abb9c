const UNRELEASED = '## [Unreleased]';

/**
 * CHANGELOG.md with what is unreleased under a version, and room for what comes next.
 * @param date `YYYY-MM-DD`
 * @throws Error where nothing is unreleased, or the version is there already
 */
export function closeUnreleased(changelog: string, version: string, date: string): string {
  if (changelog.includes(`## [${version}]`))
    throw new Error(`CHANGELOG.md has ${version} already.`);
  const start = changelog.indexOf(UNRELEASED);
  const body = start < 0 ? '' : changelog.slice(start + UNRELEASED.length);
  const notes = body.split('\n## [', 1)[0] ?? '';
  if (notes.trim() === '') throw new Error('CHANGELOG.md has nothing under "Unreleased".');
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n\n## [${version}] - ${date}`);
}
