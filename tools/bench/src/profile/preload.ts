import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

/** Loaded before an app where `--profile` is asked for: writes where its time went when it ends. */
const folder = process.env['WAYBILL_BENCH_PROFILE'];
const app = basename(dirname(dirname(process.argv[1] ?? '')));

if (folder !== undefined && isMainThread) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.on('exit', () => {
    session.post('Profiler.stop', (error, result) => {
      if (error) return;
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `${app}-${process.pid}.cpuprofile`);
      writeFileSync(path, JSON.stringify(result.profile));
    });
  });
}
