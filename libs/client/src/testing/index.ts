export { FakeWaybill, type FakeFault } from './fake-waybill.js';
export type { FakeFile } from './fake-files.js';
export { answer, problem, storeProblem, type Exchange } from './fake-routes.js';
