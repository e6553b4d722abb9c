import { WaybillUpload, type ErrorDetail, type FileDetail } from '@waybill/element';
import { ARABIC } from './arabic.js';

/** The page of somebody who uses the element; the console has nothing of it. */
function find<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

const upload = document.querySelector('waybill-upload');
if (!(upload instanceof WaybillUpload)) throw new Error('The page has no element.');

const MOST = 100_000_000;
upload.maxFileSize = MOST;

const policy = { expiresIn: 3_600, maxFiles: 10, maxFileSize: MOST, origins: [location.origin] };

/** What a page's own server does with the key that it keeps. */
async function makeToken(key: string): Promise<string> {
  const response = await fetch('/v1/upload-tokens', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(policy),
  });
  const body = (await response.json()) as { token?: string; detail?: string };
  if (!body.token) throw new Error(body.detail ?? `The server answered ${response.status}.`);
  return body.token;
}

find('access').addEventListener('submit', (event) => {
  event.preventDefault();
  const key = find<HTMLInputElement>('key').value;
  const say = (text: string) => (find('access-state').textContent = text);
  makeToken(key).then(
    (token) => {
      upload.getToken = () => makeToken(key);
      upload.token = token;
      say('The element has a token now.');
    },
    (error: Error) => say(error.message),
  );
});

find('claim').addEventListener('submit', (event) => {
  event.preventDefault();
  const data = new FormData(event.target as HTMLFormElement);
  const text = (name: string) => data.getAll(name).filter((value) => typeof value === 'string');
  const [subject = ''] = text('subject');
  const files = text('file').join(', ') || 'none';
  find('sent').textContent = `The form says: ${subject}; files: ${files}`;
});

find<HTMLSelectElement>('theme').addEventListener('change', ({ target }) => {
  document.documentElement.style.colorScheme = (target as HTMLSelectElement).value;
});
find<HTMLSelectElement>('language').addEventListener('change', ({ target }) => {
  const { value } = target as HTMLSelectElement;
  upload.lang = value;
  upload.dir = value === 'ar' ? 'rtl' : 'ltr';
  upload.messages = value === 'ar' ? ARABIC : {};
});

for (const what of ['added', 'progress', 'completed', 'cancelled', 'error']) {
  upload.addEventListener(`waybill-${what}`, (event) => {
    const line = document.createElement('li');
    line.textContent = `waybill-${what} ${describe((event as CustomEvent<FileDetail>).detail)}`;
    find('log').prepend(line);
  });
}

function describe(detail: FileDetail | ErrorDetail): string {
  if ('code' in detail) return `${detail.name}: ${detail.code}`;
  const { name, confirmedBytes, size, fileId } = detail;
  return `${name} ${confirmedBytes}/${size}${fileId === undefined ? '' : ` ${fileId}`}`;
}
