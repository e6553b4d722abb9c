import { useState, type FormEvent } from 'react';
import { Button, FieldError, Form, Input, Label, TextField } from 'react-aria-components';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly verb: string;
  readonly type?: 'text' | 'url';
  /** What it rejects with is shown beside the field, and what was typed stays. */
  readonly onAdd: (text: string) => Promise<void>;
}

/** A line that makes a thing of one text. */
export function AddLine({ label, placeholder, verb, type = 'text', onAdd }: Props) {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onAdd(text.trim());
      setText('');
    } catch (error) {
      setFault((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form className="line" validationBehavior="aria" onSubmit={(event) => void submit(event)}>
      <TextField
        type={type}
        value={text}
        isInvalid={fault !== undefined}
        onChange={(next) => {
          setText(next);
          setFault(undefined);
        }}
      >
        <Label>{label}</Label>
        <Input placeholder={placeholder} />
        <FieldError>{fault}</FieldError>
      </TextField>
      <Button type="submit" isDisabled={busy || text.trim() === ''}>
        {verb}
      </Button>
    </Form>
  );
}
