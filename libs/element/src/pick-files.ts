import { gatherChosen, gatherHandles, type Gathered } from '@waybill/page-uploads';

export interface PickOptions {
  readonly multiple: boolean;
  readonly accept?: string;
  /** Opens the camera, where the device has one: `environment` or `user`. */
  readonly capture?: string;
  readonly folder?: boolean;
  /** Ask for handles, by which files can be opened again after a reload. */
  readonly handles?: boolean;
}

/**
 * Lets a person choose; has to be called while a click is handled.
 * @returns undefined where nothing was chosen
 */
export async function pickFiles(options: PickOptions): Promise<Gathered | undefined> {
  const { multiple, accept, capture, folder = false, handles = false } = options;
  const { showOpenFilePicker } = window;
  if (handles && showOpenFilePicker && !accept && !folder && !capture) {
    return showOpenFilePicker({ multiple }).then(gatherHandles, () => undefined);
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = multiple;
  input.webkitdirectory = folder;
  if (accept) input.accept = accept;
  if (capture) input.setAttribute('capture', capture);
  const files = await new Promise<FileList | null>((resolve) => {
    input.addEventListener('change', () => resolve(input.files));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
  return files?.length ? gatherChosen(files) : undefined;
}
