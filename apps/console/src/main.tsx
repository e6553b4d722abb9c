import type { SessionBody } from '@waybill/contracts';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Button } from 'react-aria-components';
import { client, signOut, whoAmI } from './api.js';
import { Files } from './pages/files.js';
import { SignIn } from './pages/sign-in.js';
import { Uploads } from './pages/uploads.js';
import './app.css';

function App() {
  const [session, setSession] = useState<SessionBody | null | undefined>();
  const [fault, setFault] = useState(false);
  useEffect(() => {
    whoAmI().then(
      (found) => setSession(found ?? null),
      () => setFault(true),
    );
  }, []);
  if (fault) return <p role="alert">The server does not answer. Reload the page to try again.</p>;
  if (session === undefined) return <p role="status">Loading…</p>;
  if (session === null) return <SignIn onSignedIn={setSession} />;
  const leave = async () => {
    client.hub.close();
    await signOut();
    setSession(null);
  };
  return (
    <>
      <header className="bar">
        <h1>Waybill</h1>
        <p>{session.tenant ?? 'admin'}</p>
        <Button className="quiet" onPress={() => void leave()}>
          Sign out
        </Button>
      </header>
      <main>
        {session.role === 'tenant' ? (
          <>
            <Uploads />
            <Files />
          </>
        ) : (
          <p>An admin key belongs to no tenant. Sign in with a tenant’s key to upload files.</p>
        )}
      </main>
    </>
  );
}

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
