import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the last line of `npm test` adds up. */
export interface Tally {
  passed: number;
  failed: number;
}

/** The part of Jest's JSON report that counts. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Suites that could not be run at all: a syntax error, a failed import. */
  numRuntimeErrorTestSuites: number;
}

/** A check that is no test (lint, types, format, a build): nothing when it passes, one when it fails. */
export function tallyCheck(ok: boolean): Tally {
  return { passed: 0, failed: ok ? 0 : 1 };
}

/** A suite that could not be run counts as one failed test. */
function tallyReport(report: JestReport): Tally {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
  };
}

/** The runner's own verdict counts too: it may end badly for a reason that no report has. */
export function tallyRun(ok: boolean, reports: readonly JestReport[]): Tally {
  const tally = sum(reports.map(tallyReport));
  return ok || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

/** Every report below a folder; none where a run did not get so far. */
export function readReports(folder: string): JestReport[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => readReport(join(folder, name)));
}

/** A report that was cut off is of a run that was. */
function readReport(file: string): JestReport {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
  }
}

export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
  };
}

/** The exact closing line. A run in which no test ran has failed. */
export function verdict(total: Tally): { line: string; ok: boolean } {
  const failed = total.passed + total.failed === 0 ? 1 : total.failed;
  return { line: `${total.passed} passed, ${failed} failed`, ok: failed === 0 };
}
