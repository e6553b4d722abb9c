import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  type NotificationConfigurationFilter,
} from '@aws-sdk/client-s3';
import { StackError } from '../errors.js';
import type { Push } from './bucket-target.js';
import { deliveries, events, topicName, withPassword } from './notifications.js';
import type { NotificationSetup, Notifier } from './notifier.js';
import { createTopic, pushEndpointOf } from './topics.js';

/**
 * Notifications of a bucket that others may use as well. What is configured stays: ours is put beside
 * it. No topic is pointed elsewhere, and nothing is ever taken away: `DELETE ?notification` is Ceph's
 * own, and another store takes it for DeleteBucket.
 */
export const foreignNotifications: NotificationSetup = {
  /** Whether the bucket tells anybody of our new objects: only its owner knows whether that is us. */
  async isInPlace({ s3, bucket }: Notifier, { prefix = '' }: Push): Promise<boolean> {
    const current = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
    );
    if (current.EventBridgeConfiguration && prefix === '') return true;
    return listed(current).some(
      ({ Events = [], Filter }) =>
        Events.some((event) => event.startsWith('s3:ObjectCreated:')) &&
        prefixOf(Filter) === prefix,
    );
  },

  /** @throws StackError where a topic of our name reports to somebody else */
  async apply({ s3, topics, bucket }: Notifier, push: Push): Promise<void> {
    const endpoint = withPassword(push.url, push.token);
    const names = deliveries(push).map((persistent) => ({
      persistent,
      name: topicName(bucket, persistent, push.prefix),
    }));
    for (const { name } of names) {
      const known = await pushEndpointOf(topics, name);
      if (known !== undefined && known !== endpoint)
        throw new StackError(`the topic ${name} reports to another installation`);
    }
    const current = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
    );
    const ours = [];
    for (const { name, persistent } of names) {
      const TopicArn = await createTopic(topics, { name, endpoint, persistent });
      ours.push({ Id: name, TopicArn, Events: events, ...filterOf(push) });
    }
    const { TopicConfigurations = [], QueueConfigurations, LambdaFunctionConfigurations } = current;
    const { EventBridgeConfiguration } = current;
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: {
          TopicConfigurations: [...TopicConfigurations, ...ours],
          ...(QueueConfigurations && { QueueConfigurations }),
          ...(LambdaFunctionConfigurations && { LambdaFunctionConfigurations }),
          ...(EventBridgeConfiguration && { EventBridgeConfiguration }),
        },
      }),
    );
  },
};

function listed(current: NotificationConfiguration) {
  return [
    ...(current.TopicConfigurations ?? []),
    ...(current.QueueConfigurations ?? []),
    ...(current.LambdaFunctionConfigurations ?? []),
  ];
}

function prefixOf(filter: NotificationConfigurationFilter | undefined): string {
  const rules = filter?.Key?.FilterRules ?? [];
  return rules.find(({ Name }) => Name?.toLowerCase() === 'prefix')?.Value ?? '';
}

function filterOf({ prefix }: Push) {
  if (!prefix) return {};
  return { Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: prefix }] } } };
}
