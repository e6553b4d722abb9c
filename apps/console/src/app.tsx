import type { SessionBody } from '@waybill/contracts';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { client, onSignedOut, signOut, whoAmI } from './api.js';
import { AdminViews } from './admin-views.js';
import { SignIn } from './pages/sign-in.js';
import { TenantViews } from './tenant-views.js';
import { queueOf } from './uploads/queues.js';

type Session =
  | { readonly state: 'asking' | 'silent' | 'ended' | 'none' }
  | { readonly state: 'open'; readonly session: SessionBody };

async function whoIsIn(): Promise<Session> {
  try {
    const session = await whoAmI();
    return session ? { state: 'open', session } : { state: 'none' };
  } catch {
    return { state: 'silent' };
  }
}

/** Who has signed in decides what is shown. */
export function App() {
  const [now, setNow] = useState<Session>({ state: 'asking' });
  useEffect(() => {
    void whoIsIn().then(setNow);
    return onSignedOut(() =>
      setNow((before) => (before.state === 'open' ? { state: 'ended' } : before)),
    );
  }, []);

  if (now.state === 'asking') return <p role="status" className="sign-in" aria-label="Loading" />;
  if (now.state === 'silent') {
    return (
      <main className="sign-in">
        <h1>Waybill</h1>
        <p role="alert">The server does not answer. Look at your network, then try again.</p>
        <Button onPress={() => void whoIsIn().then(setNow)}>Try again</Button>
      </main>
    );
  }
  if (now.state !== 'open') {
    const signedIn = (session: SessionBody) => {
      setNow({ state: 'open', session });
      if (session.tenant !== undefined) queueOf(session.tenant).goOnAfterSignIn();
    };
    return <SignIn ended={now.state === 'ended'} onSignedIn={signedIn} />;
  }
  const { session } = now;
  const leave = async () => {
    if (session.tenant !== undefined) queueOf(session.tenant).pauseAll();
    client.hub.close();
    await signOut();
    location.hash = '';
    setNow({ state: 'none' });
  };
  const props = { session, onSignOut: () => void leave() };
  return session.role === 'admin' ? <AdminViews {...props} /> : <TenantViews {...props} />;
}
