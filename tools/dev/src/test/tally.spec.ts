import { describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReports, sum, tallyCheck, tallyRun, verdict } from './tally.js';

const clean = { numPassedTests: 7, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

describe('tallyRun', () => {
  it('believes a clean run', () => {
    expect(tallyRun(true, [clean, clean])).toEqual({ passed: 14, failed: 0 });
  });

  it('counts a suite that could not be run as failed', () => {
    const report = { numPassedTests: 3, numFailedTests: 1, numRuntimeErrorTestSuites: 2 };
    expect(tallyRun(false, [report])).toEqual({ passed: 3, failed: 3 });
  });

  it('counts a bad end that the reports do not explain', () => {
    expect(tallyRun(false, [clean])).toEqual({ passed: 7, failed: 1 });
  });

  it('counts a run that left no report', () => {
    expect(tallyRun(false, [])).toEqual({ passed: 0, failed: 1 });
  });
});

describe('readReports', () => {
  it('finds those of scoped names, and takes one that was cut off for a failure', () => {
    const folder = mkdtempSync(join(tmpdir(), 'waybill-reports-'));
    mkdirSync(join(folder, '@waybill'));
    writeFileSync(join(folder, '@waybill/cli.json'), JSON.stringify(clean));
    writeFileSync(join(folder, 'domain.json'), '{"numPassedTests": 7');
    expect(tallyRun(true, readReports(folder))).toEqual({ passed: 7, failed: 1 });
    rmSync(folder, { recursive: true });
  });

  it('finds none where a run did not get so far', () => {
    expect(readReports(join(tmpdir(), 'waybill-no-reports'))).toEqual([]);
  });
});

describe('verdict', () => {
  it('is good when tests ran and none failed', () => {
    const total = sum([tallyRun(true, [clean]), tallyCheck(true)]);
    expect(verdict(total)).toEqual({ line: '7 passed, 0 failed', ok: true });
  });

  it('is bad when a check failed', () => {
    const total = sum([tallyRun(true, [clean]), tallyCheck(false)]);
    expect(verdict(total)).toEqual({ line: '7 passed, 1 failed', ok: false });
  });

  it('is bad when nothing ran', () => {
    expect(verdict(sum([]))).toEqual({ line: '0 passed, 1 failed', ok: false });
  });
});
