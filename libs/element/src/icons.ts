import { svg, html, type TemplateResult } from 'lit';

const PATHS = {
  upload: 'M12 16V4m-5 5 5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3',
  pause: 'M8 5v14M16 5v14',
  resume: 'm8 5 11 7-11 7z',
  close: 'm6 6 12 12M18 6 6 18',
  done: 'm5 13 4.5 4.5L19 7',
  fault: 'M12 8v5m0 3.5v.01M12 3 2.5 20h19z',
  file: 'M14 3H6v18h12V7zm0 0v4h4',
} as const;

export type Icon = keyof typeof PATHS;

/** A line drawing in the colour of its text; words beside it say the same. */
export function icon(name: Icon, className = ''): TemplateResult {
  return html`<svg
    class=${className}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${svg`<path d=${PATHS[name]}></path>`}
  </svg>`;
}
