import type { SessionBody } from '@waybill/contracts';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { TroubleBanner } from './trouble-banner.js';

interface Props {
  readonly session: SessionBody;
  /** The first is where one arrives. */
  readonly views: readonly { readonly place: string; readonly title: string }[];
  readonly here: string;
  readonly onSignOut: () => void;
  readonly children: ReactNode;
}

/** What is around every page: the way to the others, and who has signed in. */
export function Shell({ session, views, here, onSignOut, children }: Props) {
  return (
    <>
      <header className="bar">
        <div>
          <a className="brand" href="#/">
            <svg viewBox="0 0 20 20" aria-hidden>
              <rect width="8" height="8" rx="1.5" />
              <rect x="11" width="8" height="8" rx="1.5" />
              <rect y="11" width="8" height="8" rx="1.5" />
              <circle cx="15" cy="15" r="4" />
            </svg>
            Waybill
          </a>
          <nav aria-label="Views">
            {views.map(({ place, title }) => (
              <a key={place} href={`#/${place}`} aria-current={place === here ? 'page' : undefined}>
                {title}
              </a>
            ))}
          </nav>
          <p title={`Key ${session.hint}…`}>{session.tenant ?? 'admin'}</p>
          <Button className="quiet" onPress={onSignOut}>
            Sign out
          </Button>
        </div>
      </header>
      <TroubleBanner />
      <main>{children}</main>
    </>
  );
}
