import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';

export interface Topic {
  name: string;
  /** With user and password, where there are any. It need not be up. */
  endpoint: string;
  persistent: boolean;
}

export function topicArn(name: string): string {
  return `arn:aws:sns:default::${name}`;
}

export async function createTopic(client: SNSClient, topic: Topic): Promise<string | undefined> {
  const command = new CreateTopicCommand({
    Name: topic.name,
    Attributes: { 'push-endpoint': topic.endpoint, persistent: String(topic.persistent) },
  });
  return (await client.send(command)).TopicArn;
}

/** Ceph answers the same 200 when there is none. */
export async function deleteTopic(client: SNSClient, name: string): Promise<void> {
  await client.send(new DeleteTopicCommand({ TopicArn: topicArn(name) }));
}

/** The attribute `EndPoint` is a JSON text of Ceph's own. */
export async function pushEndpointOf(client: SNSClient, name: string): Promise<string | undefined> {
  try {
    const command = new GetTopicAttributesCommand({ TopicArn: topicArn(name) });
    const { Attributes } = await client.send(command);
    const endpoint = JSON.parse(Attributes?.['EndPoint'] ?? '{}') as { EndpointAddress?: string };
    return endpoint.EndpointAddress;
  } catch {
    return undefined;
  }
}
