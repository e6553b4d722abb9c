import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const rules = read('docker/prometheus/waybill.rules.yml');
const ruleTests = read('docker/prometheus/waybill.rules.test.yml');

const alerts = rules
  .split(/^ +- (?=alert: )/mu)
  .slice(1)
  .map((text) => ({
    name: field(text, /^alert: (\w+)$/mu),
    severity: field(text, /severity: (\w+)/u),
    page: field(text, /runbook: (\S+)$/mu),
  }));

function field(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`No ${String(pattern)} in:\n${text}`);
  return found;
}

/** Every metric that the product declares; instruments are made with their names written out. */
const declared = new Set(
  execFileSync('git', ['grep', '--untracked', '-hoE', `'waybill_[a-z_]+'`, '--', 'libs', 'apps'], {
    cwd: ROOT,
  })
    .toString()
    .split('\n')
    .map((quoted) => quoted.slice(1, -1)),
);

describe('the runbook', () => {
  it('has a page for each alert, which says so in its heading', () => {
    expect(alerts.length).toBeGreaterThan(15);
    for (const { name, page } of alerts) {
      expect({ name, page, exists: existsSync(join(ROOT, page)) }).toMatchObject({ exists: true });
      expect(read(page).split('\n')[0]?.slice(2).split(', ')).toContain(name);
    }
  });

  it('has no page that no alert leads to', () => {
    const pages = readdirSync(join(ROOT, 'docs/runbook')).filter((name) => name !== 'README.md');
    const led = new Set(alerts.map(({ page }) => page.replace('docs/runbook/', '')));
    expect(pages.filter((page) => !led.has(page))).toEqual([]);
  });

  it('lists each alert with its severity and its page', () => {
    const rows = [
      ...read('docs/runbook/README.md').matchAll(/^\| \[(\w+)\]\((\S+)\) +\| (\w+)/gmu),
    ];
    const listed = rows.map(([, name, page, severity]) => ({
      name,
      severity,
      page: `docs/runbook/${page}`,
    }));
    const byName = (one: { name?: string | undefined }, other: { name?: string | undefined }) =>
      (one.name ?? '').localeCompare(other.name ?? '');
    expect(listed.sort(byName)).toEqual([...alerts].sort(byName));
  });

  it.each(['Means', 'How bad', 'Look at', 'Do'])('has pages that each say: %s', (part) => {
    for (const { page } of alerts) {
      const said = new RegExp(`^\\*\\*${part}|\\bwhat to do\\*\\*`, 'mu');
      expect({ page, said: said.test(read(page)) }).toEqual({ page, said: true });
    }
  });
});

describe('the rules', () => {
  it('go by metrics that are there', () => {
    const used = rules.match(/\bwaybill_[a-z_]+/gu) ?? [];
    const unknown = used.filter((name) => !declared.has(name.replace(/_(bucket|count|sum)$/u, '')));
    expect(used.length).toBeGreaterThan(20);
    expect(unknown.filter((name) => !declared.has(name))).toEqual([]);
  });

  it('are each shown firing and staying quiet', () => {
    const quiet = [...ruleTests.matchAll(/alertname: (\w+), eval_time: 2h, exp_alerts: \[\]/gu)];
    const firing = [...ruleTests.matchAll(/^ +- alertname: (\w+)$/gmu)];
    const names = new Set(alerts.map(({ name }) => name));
    expect(new Set(quiet.map((match) => match[1]))).toEqual(names);
    expect(new Set(firing.map((match) => match[1]))).toEqual(names);
  });
});
