import { describe, expect, it } from '@jest/globals';
import { webhookEventV1 } from '@waybill/contracts';
import { FILE_EVENT_TYPES, TENANT_EVENT_TYPES } from '@waybill/domain';
import { cloudEvent } from './cloud-event.js';

const FILE = '019a9b0c-7f00-7000-8000-000000000001';
const WEBHOOK = '019a9b0c-7f00-7000-8000-0000000000e1';
const ID = '019a9b0c-7f00-7000-8000-0000000000d1';
const at = new Date('2026-01-02T03:04:05.678Z');

describe('cloudEvent', () => {
  it.each(FILE_EVENT_TYPES)('tells of %s with the data of the journal', (type) => {
    const told = { id: ID, webhookId: WEBHOOK, position: 1042, type, fileId: FILE, at };
    expect(cloudEvent({ ...told, data: { number: 3 } }, '/waybill')).toEqual({
      specversion: '1.0',
      id: '1042',
      source: '/waybill',
      type: `io.waybill.${type}`,
      subject: FILE,
      time: '2026-01-02T03:04:05.678Z',
      datacontenttype: 'application/json',
      data: { number: 3, fileId: FILE },
    });
  });

  it('tells of a paused endpoint, and not of the one that it is told to', () => {
    const other = '019a9b0c-7f00-7000-8000-0000000000e2';
    const data = { endpointId: other, reason: 'failing', failingSince: at.toISOString() };
    const [type] = TENANT_EVENT_TYPES;
    expect(
      cloudEvent({ id: ID, webhookId: WEBHOOK, position: 7, type, at, data }, 'https://up.example'),
    ).toMatchObject({ id: '7', type: 'io.waybill.webhook.paused', subject: other, data });
  });

  it('has the id of the delivery for a test, which the journal does not know', () => {
    const data = { endpointId: WEBHOOK };
    expect(
      cloudEvent({ id: ID, webhookId: WEBHOOK, type: 'webhook.test', at, data }, '/waybill'),
    ).toMatchObject({ id: ID, type: 'io.waybill.webhook.test', subject: WEBHOOK, data });
  });

  it('has a schema that knows every type that there is', () => {
    const types = webhookEventV1.options.flatMap(({ shape: { type } }) =>
      'options' in type ? type.options : [...type.values],
    );
    expect([...types].sort()).toEqual(
      [...FILE_EVENT_TYPES, ...TENANT_EVENT_TYPES, 'webhook.test']
        .map((type) => `io.waybill.${type}`)
        .sort(),
    );
  });
});
