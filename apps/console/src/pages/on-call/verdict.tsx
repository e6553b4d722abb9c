import type { OverviewBody } from '@waybill/contracts';
import type { Readiness } from '../../api.js';
import { count, duration } from '../../format.js';
import { LATE } from './queues.js';

interface Props {
  readonly ready: Readiness;
  readonly overview: OverviewBody;
  readonly letters: number;
}

/** The answer before the figures: whether anything needs somebody now. */
export function Verdict(props: Props) {
  const found = faults(props);
  if (found.length === 0) return <p className="notice good">Nothing needs you now.</p>;
  return (
    <div className="notice danger" role="alert">
      <ul>
        {found.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </div>
  );
}

function faults({ ready, overview, letters }: Props): string[] {
  const { queues, missingRoles, files, webhooks, unavailable } = overview;
  const down = ready.checks.filter(({ status }) => status === 'down').length;
  const parts = unavailable.map(({ part }) => part).join(', ');
  return [
    ...(down > 0 ? [`${count(down, 'dependency', 'dependencies')} of the API down`] : []),
    ...(parts === '' ? [] : [`Not to be seen now: ${parts}. ${unavailable[0]?.detail ?? ''}`]),
    ...(missingRoles.length === 0
      ? []
      : [`No processor takes on ${missingRoles.join(', ')}: what they do waits`]),
    ...queues
      .filter(({ oldestSeconds }) => oldestSeconds > LATE)
      .map(({ name, oldestSeconds, role }) => {
        const wait = duration(oldestSeconds);
        return `${name} has waited for ${wait}: more processors of the role ${role} would help`;
      }),
    ...(files.length > 0 ? [`${count(files.length, 'file')} in trouble`] : []),
    ...(webhooks.length > 0
      ? [`${count(webhooks.length, 'webhook')} failing or paused for it`]
      : []),
    ...(letters > 0 ? [`${count(letters, 'dead letter')}`] : []),
  ];
}
