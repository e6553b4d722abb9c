import { describe, expect, it } from '@jest/globals';
import { cephConfiguration, type CephConfiguration } from './configuration.js';

const base: CephConfiguration = {
  fsid: '9a1f3f0e-6f4e-4c0a-9f0f-5a2b8f1d7c11',
  folder: '/srv/waybill/ceph',
  logFolder: '/srv/waybill/logs',
  s3Port: 8492,
  monPort: 8493,
  osdPorts: [8494, 8499],
  durable: true,
  capacity: 4 * 1024 ** 3,
};

describe('cephConfiguration', () => {
  it('keeps objects in a file where they are to last, in memory where not', () => {
    expect(cephConfiguration(base)).toContain('osd_objectstore = bluestore');
    expect(cephConfiguration({ ...base, durable: false })).toContain('osd_objectstore = memstore');
  });

  it('listens on the loopback alone, at the ports that it is given', () => {
    const text = cephConfiguration(base);
    expect(text).toContain('rgw_frontends = beast endpoint=127.0.0.1:8492\n');
    expect(text).toContain('mon_host = v2:127.0.0.1:8493\n');
    expect(text).toContain('public_addr = 127.0.0.1\n');
    expect(text).toContain('ms_bind_port_min = 8494\nms_bind_port_max = 8499\n');
  });

  it('makes no socket, whose path could be too long', () => {
    expect(cephConfiguration(base)).toMatch(/^admin_socket =$/m);
  });
});
