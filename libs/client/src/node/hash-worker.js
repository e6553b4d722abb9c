// Plain JavaScript, since a worker is loaded by its file: the same name is right in the sources,
// under test and in the build.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

const buffer = Buffer.allocUnsafeSlow(1024 * 1024);

// A file descriptor is the process's: the file that was opened is read, whatever is at its path now.
parentPort.on('message', ({ fd, offset, size }) => {
  const sha256 = createHash('sha256');
  for (let done = 0; done < size;) {
    const read = readSync(fd, buffer, 0, Math.min(buffer.length, size - done), offset + done);
    if (read === 0) throw new Error('The file became shorter.');
    sha256.update(buffer.subarray(0, read));
    done += read;
  }
  parentPort.postMessage({ sha256: sha256.digest('hex') });
});
