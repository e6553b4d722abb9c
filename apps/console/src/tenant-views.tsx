import type { SessionBody } from '@waybill/contracts';
import { FilePage } from './pages/file.js';
import { Files } from './pages/files.js';
import { Uploads } from './pages/uploads.js';
import { WebhookPage } from './pages/webhook.js';
import { Webhooks } from './pages/webhooks.js';
import { Shell } from './shell/shell.js';
import { usePlace } from './shell/use-place.js';
import { queueOf } from './uploads/queues.js';

const VIEWS = [
  { place: '', title: 'Files' },
  { place: 'webhooks', title: 'Webhooks' },
];

interface Props {
  readonly session: SessionBody;
  readonly onSignOut: () => void;
}

/** What the holder of a tenant's key sees. */
export function TenantViews({ session, onSignOut }: Props) {
  const [view = '', id] = usePlace();
  const here = view === 'webhooks' ? view : '';
  return (
    <Shell session={session} views={VIEWS} here={here} onSignOut={onSignOut}>
      {view === 'webhooks' && (id ? <WebhookPage key={id} id={id} /> : <Webhooks />)}
      {view === 'files' && id && <FilePage key={id} id={id} />}
      {view === '' && (
        <>
          <Uploads queue={queueOf(session.tenant ?? '')} />
          <Files />
        </>
      )}
    </Shell>
  );
}
