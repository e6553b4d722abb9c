import type { SessionBody } from '@waybill/contracts';
import { useState, type FormEvent } from 'react';
import { Button, FieldError, Form, Input, Label, TextField } from 'react-aria-components';
import { signIn } from '../api.js';

interface Props {
  /** Whether there was a session, which the server knows no more. */
  readonly ended: boolean;
  readonly onSignedIn: (session: SessionBody) => void;
}

/** The key goes to the server once, which keeps it in a cookie that this page cannot read. */
export function SignIn({ ended, onSignedIn }: Props) {
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    const text = typeof key === 'string' ? key.trim() : '';
    if (text === '') return setFault('Type or paste a key.');
    setBusy(true);
    try {
      onSignedIn(await signIn(text));
    } catch (error) {
      setFault(
        error instanceof TypeError
          ? 'The server does not answer. Look at your network, then try again.'
          : (error as Error).message,
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <h1>Waybill</h1>
      {ended && <p role="status">Your session has ended. Sign in again: nothing is lost.</p>}
      <Form validationBehavior="aria" onSubmit={(event) => void submit(event)}>
        <TextField
          name="key"
          type="password"
          autoComplete="off"
          isInvalid={fault !== undefined}
          onChange={() => setFault(undefined)}
        >
          <Label>Key</Label>
          <Input />
          <FieldError>{fault}</FieldError>
        </TextField>
        <p className="hint">
          A tenant’s key (<code>wbk_…</code>) for its files, an admin’s (<code>wba_…</code>) for the
          on-call view. It is kept where no script can read it.
        </p>
        <Button type="submit" isDisabled={busy}>
          Sign in
        </Button>
      </Form>
    </main>
  );
}
