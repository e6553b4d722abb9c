import { css } from 'lit';

/** They follow the page's `color-scheme`, and each can be set by a custom property. */
export const colours = css`
  :host {
    --accent: var(--waybill-accent, #1d5bd6);
    --on-accent: var(--waybill-on-accent, #fff);
    --text: var(--waybill-text, #171c24);
    --muted: var(--waybill-muted, #566070);
    --ground: var(--waybill-ground, #fff);
    --raised: var(--waybill-raised, #f6f7f9);
    --line: var(--waybill-line, #b4bcc8);
    --good: var(--waybill-good, #137a46);
    --busy: var(--waybill-busy, #955800);
    --danger: var(--waybill-danger, #b3261e);
    --radius: var(--waybill-radius, 10px);
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --accent: var(--waybill-accent, light-dark(#1d5bd6, #86adff));
      --on-accent: var(--waybill-on-accent, light-dark(#fff, #0c1220));
      --text: var(--waybill-text, light-dark(#171c24, #e6eaf0));
      --muted: var(--waybill-muted, light-dark(#566070, #a2acba));
      --ground: var(--waybill-ground, light-dark(#fff, #14181e));
      --raised: var(--waybill-raised, light-dark(#f6f7f9, #1c2129));
      --line: var(--waybill-line, light-dark(#b4bcc8, #4d5766));
      --good: var(--waybill-good, light-dark(#137a46, #4cc38a));
      --busy: var(--waybill-busy, light-dark(#955800, #f0b35a));
      --danger: var(--waybill-danger, light-dark(#b3261e, #ff8a80));
    }
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
`;
