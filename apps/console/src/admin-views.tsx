import type { SessionBody } from '@waybill/contracts';
import { Keys } from './pages/keys.js';
import { OnCall } from './pages/on-call/on-call.js';
import { Shell } from './shell/shell.js';
import { usePlace } from './shell/use-place.js';

const VIEWS = [
  { place: '', title: 'On call' },
  { place: 'keys', title: 'Keys' },
];

interface Props {
  readonly session: SessionBody;
  readonly onSignOut: () => void;
}

/** What the holder of an admin key sees. */
export function AdminViews({ session, onSignOut }: Props) {
  const [view = ''] = usePlace();
  return (
    <Shell session={session} views={VIEWS} here={view} onSignOut={onSignOut}>
      {view === 'keys' ? <Keys /> : <OnCall />}
    </Shell>
  );
}
