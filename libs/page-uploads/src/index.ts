import './file-system.js';

export { CELLS, ChunkCells, type Cell } from './chunk-cells.js';
export { Connection, type Trouble } from './connection.js';
export { faultOf, type Fault } from './fault.js';
export { gatherChosen, gatherDropped, gatherHandles, type Gathered } from './gather.js';
export { SavedUploads } from './saved-uploads.js';
export type { TakenFile } from './taken-file.js';
export { Upload, type Snapshot, type UploadHost } from './upload.js';
export { UploadQueue } from './upload-queue.js';
