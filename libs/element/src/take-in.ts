import { gatherChosen, gatherDropped, type Gathered } from '@waybill/page-uploads';

interface TakeInParts {
  readonly enabled: () => boolean;
  /** Whether files hang over the element now. */
  readonly onOver: (over: boolean) => void;
  readonly onTaken: (gathered: Gathered) => void;
}

/** Takes what is dropped on an element, or pasted while the focus is in it. */
export function takeIn(element: HTMLElement, { enabled, onOver, onTaken }: TakeInParts): void {
  const hasFiles = (data: DataTransfer | null): data is DataTransfer =>
    enabled() && data !== null && data.types.includes('Files');
  const drag = (event: DragEvent) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    onOver(true);
  };
  element.addEventListener('dragenter', drag);
  element.addEventListener('dragover', drag);
  element.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!element.contains(relatedTarget as Node | null)) onOver(false);
  });
  element.addEventListener('drop', (event) => {
    onOver(false);
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    void gatherDropped(event.dataTransfer).then(onTaken);
  });
  element.addEventListener('paste', (event) => {
    const files = event.clipboardData?.files;
    if (!enabled() || !files?.length) return;
    event.preventDefault();
    onTaken(gatherChosen(files));
  });
}
