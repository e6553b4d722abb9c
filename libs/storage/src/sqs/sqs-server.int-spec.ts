import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { SqsServer } from '@waybill/testing';

/** Tested where SQS's own client is: it checks the shape of answers, and the MD5 of each body. */
describe('SqsServer', () => {
  let server: SqsServer;
  let client: SQSClient;
  let QueueUrl: string;

  beforeEach(async () => {
    server = await SqsServer.start();
    server.queue('q', 3);
    client = new SQSClient({
      endpoint: server.url,
      region: 'r',
      maxAttempts: 1,
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    });
    const found = await client.send(new GetQueueUrlCommand({ QueueName: 'q' }));
    QueueUrl = found.QueueUrl ?? '';
  });
  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  const receive = async (WaitTimeSeconds = 0) => {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    return (await client.send(command)).Messages ?? [];
  };

  it('takes messages and counts them, given out and not', async () => {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a €' }));
    const Entries = ['b', 'c'].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful).toHaveLength(2);
    const attributes = async () =>
      (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })))
        .Attributes;
    expect(await attributes()).toMatchObject({ ApproximateNumberOfMessages: '3' });
    expect((await receive()).map(({ Body }) => Body)).toEqual(['a €', 'b', 'c']);
    expect(await attributes()).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '3',
    });
  });

  it('answers a long poll when a message comes, or one is visible again', async () => {
    const waiting = receive(20);
    server.queue('q').send('late');
    const [first] = await waiting;
    expect(first?.Attributes).toEqual({ ApproximateReceiveCount: '1' });
    expect(await receive()).toEqual([]);
    const [second] = await receive(20);
    expect(second).toMatchObject({ Body: 'late', Attributes: { ApproximateReceiveCount: '2' } });
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  it('refuses what SQS refuses', async () => {
    server.queue('q').send('a');
    const [message] = await receive();
    const ReceiptHandle = message?.ReceiptHandle;
    const change = (handle?: string) =>
      client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: handle,
          VisibilityTimeout: 0,
        }),
      );
    await change(ReceiptHandle);
    await expect(change(ReceiptHandle)).rejects.toMatchObject({ name: 'MessageNotInflight' });
    await expect(change('made up')).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    expect(server.queue('q').messages).toEqual([]);
    const nowhere = new GetQueueUrlCommand({ QueueName: 'nowhere' });
    await expect(client.send(nowhere)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    const empty = new SendMessageBatchCommand({ QueueUrl, Entries: [] });
    await expect(client.send(empty)).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
  });
});
