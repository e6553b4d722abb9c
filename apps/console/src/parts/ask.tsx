import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  /** What is done, as the button says it. */
  readonly verb: string;
  readonly danger?: boolean;
  /** Rejects with what went wrong, which is shown. */
  readonly onYes: () => Promise<void>;
  readonly onClose: () => void;
}

/** A question before something is done that cannot be undone. The browser keeps the focus in it. */
export function Ask({ title, children, verb, danger = false, onYes, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const yes = async () => {
    setBusy(true);
    try {
      await onYes();
      onClose();
    } catch (error) {
      setFault((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby={heading} onClose={onClose}>
      <h2 id={heading}>{title}</h2>
      {children}
      {fault !== undefined && (
        <p role="alert" className="fault">
          {fault}
        </p>
      )}
      <div className="actions">
        <Button className="quiet" onPress={onClose}>
          Not now
        </Button>
        <Button className={danger ? 'danger' : ''} isDisabled={busy} onPress={() => void yes()}>
          {verb}
        </Button>
      </div>
    </dialog>
  );
}
