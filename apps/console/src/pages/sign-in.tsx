import type { SessionBody } from '@waybill/contracts';
import { useState, type FormEvent } from 'react';
import { Button, FieldError, Form, Input, Label, TextField } from 'react-aria-components';
import { signIn } from '../api.js';

/** The key goes to the server once, which keeps it in a cookie that this page cannot read. */
export function SignIn({ onSignedIn }: { readonly onSignedIn: (session: SessionBody) => void }) {
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
        <Button type="submit" isDisabled={busy}>
          Sign in
        </Button>
      </Form>
    </main>
  );
}
