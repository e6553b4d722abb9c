import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  type Event,
} from '@aws-sdk/client-s3';
import { StackError } from '../errors.js';
import type { Push } from './bucket-target.js';
import { deleteNotifications } from './delete-notifications.js';
import type { NotificationSetup, Notifier } from './notifier.js';
import { createTopic, deleteTopic, pushEndpointOf, topicArn } from './topics.js';

export const events: Event[] = ['s3:ObjectCreated:*'];

/**
 * Has every object that is created in a bucket of our own store reported to the endpoint. Reports that
 * still wait to be delivered are not lost by a mere restart: what is in place stays.
 */
export const ownNotifications: NotificationSetup = {
  /** @throws StackError when the bucket reports to others already */
  isInPlace: (notifier, push) => isInPlace(notifier, push, withPassword(push.url, push.token)),
  apply: notify,
};

async function notify(notifier: Notifier, push: Push): Promise<void> {
  const { s3, topics, bucket } = notifier;
  const endpoint = withPassword(push.url, push.token);
  await silence(notifier);
  const configurations = [];
  for (const persistent of deliveries(push)) {
    const name = topicName(bucket, persistent);
    const TopicArn = await createTopic(topics, { name, endpoint, persistent });
    configurations.push({ Id: name, TopicArn, Events: events });
  }
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: { TopicConfigurations: configurations },
    }),
  );
}

/** Stops all reports about the bucket and forgets those that still wait to be delivered. */
export async function silence({ s3, topics, bucket }: Notifier): Promise<void> {
  await deleteNotifications(s3, bucket);
  await deleteTopic(topics, topicName(bucket, true));
  await deleteTopic(topics, topicName(bucket, false));
}

async function isInPlace({ s3, topics, bucket }: Notifier, push: Push, endpoint: string) {
  const current = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  const arns = (current.TopicConfigurations ?? []).map(({ TopicArn }) => TopicArn);
  const ours = [true, false].map((persistent) => topicArn(topicName(bucket, persistent)));
  if (arns.some((arn) => arn && !ours.includes(arn))) {
    throw new StackError(`bucket ${bucket} has notifications that are not Waybill's`);
  }
  const names = deliveries(push).map((persistent) => topicName(bucket, persistent));
  if (arns.sort().join() !== names.map(topicArn).sort().join()) return false;
  const endpoints = await Promise.all(names.map((name) => pushEndpointOf(topics, name)));
  return endpoints.every((known) => known === endpoint);
}

export function deliveries({ persistent }: Push): boolean[] {
  return persistent === 'both' ? [true, false] : [persistent];
}

/**
 * Ceph 16 goes through a bucket's topics by name and stops at the first that fails. The durable
 * one, which cannot fail for want of a listener, must come before the fast one: hence the names.
 */
export function topicName(bucket: string, persistent: boolean, prefix = ''): string {
  const within = prefix.replaceAll(/[^A-Za-z0-9_-]/gu, '-');
  return `${bucket}-${within}${persistent ? 'durable' : 'fast'}`;
}

/**
 * Ceph sends no header of our choice, but what stands before the @ of an endpoint goes out as
 * HTTP Basic authentication.
 */
export function withPassword(url: string, token: string): string {
  const endpoint = new URL(url);
  endpoint.username = 'waybill';
  endpoint.password = token;
  return endpoint.href;
}
