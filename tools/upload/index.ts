/**
 * In: files and folders of this machine.
 * Out: objects in a bucket of the local cloud or of AWS.
 * Touches: those files and S3.
 */
export { dropFiles, filesOf } from './drop-files.ts';
export { sendStream } from './send-file.ts';
export { uploadFile } from './upload-file.ts';
