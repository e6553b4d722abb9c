/**
 * Ceph prints its sequencer from memory: seconds and nanoseconds, four bytes each, the lowest byte
 * first (`rgw_notify.cc`; seen on 16.2 on x86, and true of every little-endian machine). Compared as text, as
 * S3's are, two events of one second come in any order. Here the bytes are turned round, so that
 * the text orders as time does.
 */
export function cephSequencer(sequencer: string): string {
  if (!/^[0-9a-f]{16}$/iu.test(sequencer)) return sequencer;
  return reversed(sequencer.slice(0, 8)) + reversed(sequencer.slice(8));
}

function reversed(hex: string): string {
  return (hex.match(/../gu) ?? []).reverse().join('');
}
