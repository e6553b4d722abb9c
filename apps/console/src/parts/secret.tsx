import { useState } from 'react';
import { Button } from 'react-aria-components';

interface Props {
  readonly title: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** What the server shows once. It is gone from the page when it is closed. */
export function Secret({ title, secret, onClose }: Props) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="notice good" role="status">
      <div>
        <h3>{title}</h3>
        <p>Copy it now: it is not shown again.</p>
        <code className="secret">{secret}</code>
      </div>
      <div className="actions">
        <Button
          onPress={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <Button className="quiet" onPress={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
