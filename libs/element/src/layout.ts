import { css } from 'lit';

/** One scale of type (13, 15), one of space (4, 8, 12, 16, 24). Each piece can be set by its part. */
export const layout = css`
  :host {
    display: block;
    container-type: inline-size;
    color: var(--text);
    font: 400 0.9375rem/1.45 var(--waybill-font, system-ui, sans-serif);
    font-variant-numeric: tabular-nums;
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
    margin: 0;
  }
  .drop {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding: 24px 16px;
    border: 1.5px dashed var(--line);
    border-radius: var(--radius);
    background: var(--ground);
    text-align: center;
    outline: none;
  }
  .drop.over {
    border-style: solid;
    border-color: var(--accent);
    background: color-mix(in srgb, var(--accent) 8%, var(--ground));
  }
  .drop > svg {
    inline-size: 28px;
    block-size: 28px;
    color: var(--muted);
  }
  .over > svg {
    color: var(--accent);
  }
  .hint {
    color: var(--muted);
    font-size: 0.8125rem;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  button {
    min-block-size: 36px;
    padding: 6px 14px;
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) * 0.7);
    background: var(--ground);
    color: var(--text);
    font: inherit;
    font-weight: 500;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, var(--text) 7%, var(--ground));
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  button.primary:hover {
    background: color-mix(in srgb, var(--text) 18%, var(--accent));
  }
  button:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  button.icon {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    padding: 0;
    border-color: transparent;
    background: transparent;
    color: var(--muted);
  }
  button.icon:hover {
    background: color-mix(in srgb, var(--text) 10%, transparent);
    color: var(--text);
  }
  button.icon svg {
    inline-size: 18px;
    block-size: 18px;
  }
  @media (pointer: coarse) {
    /* Nothing is dropped by a finger. */
    .drop:not(.over) > .invitation {
      display: none;
    }
    button,
    button.icon {
      min-block-size: 44px;
      min-inline-size: 44px;
    }
  }
  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    margin-block-start: 12px;
    padding: 0;
    list-style: none;
  }
  .file,
  .notice {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 12px 12px 12px 16px;
    border: 1px solid color-mix(in srgb, var(--line) 45%, transparent);
    border-radius: var(--radius);
    background: var(--raised);
  }
  :host(:dir(rtl)) .file,
  :host(:dir(rtl)) .notice {
    padding: 12px 16px 12px 12px;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  .title {
    flex: 1;
    min-inline-size: 0;
  }
  .name {
    display: block;
    overflow: hidden;
    font-weight: 600;
    /* A name is cut at its own end, and stands where the page's lines begin. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .sign {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    color: var(--muted);
  }
  .completed .sign {
    color: var(--good);
  }
  .failed .sign {
    color: var(--danger);
  }
  .running .sign {
    color: var(--accent);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    color: var(--muted);
    font-size: 0.8125rem;
  }
  .completed .state {
    color: var(--good);
  }
  .failed .state {
    color: var(--danger);
  }
  .trouble .state {
    color: var(--busy);
  }
  .actions {
    display: flex;
    flex: none;
  }
  .fault,
  .notice p {
    flex: 1;
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .fault {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .fault p {
    flex: 1 1 16rem;
  }
  .notice {
    margin-block-start: 12px;
    border-color: color-mix(in srgb, var(--danger) 45%, transparent);
  }
  .notice .sign {
    color: var(--danger);
  }
  .aside {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
