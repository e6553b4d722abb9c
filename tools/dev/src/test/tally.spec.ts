import { describe, expect, it } from '@jest/globals';
import { sum, tallyCheck, tallyReport, tallyRun, verdict } from './tally.js';

const clean = { numPassedTests: 7, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

describe('tallyReport', () => {
  it('counts a suite that could not be run as failed', () => {
    const report = { numPassedTests: 3, numFailedTests: 1, numRuntimeErrorTestSuites: 2 };
    expect(tallyReport(report)).toEqual({ passed: 3, failed: 3 });
  });
});

describe('tallyRun', () => {
  it('believes a clean run', () => {
    expect(tallyRun(true, clean)).toEqual({ passed: 7, failed: 0 });
  });

  it('counts a bad end that the report does not explain', () => {
    expect(tallyRun(false, clean)).toEqual({ passed: 7, failed: 1 });
  });

  it('counts a run that left no report', () => {
    expect(tallyRun(false, undefined)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('verdict', () => {
  it('is good when tests ran and none failed', () => {
    const total = sum([tallyReport(clean), tallyCheck(true)]);
    expect(verdict(total)).toEqual({ line: '7 passed, 0 failed', ok: true });
  });

  it('is bad when a check failed', () => {
    const total = sum([tallyReport(clean), tallyCheck(false)]);
    expect(verdict(total)).toEqual({ line: '7 passed, 1 failed', ok: false });
  });

  it('is bad when nothing ran', () => {
    expect(verdict(sum([]))).toEqual({ line: '0 passed, 1 failed', ok: false });
  });
});
