import { LitElement, type PropertyDeclarations } from 'lit';
import type { Messages } from './messages.js';

/** What a page says of the element, by attributes and by properties. */
export class Settable extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    endpoint: {},
    token: {},
    name: {},
    accept: {},
    capture: {},
    keep: {},
    multiple: { type: Boolean },
    directory: { type: Boolean },
    required: { type: Boolean },
    disabled: { type: Boolean, reflect: true },
    maxFileSize: { type: Number, attribute: 'max-file-size' },
    maxFiles: { type: Number, attribute: 'max-files' },
    messages: { attribute: false },
    metadata: { attribute: false },
    getToken: { attribute: false },
  };

  /** Where the API is; the page's own origin when left out. */
  declare endpoint: string;
  /** An upload token. One that is set later is good for what goes on then. */
  declare token: string | undefined;
  /** Of the form's field: it has the id of each complete file. */
  declare name: string;
  /** As of `<input accept>`. */
  declare accept: string | undefined;
  /** `environment` or `user`: offers the camera on a device that is touched. */
  declare capture: string | undefined;
  /** Whose unfinished uploads come back after a reload, e.g. a user's id; nobody's when left out. */
  declare keep: string | undefined;
  declare multiple: boolean;
  /** Offers to choose a folder. */
  declare directory: boolean;
  declare required: boolean;
  declare disabled: boolean;
  /** Bytes. */
  declare maxFileSize: number | undefined;
  declare maxFiles: number | undefined;
  /** Words in place of the English ones. */
  declare messages: Partial<Messages>;
  /** What every file is declared with. */
  declare metadata: Readonly<Record<string, string>>;
  /** Fetches an upload token: for the first file, and again when the one before has ended. */
  declare getToken: (() => string | Promise<string>) | undefined;

  constructor() {
    super();
    this.endpoint = '';
    this.name = '';
    this.messages = {};
    this.metadata = {};
  }
}
