import { css } from 'lit';

/** How far a file is: what the store has confirmed, then what is on its way. */
export const bar = css`
  .bar {
    display: flex;
    block-size: 6px;
    overflow: hidden;
    border-radius: 3px;
    background: color-mix(in srgb, var(--line) 55%, transparent);
  }
  .bar > * {
    flex: none;
    background: var(--accent);
    transition: inline-size 0.25s;
  }
  /* What has been sent, and is not confirmed: paler, and striped for those who see no difference. */
  .bar > .sent {
    background: repeating-linear-gradient(
      135deg,
      color-mix(in srgb, var(--accent) 60%, transparent) 0 4px,
      color-mix(in srgb, var(--accent) 30%, transparent) 4px 8px
    );
  }
  .paused .bar > *,
  .held .bar > * {
    background: var(--muted);
  }
  .failed .bar > * {
    background: var(--danger);
  }
  .completed .bar {
    display: none;
  }
  @media (prefers-reduced-motion: reduce) {
    .bar > * {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .bar {
      border: 1px solid;
    }
    .bar > .confirmed {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
