import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { bytes } from './format.js';
import { icon } from './icons.js';
import { fill, type Messages } from './messages.js';

export interface ZoneContext {
  readonly messages: Messages;
  readonly language: string;
  readonly over: boolean;
  readonly multiple: boolean;
  readonly directory: boolean;
  readonly camera: boolean;
  readonly maxFileSize?: number;
  readonly pick: (what: 'files' | 'folder' | 'camera') => void;
}

/** Where files are dropped, pasted and chosen. A click lets what is pasted come here. */
export function dropZone(context: ZoneContext): TemplateResult {
  const { messages, language, over, multiple, directory, camera, maxFileSize, pick } = context;
  const button = (what: 'files' | 'folder' | 'camera', text: string, primary = false) =>
    html`<button
      type="button"
      class=${primary ? 'primary' : ''}
      part="button ${primary ? 'primary-button' : ''}"
      data-pick=${what}
      @click=${() => pick(what)}
    >
      ${text}
    </button>`;
  return html`<div class=${classMap({ drop: true, over })} part="drop" tabindex="-1">
    ${icon('upload')}
    <p class="invitation">${over ? messages.letGo : multiple ? messages.drop : messages.dropOne}</p>
    <div class="choices">
      ${button('files', multiple ? messages.chooseFiles : messages.chooseFile, true)}
      ${directory ? button('folder', messages.chooseFolder) : nothing}
      ${camera ? button('camera', messages.takePhoto) : nothing}
    </div>
    ${
      maxFileSize === undefined
        ? nothing
        : html`<p class="hint" part="hint">
            ${fill(messages.atMost, { max: bytes(maxFileSize, language) })}
          </p>`
    }
  </div>`;
}
